"""What a person reads at a terminal."""

import re

import pytest
from tests.support.reports import URN, USER, every_status, finding, report, view

from daypass.report.findings import Source
from daypass.report.render import render


def text(*findings: object, **more: object) -> str:
    return render("text", report(*findings), view(**more))  # type: ignore[arg-type]  # rows, given on


def test_a_finding_shows_severity_rule_fact_remedy_and_line_under_its_identity() -> None:
    lines = text(finding()).splitlines()
    start = lines.index("  User ci")
    assert lines[start + 1] == "    ✗ no-long-lived-key (critical)  app/keys.py:12"
    assert [line.strip() for line in lines[start + 2 : start + 5]] == [
        "on AccessKey ci",
        "access key 'ci' never expires",
        "→ Declare a WorkloadIdentity and let the workload federate into its role.",
    ]
    assert URN in lines[start + 5]


def test_rows_about_one_identity_stand_together_and_the_gravest_first() -> None:
    said = text(
        finding(severity="low", urn="urn:pulumi:dev::shop::a:b:Low::low", identity=""),
        finding(severity="high", rule="no-iam-user", urn=USER),
        finding(),
    )
    assert re.findall(r"^  (\w.*)$|[✗!] (\S+)", said, re.MULTILINE)[:4] == [
        ("User ci", ""),
        ("", "no-long-lived-key"),
        ("", "no-iam-user"),
        ("Low low", ""),
    ]


def test_what_two_rules_say_alike_of_one_resource_is_said_once() -> None:
    alike = {"message": "role 'a' leads to role 'b'", "urn": USER}
    said = text(finding(rule="no-iam-user", **alike), finding(rule="term-is-short", severity="low", **alike))
    assert said.count("role 'a' leads to role 'b'") == 1
    assert "\n      as no-iam-user says\n" in said
    other = finding(rule="term-is-short", message=alike["message"])
    assert text(finding(rule="no-iam-user", **alike), other).count("role 'a' leads to role 'b'") == 2


def role(name: str, fingerprint: str, **more: object) -> object:
    urn = f"urn:pulumi:dev::shop::aws:iam/role:Role::{name}"
    return finding(urn=urn, identity="", message=f"role {name!r} has no owner", fingerprint=fingerprint, **more)


def test_the_same_of_many_is_said_once_with_all_by_which_each_is_found_and_excused() -> None:
    said = text(role("a", "aaaa000000000000"), role("b", "bbbb000000000000"))
    assert said.count("has no owner") == said.count("→") == 1
    below = said[said.index("    The same of 1 more:") :].splitlines()
    assert below[1].startswith("      Role b  ")
    assert below[2].endswith(":Role::b")
    assert below[3].split() == ["bbbb000000000000", "no-long-lived-key"]


@pytest.mark.parametrize("unlike", [{"severity": "low"}, {"enforcement": "advisory"}, {"rule": "no-iam-user"}], ids=str)
def test_what_differs_in_anything_but_the_name_is_told_by_itself(unlike: dict[str, str]) -> None:
    assert "The same of" not in text(role("a", "aaaa000000000000"), role("b", "bbbb000000000000", **unlike))


def test_what_is_told_on_something_else_is_never_folded() -> None:
    assert "The same of" not in text(finding(), finding(identity=f"{USER}2"))


def test_what_is_undecided_excused_or_known_is_told_apart_from_what_failed() -> None:
    said = text(*every_status())
    assert "? trust-pins-subject on AccessKey ci: assumeRolePolicy" in said
    assert "no-iam-user on AccessKey ci until 2027-02-15, for payments: vendor | speaks keys" in said
    assert "Known, in the baseline: 1" in said
    assert "(medium, advisory)" in said
    assert "term-is-short" not in said
    assert "term-is-short" in text(*every_status(), show_passed=True)


def test_the_tally_comes_last_and_always() -> None:
    tally = " ".join(text(*every_status()).split("\n\n")[-1].split())
    assert tally == (
        "Judged 1 source: 12 resources, 3 identities. "
        "2 failed (1 critical, 1 medium; 1 mandatory), 1 undecided, 1 exempt, 1 known, 1 passed."
    )
    assert "Nothing failed, 0 undecided" in text()


def test_nothing_is_said_to_be_fine_where_nothing_was_judged() -> None:
    said = render("text", report(sources=(Source("a.json", "checkpoint", error="it is empty"),)), view())
    assert "a.json was not judged" in said
    assert "Nothing failed" not in said
    assert "1 source could not be read" in said


def test_hidden_failures_are_counted_and_mentioned() -> None:
    said = text(finding(severity="low"), min_severity="high")
    assert "1 failed below high are not shown, and count." in said


@pytest.mark.parametrize("width", [60, 100])
def test_lines_are_as_wide_as_the_terminal_where_words_allow_it(width: int) -> None:
    said = text(finding(message="word " * 100), width=width)
    assert max(len(line) for line in said.splitlines() if "urn:" not in line) <= width


def test_colour_changes_nothing_but_the_colour() -> None:
    plain, coloured = text(*every_status()), text(*every_status(), colour=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
