"""How old the facts are that judgements rest on."""

from tests.support.commands import daypass

from daypass.data.table import all_tables


def test_every_table_says_its_age_and_its_source() -> None:
    shown = daypass("data", "--age", env={"DAYPASS_TODAY": "2026-12-25"}).expect(0).out.splitlines()
    for table in all_tables():
        (row,) = (line for line in shown if line.startswith(f"{table.name} "))
        assert table.as_of.isoformat() in row
        assert table.source in row
    assert any(row.split()[:3] == ["credential_shapes", "2026-11-25", "30"] for row in shown)


def test_programs_read_the_same_as_json() -> None:
    tables = daypass("data", "--age", "--format", "json", env={"DAYPASS_TODAY": "2026-12-25"}).expect(0).json["tables"]
    ages = {table["name"]: table["age_days"] for table in tables}
    assert ages["service_principals"] == 30
    assert {table.name for table in all_tables()} < set(ages)
