"""CSV of RFC 4180 that a spreadsheet can open without harm."""

import csv
import io
import re
from datetime import date

import pytest
from tests.support.reports import HOSTILE_TEXTS, UNREAD, every_status, everywhere, finding, report, view

from daypass.report.exemptions import Exemption
from daypass.report.findings import Report
from daypass.report.render import render
from daypass.report.render.csv import COLUMNS, cell
from daypass.report.render.json import finding_row

FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def rows(said: Report, delimiter: str = ",") -> list[dict[str, str]]:
    text = render("csv", said, view(show_passed=True))
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


EXEMPTION = Exemption("no-iam-user", "urn:x", "vendor", "payments", "m@x.org", date(2026, 11, 20), date(2027, 2, 15))


def test_the_columns_are_those_of_the_json_rows_with_the_keys_of_their_objects() -> None:
    row = finding_row(finding(exemption={"id": "EXC-1", **EXEMPTION.as_row()}))
    columns = [
        f"{key}.{inner}" if inner else key
        for key, value in row.items()
        for inner in (value if isinstance(value, dict) else ("",))
    ]
    assert list(COLUMNS) == columns


def test_every_fact_of_an_exemption_has_its_column() -> None:
    (row,) = rows(report(finding(status="exempt", exemption=EXEMPTION.as_row())))
    assert {key: row[f"exemption.{key}"] for key in EXEMPTION.as_row()} == EXEMPTION.as_row()


def test_one_row_a_finding_in_the_order_of_the_report() -> None:
    found = rows(report(*every_status()))
    assert [row["status"] for row in found] == ["fail", "fail", "undecided", "exempt", "known", "pass"]
    assert found[0]["location.file"] == "app/keys.py"
    assert found[0]["location.line"] == "12"
    assert found[2]["unknown"] == "assumeRolePolicy"
    assert all(len(row) == len(COLUMNS) for row in found)


def test_the_header_is_there_where_nothing_was_found() -> None:
    assert render("csv", report(), view()) == ",".join(f'"{name}"' for name in COLUMNS) + "\r\n"


def test_a_source_that_was_not_judged_is_a_row_so_that_no_table_is_empty_for_nothing() -> None:
    (row,) = rows(report(sources=(UNREAD,)))
    assert (row["source"], row["status"], row["message"]) == ("prod.json", "error", UNREAD.error)
    assert not row["rule"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        '"=1',
        "'=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "\t\t",
    ],
)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    said = cell(text)
    assert not FORMULA.match(said.strip('" \u00a0'))
    assert not FORMULA.match(said)


@pytest.mark.parametrize("text", ["a;=1", "a; =1", 'a;"=1', 'a;";"@x', "a;;-1", "=1;=2;=3"])
def test_nor_does_one_in_a_country_whose_spreadsheets_split_at_semicolons(text: str) -> None:
    line = f'"{cell(text).replace(chr(34), 2 * chr(34))}","x"'
    for part in line.split(";"):
        assert not FORMULA.match(part.strip('" '))


def test_text_that_is_no_formula_is_left_alone() -> None:
    for text in ("NIST-800-53:IA-5(7)", "a=b", "x; y - z", "arn:aws:iam::111122223333:role/a+b=c@d", "1; 2"):
        assert cell(text) == text


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_whatever_a_text_holds_a_row_stays_a_row_without_a_formula(text: str) -> None:
    found = rows(everywhere(text, rule=text))
    assert len(found) == 7
    for row in found:
        assert set(row) == set(COLUMNS)
        assert not [value for value in row.values() if FORMULA.match(value)]
        assert max(map(len, row.values())) < 32_767
