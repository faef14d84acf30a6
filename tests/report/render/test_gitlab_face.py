"""Code Quality for GitLab: https://docs.gitlab.com/ci/testing/code_quality/."""

import json
import re
from typing import Any

import pytest
from tests.support.reports import HOSTILE_TEXTS, UNREAD, every_status, everywhere, finding, report, view

from daypass.model.resource import Place
from daypass.report.findings import Report, Source
from daypass.report.render import render

SEVERITIES = ("info", "minor", "major", "critical", "blocker")


def entries(said: Report, **how: Any) -> list[dict[str, Any]]:
    text = render("gitlab", said, view(**how))
    assert text.isascii()
    assert text.startswith("[")  # and no byte order mark
    found = json.loads(text)
    for entry in found:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in SEVERITIES
        assert re.fullmatch(r"[0-9a-f]{16}(-\d+)?", entry["fingerprint"])
        assert entry["location"]["lines"]["begin"] >= 1
        assert_relative(entry["location"]["path"])
    return list(found)


def assert_relative(path: str) -> None:
    assert path
    assert not path.startswith(("/", "./"))
    assert not {"", ".", ".."} & set(path.split("/"))


def test_only_what_counts_is_a_flaw() -> None:
    checks = [entry["check_name"] for entry in entries(report(*every_status()), show_passed=True)]
    assert checks == ["no-long-lived-key", "identity-is-governed"]
    strict = [entry["check_name"] for entry in entries(report(*every_status()), strict=True)]
    assert strict == ["no-long-lived-key", "identity-is-governed", "trust-pins-subject"]


def test_a_flaw_has_rule_fact_remedy_place_and_our_fingerprint() -> None:
    (entry,) = entries(report(finding()))
    assert entry["check_name"] == "no-long-lived-key"
    assert entry["description"] == (
        "AccessKey ci: access key 'ci' never expires. "
        "Declare a WorkloadIdentity and let the workload federate into its role."
    )
    assert entry["location"] == {"path": "app/keys.py", "lines": {"begin": 12}}
    assert entry["fingerprint"] == "b50501fc8b24005e"


def test_severities_keep_their_order() -> None:
    given = ("low", "medium", "high", "critical")
    ranks = [SEVERITIES.index(entries(report(finding(severity=name)))[0]["severity"]) for name in given]
    assert ranks == sorted(set(ranks))


def test_an_advisory_flaw_says_so() -> None:
    (entry,) = entries(report(finding(enforcement="advisory")))
    assert ", advisory: " in entry["description"]


def test_a_source_that_was_not_judged_is_a_blocker_so_that_no_report_is_empty_for_nothing() -> None:
    (entry,) = entries(report(sources=(UNREAD,)))
    assert (entry["severity"], entry["location"]["path"]) == ("blocker", "prod.json")
    assert "it is empty" in entry["description"]
    assert entries(report()) == []


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("app/keys.py", "app/keys.py"),
        ("./app/keys.py", "app/keys.py"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("a\\b.py", "a/b.py"),
        ("a/./b//c.py", "a/b/c.py"),
        ("/home/me/repo/a.py", "a.py"),
        ("..", "Pulumi.yaml"),
        ("", "Pulumi.yaml"),
    ],
)
def test_a_path_stays_below_the_repository(file: str, path: str) -> None:
    (entry,) = entries(report(finding(location=Place(file, 1))))
    assert entry["location"]["path"] == path


def test_a_program_below_the_current_folder_is_shown_with_its_folder() -> None:
    for source in ("services/shop", "/home/me/repo/services/shop"):
        said = report(finding(source=source, location=Place("a.py", 1)), sources=(Source(source, "program"),))
        assert entries(said)[0]["location"]["path"] == "services/shop/a.py"


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_whatever_a_text_holds_an_entry_keeps_its_form(text: str) -> None:
    assert len(entries(everywhere(text, rule=text), show_passed=True)) == 4


def test_what_several_sources_have_alike_is_told_for_each_of_them() -> None:
    """GitLab keeps one entry of each fingerprint. The first has ours, so that a copy changes nothing of it."""
    one, two = (finding(source=f"exports/{name}.json") for name in ("a", "b"))
    both = [entry["fingerprint"] for entry in entries(report(one, two))]
    assert both[0] == one.fingerprint == two.fingerprint
    assert len(set(both)) == 2
    third = finding(source="exports/c.json")
    assert [entry["fingerprint"] for entry in entries(report(one, third, two))][::2] == both
    assert len({entry["fingerprint"] for entry in entries(report(one, one, one))}) == 3
