"""What holds for every face of a report."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.reports import (
    HOSTILE,
    HOSTILE_TEXTS,
    UNREAD,
    every_status,
    everywhere,
    finding,
    hostile,
    report,
    view,
)

from daypass.model.resource import Place
from daypass.report.render import FACES, render
from daypass.report.render.plain import plain

ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def lines(face: str, text: str) -> str:
    """The text of a face; what ends its lines, where a standard asks for more than a line feed, is no character."""
    return text.replace("\r\n", "\n") if face == "csv" else text


@pytest.mark.parametrize("face", FACES)
def test_no_face_lets_a_name_act_on_a_terminal(face: str) -> None:
    text = render(face, report(hostile(), sources=(UNREAD,), notes=(HOSTILE,), warnings=(HOSTILE,)), view())
    assert not ACTIVE.search(lines(face, text))
    text.encode()


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_in_any_field_is_more_than_text(face: str, text: str) -> None:
    said = render(face, everywhere(text), view(show_passed=True))
    assert not ACTIVE.search(lines(face, said))
    said.encode()
    assert not [line for line in said.splitlines() if line.startswith(("::set", "::stop"))]
    assert face in ("json", "sarif") or "##[" not in said  # those two keep what a name holds exact


@pytest.mark.parametrize("face", FACES)
def test_every_face_says_the_same_for_the_same_report(face: str) -> None:
    once, again = (render(face, report(*every_status()), view(show_passed=True)) for _ in range(2))
    assert once == again
    assert once.endswith("\n")


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("findings", [(), every_status()], ids=["nothing found", "every status"])
def test_a_source_that_was_not_judged_is_named_in_every_face(face: str, findings: tuple[()]) -> None:
    text = render(face, report(*findings, sources=(UNREAD,)), view())
    assert "prod" in text
    assert "empty" in text


@pytest.mark.parametrize("face", FACES.keys() - {"graph"})  # which shows who can become whom, and no finding
def test_what_is_less_severe_can_be_hidden_and_passes_are_shown_on_demand(face: str) -> None:
    shown = report(finding(message="MARK", severity="low"), finding(status="pass", message="passes", name="fine"))
    assert "MARK" in render(face, shown, view())
    assert "MARK" not in render(face, shown, view(min_severity="medium"))
    passes = render(face, shown, view(show_passed=True)) != render(face, shown, view())
    assert passes is (face != "gitlab")  # where every entry is a flaw


NASTY = st.text(st.characters() | st.sampled_from("\n\r|<>`[]()%:,\\\u202e\x1b@#!~&_*"), max_size=30)


@given(name=NASTY, message=NASTY, file=NASTY, path=NASTY)
def test_whatever_a_text_holds_a_row_stays_one_row(name: str, message: str, file: str, path: str) -> None:
    urn = f"urn:pulumi:dev::shop::a:b:C::{name}"
    row = finding(urn=urn, name=name, message=message, location=Place(file, 1), unknown=(path,), identity=urn)
    said = report(row, replace(row, status="undecided"))
    texts = {face: render(face, said, view()) for face in FACES}
    assert not any(ACTIVE.search(lines(face, text)) for face, text in texts.items())
    assert [line[:8] for line in texts["github"].splitlines()] == ["::error ", "::warnin", "daypass:"]
    table = [line for line in texts["markdown"].splitlines() if line.startswith("| critical")]
    assert [line.count("|") for line in table] == [6]
    assert len(json.loads(texts["json"])["findings"]) == len(json.loads(texts["sarif"])["runs"][0]["results"]) == 2


def test_plain_text_is_one_short_line_that_shows_what_was_there() -> None:
    assert plain("a\x1b[31mb\nc\u202ed") == "a\\x1b[31mb c\\u202ed"
    assert plain("x" * 10_000).endswith("x…")
    assert len(plain("x" * 10_000)) < 5_000


def test_a_command_of_a_runner_is_broken_where_it_stands() -> None:
    for command in ("##[stop-commands]x", "##vso[task.setvariable variable=a]b", "##VSO[x]", "###[x]", "####vso[x]"):
        assert not re.search(r"##(vso)?\[", plain(f"role {command}"), re.IGNORECASE)
    for text in ("# one", "## two", "a#b", "##"):
        assert plain(text) == text


def test_what_is_no_character_is_written_out() -> None:
    assert plain("\ufffe\uffff\ufdd0") == "\\ufffe\\uffff\\ufdd0"


@pytest.mark.parametrize("face", FACES)
def test_a_credential_that_is_a_name_is_in_no_face(face: str) -> None:
    """Pulumi shows names to everybody; a report that goes further than the state does not repeat the mistake."""
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9" * 2
    urn = f"urn:pulumi:dev::shop::aws:iam/accessKey:AccessKey::{token}"
    rows = [replace(row, urn=urn, name=token, identity=urn, within=urn) for row in every_status()]
    said = render(face, report(*rows), view(show_passed=True))
    assert token not in said
