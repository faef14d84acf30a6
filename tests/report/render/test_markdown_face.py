"""Markdown for a merge request."""

import html
import re
from itertools import pairwise

import pytest
from tests.support.reports import HOSTILE, UNREAD, every_status, finding, hostile, report, view

from daypass.report.render import render
from daypass.report.render.markdown import LIMIT, escape


def markdown(*findings: object, **more: object) -> str:
    return render("markdown", report(*findings, **more), view(show_passed=True))  # type: ignore[arg-type]  # rows, given on


def test_every_row_of_the_table_has_its_five_cells_whatever_a_name_holds() -> None:
    rows = [line for line in markdown(finding(), hostile()).splitlines() if line.startswith("| critical")]
    assert [row.count("|") for row in rows] == [6, 6]
    assert "access key 'ci' never expires<br>Declare a WorkloadIdentity" in rows[0]
    assert rows[0].endswith("| app/keys.py&#58;12 |") or rows[0].endswith("| app/keys.py:12 |")


def test_what_two_rules_say_alike_of_one_resource_is_said_once() -> None:
    text = markdown(finding(rule="no-iam-user"), finding(rule="term-is-short", severity="low"))
    assert text.count("access key 'ci' never expires") == 1
    assert "| as no-iam-user says<br>" in text


@pytest.mark.parametrize("active", ["<", ">", "`", "[", "](", "**", "://", "www.", "@o", " #1", "!2", "~l", "| a"])
def test_no_markup_link_or_mention_survives(active: str) -> None:
    assert active in HOSTILE
    assert active not in escape(HOSTILE)


@pytest.mark.parametrize("sigil", "@#!~%$&^")
def test_a_reference_is_parted_from_its_sigil_because_hosts_look_after_unescaping(sigil: str) -> None:
    assert not re.search(re.escape(sigil) + r"\w", html.unescape(escape(f"{sigil}word {sigil}1")))


def test_escaped_text_reads_as_it_was() -> None:
    assert html.unescape(escape("a_b*c [x] <y> 'z' \"q\"")) == "a_b*c [x] <y> 'z' \"q\""


def test_what_is_undecided_or_excused_is_folded_away_under_its_count() -> None:
    text = markdown(*every_status())
    for title in ("Undecided: 1", "Excused: 1", "Known: 1", "Passed: 1"):
        assert f"<summary>{title}</summary>" in text
    assert "| 2 | 1 | 1 | 1 | 1 |" in text
    assert "until 2027&#45;02&#45;15" in text


def test_every_table_and_list_begins_after_an_empty_line() -> None:
    lines = markdown(*every_status(), sources=(UNREAD, UNREAD), notes=("x",), warnings=("y",)).splitlines()
    for before, line in pairwise(lines):
        starts = line[:2] in {"| ", "- "} and before[:2] != line[:2]
        assert not (starts and before), (before, line)


def test_an_unread_source_is_in_the_heading() -> None:
    assert markdown(sources=(UNREAD,)).startswith("## daypass: 1 not judged\n")
    assert markdown().startswith("## daypass: nothing failed\n")


@pytest.mark.parametrize("status", ["fail", "known"])
def test_a_report_longer_than_a_comment_may_be_is_cut_and_says_so(status: str) -> None:
    text = markdown(*(finding(status=status, message=f"{number} " * 20) for number in range(3000)))
    assert len(text) <= 65_536
    assert len(text) > LIMIT - 2_000
    assert "**Cut here:**" in text.splitlines()[-1]
    assert text.count("<details>") == text.count("</details>")
