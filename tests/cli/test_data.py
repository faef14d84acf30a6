"""How old the facts are that judgements rest on."""

from datetime import date, timedelta

from tests.support.commands import Ran, daypass

from daypass.data.table import all_tables, read_table


def test_every_table_says_its_age_and_its_source() -> None:
    shown = daypass("data", "--age", env={"DAYPASS_TODAY": "2026-12-25"}).expect(0).out.splitlines()
    for table in all_tables():
        (row,) = (line for line in shown if line.startswith(f"{table.name} "))
        assert table.as_of.isoformat() in row
        assert table.source in row
    assert any(row.split()[0] == "credential_shapes" for row in shown)


def test_programs_read_the_same_as_json() -> None:
    tables = daypass("data", "--age", "--format", "json", env={"DAYPASS_TODAY": "2026-12-25"}).expect(0).json["tables"]
    ages = {table["name"]: table["age_days"] for table in tables}
    assert ages["role_consumers"] == (date(2026, 12, 25) - read_table("role_consumers").as_of).days
    assert {table.name for table in all_tables()} < set(ages)


def test_a_table_older_than_half_a_year_is_warned_of() -> None:
    oldest = min(all_tables(), key=lambda table: table.as_of)

    def after(days: int, *more: str) -> Ran:
        return daypass("data", *more, env={"DAYPASS_TODAY": f"{oldest.as_of + timedelta(days):%F}"}).expect(0)

    assert oldest.name not in after(180).err
    warned = after(181, "--age").err
    assert warned.startswith("daypass: older than 180 days: ")
    assert oldest.name in warned
    assert warned.endswith("Install a newer daypass; nothing is fetched at run time.\n")
    assert {row["name"]: row["old"] for row in after(181, "--format", "json").json["tables"]}[oldest.name] is True
