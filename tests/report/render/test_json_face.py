"""The JSON that programs read, `schema_version` 1."""

import json

import pytest
from tests.support.reports import HOSTILE, UNREAD, every_status, finding, hostile, report, view

from daypass.report.render import render

FINDING_KEYS = frozenset(
    [
        "source",
        "rule",
        "risk",
        "status",
        "severity",
        "confidence",
        "enforcement",
        "urn",
        "type",
        "name",
        "message",
        "remedy",
        "controls",
        "fingerprint",
        "location",
        "exemption",
        "unknown",
    ]
)


def test_every_key_of_the_interface_is_there() -> None:
    document = json.loads(render("json", report(*every_status(), sources=(UNREAD,)), view()))
    assert document["schema_version"] == 1
    assert document["tool"] == {
        "name": "daypass",
        "version": "1.2.3",
        "ruleset": "sha256:" + "0" * 64,
        "settings": None,
    }
    assert document["sources"] == [
        {
            "path": "prod.json",
            "kind": "stack-export",
            "stack": "",
            "resources": 0,
            "identities": 0,
            "error": UNREAD.error,
        }
    ]
    for row in document["findings"]:
        assert set(row) >= FINDING_KEYS
    assert document["findings"][0]["location"] == {"file": "app/keys.py", "line": 12}
    assert document["findings"][2]["unknown"] == ["assumeRolePolicy"]
    assert document["findings"][3]["exemption"]["expires"] == "2027-02-15"


@pytest.mark.parametrize("least", [None, "critical"])
def test_the_summary_counts_all_rows_whether_shown_or_not(least: str | None) -> None:
    document = json.loads(render("json", report(*every_status()), view(min_severity=least)))
    assert document["summary"] == {
        "passed": 1,
        "failed": 2,
        "undecided": 1,
        "exempt": 1,
        "known": 1,
        "not_applicable": 40,
        "by_severity": {"critical": 1, "medium": 1},
    }


def test_passes_are_rows_only_on_demand() -> None:
    statuses = [
        {
            row["status"]
            for row in json.loads(render("json", report(*every_status()), view(show_passed=passed)))["findings"]
        }
        for passed in (False, True)
    ]
    assert statuses[1] - statuses[0] == {"pass"}


def test_a_row_without_a_place_stands_at_the_start_of_the_project() -> None:
    (row,) = json.loads(render("json", report(finding(location=None)), view()))["findings"]
    assert row["location"] == {"file": "Pulumi.yaml", "line": 1}


def test_names_stay_exact_and_the_text_is_ascii() -> None:
    text = render("json", report(hostile()), view())
    assert text.isascii()
    assert json.loads(text)["findings"][0]["name"] == HOSTILE
