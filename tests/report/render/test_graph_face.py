"""The graph face: three languages of one picture, each whole, each safe whatever a name holds."""

import re
from xml.etree import ElementTree as ET

import pytest
from tests.support.pictures import MAP, hostile, pictured
from tests.support.reports import HOSTILE_TEXTS, UNREAD, every_status, report, view

from daypass.report.render import render
from daypass.report.render.graph import LANGUAGES
from daypass.report.render.graph_dot import dot
from daypass.report.render.graph_mermaid import mermaid
from daypass.report.render.graph_svg import svg_file
from daypass.report.render.graph_words import LOOKS, cut

SVG = "{http://www.w3.org/2000/svg}"
MERMAID = re.compile(r'  \w+ ?[([{>]*(-->\|)?"(?:[A-Za-z0-9 .,/+=()\'-]|#\d+;)*"[)\]}|]*( \w+|:::\w+)')
SAID = pictured(report(*every_status()))


def drawn(suffix: str, said: object = SAID) -> str:
    return render("graph", said, view(suffix=suffix))  # type: ignore[arg-type]  # a report


def test_the_suffix_says_the_language_and_without_one_it_is_mermaid() -> None:
    assert drawn(".svg").startswith("<?xml")
    assert drawn(".dot") == drawn(".gv")
    assert drawn(".dot").startswith("digraph")
    assert drawn("") == drawn(".mmd") == drawn(".mermaid") == drawn(".txt")
    assert drawn("").startswith("flowchart LR\n")


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_every_language_tells_spots_ways_and_what_is_left_out(suffix: str) -> None:
    said = drawn(suffix)
    for fact in ("deploy", "api", "robot", "gitlab.com", "federation", "runs as", "7 weaker ways"):
        assert fact in said
    assert drawn(suffix) == said
    assert said.endswith("\n")


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_what_was_not_judged_is_said_in_the_picture(suffix: str) -> None:
    unread = drawn(suffix, report(sources=(UNREAD,)))
    assert "prod.json" in unread
    assert "it is empty" in unread
    assert "do not say who can become whom" in drawn(suffix, report())


def test_what_is_possible_is_dashed() -> None:
    assert '-.->|"code, pass role"|' in mermaid(MAP, ())
    assert re.search(r'label="code, pass role".*style=dashed', dot(MAP, ()))
    root = ET.fromstring(svg_file(MAP, ()))
    dashed = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == 2, "the way and the legend"


def test_the_level_is_told_by_more_than_colour() -> None:
    """By class and legend, and by the title of each part, for who does not see the picture."""
    root = ET.fromstring(svg_file(MAP, ()))
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    assert "role deploy: it may go the way lambda-003" in titles
    assert "user robot: may do nothing by itself" in titles
    texts = {text.text for text in root.iter(f"{SVG}text")}
    used = ("admin", "escalates", "nothing", "outside")
    assert {LOOKS[level].meaning for level in used} <= texts


def test_the_drawing_has_a_name_and_a_description_for_a_reader_of_screens() -> None:
    root = ET.fromstring(svg_file(MAP, ()))
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    parts = {part.get("id"): part.text for part in root}
    assert parts[named[0]] == "Who can become whom"
    assert "3 ways" in (parts[named[1]] or "")


def test_it_asks_for_nothing_and_runs_nothing() -> None:
    root = ET.fromstring(svg_file(MAP, ()))
    active = {f"{SVG}{name}" for name in ("script", "style", "image", "a", "use")}
    assert not {part.tag for part in root.iter()} & active
    names = {name for part in root.iter() for name in part.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name or name == "style"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_is_more_than_text(text: str) -> None:
    usual = [part.tag for part in ET.fromstring(svg_file(hostile("x"), ("x",))).iter()]
    made = svg_file(hostile(text), (text,))
    assert made.isascii()
    assert [part.tag for part in ET.fromstring(made).iter()] == usual
    assert len(mermaid(hostile(text), (text,)).splitlines()) == len(mermaid(hostile("x"), ("x",)).splitlines())
    for line in mermaid(hostile(text), (text,)).splitlines()[3:-7]:
        assert MERMAID.fullmatch(line), line
    for line in dot(hostile(text), (text,)).splitlines():
        assert len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0


def test_a_name_is_cut_by_what_it_takes_on_the_screen() -> None:
    assert cut("invoice", 10) == "invoice"
    assert cut("x" * 30, 10) == "x" * 9 + "…"
    assert cut("請求書サービス", 10) == "請求書サ…"
