"""The HTML face in a real browser: what its script does, and what its policy keeps everything else from doing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.browser import ABSENT, PROGRAM, Page, browser
from tests.support.pictures import MAP, hostile, pictured
from tests.support.reports import HOSTILE_TEXTS, every_status, everywhere, finding, report, view

from daypass.model.resource import Place
from daypass.report.findings import Report
from daypass.report.render import render
from daypass.report.render.html_findings import MANY

ROWS = report(
    *every_status(),
    finding(severity="high", rule="a-rule", location=Place("app/keys.py", 9), message="UPPER and more"),
    finding(severity="low", rule="z-rule", location=Place("app/keys.py", 100)),
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One tab for all tests here; each opens its own file in it."""
    if PROGRAM is None:
        pytest.skip(ABSENT)
    with browser(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def shown(tab: Page, tmp_path: Path) -> Page:
    """The report of this module, opened."""
    return opened(tab, tmp_path, ROWS)


def opened(tab: Page, folder: Path, said: Report) -> Page:
    file = folder / "report.html"
    file.write_text(render("html", said, view(show_passed=True)), encoding="utf-8")
    return tab.open(file)


VISIBLE = "Array.from(document.querySelectorAll('#findings tbody tr')).filter(row => row.offsetParent !== null)"


def visible(page: Page, column: int) -> list[Any]:
    """The first text of that column in each row that is seen, from above."""
    first = f"(cell => (cell.firstElementChild ?? cell).textContent)(row.cells[{column}])"
    return list(page.run(f"{VISIBLE}.map(row => {first})"))


def state(page: Page) -> str:
    return str(page.run("document.querySelector('[role=status]').textContent"))


def choose(page: Page, value: str) -> None:
    page.run(f"document.querySelector('input[value={value}]').click()")


def blocked(failure: dict[str, Any]) -> bool:
    """Whether the document's policy kept this request from being sent."""
    return failure.get("blockedReason") == "csp" or failure["errorText"] == "net::ERR_BLOCKED_BY_CSP"


def search(page: Page, words: str) -> None:
    """Type, and wait until the script has looked."""
    page.run("document.getElementById('filter-text').focus()")
    page.run("document.getElementById('filter-text').select()")
    page.send("Input.insertText", text=words)
    page.run("new Promise(done => setTimeout(done, 200))", wait=True)


def test_opening_it_asks_nothing_of_anyone_and_breaks_nothing(shown: Page) -> None:
    assert len(shown.told("Network.requestWillBeSent")) == 1  # for the file itself
    assert shown.told("Runtime.exceptionThrown") == []
    assert shown.told("Log.entryAdded") == []
    assert shown.run("document.compatMode") == "CSS1Compat"
    assert state(shown) == "Sorted by status and severity. Showing 8 of 8."


def test_a_status_and_a_severity_are_hidden_by_their_boxes(shown: Page) -> None:
    choose(shown, "pass")
    choose(shown, "critical")
    assert visible(shown, 0) == ["high", "medium", "low"]
    assert state(shown).endswith("Showing 3 of 8.")
    choose(shown, "critical")
    assert len(visible(shown, 0)) == 7


def test_words_are_found_in_any_field_and_in_any_case(shown: Page) -> None:
    for words, rules in {
        "upper": ["a-rule"],
        "Z-RULE keys.py": ["z-rule"],
        "2027-02-15": ["no-iam-user"],
        "assumerolepolicy": ["trust-pins-subject"],
        ".*": [],
    }.items():
        search(shown, words)
        assert visible(shown, 2) == rules
    search(shown, "  ")
    assert len(visible(shown, 2)) == 8


def test_a_column_sorts_up_and_then_down_and_says_so(shown: Page) -> None:
    assert shown.run("document.querySelectorAll('[aria-sort]').length") == 0
    for direction in ("ascending", "descending"):
        shown.run("document.querySelectorAll('#findings th button')[2].click()")
        rules = visible(shown, 2)
        assert rules == sorted(rules, reverse=direction == "descending")
        assert state(shown).startswith(f"Sorted by rule, {direction}.")
        assert shown.run("document.querySelector('[aria-sort]').cellIndex") == 2
    assert len(visible(shown, 2)) == 8


def test_severities_and_lines_sort_by_rank_and_number_not_by_letter(shown: Page) -> None:
    shown.run("document.querySelectorAll('#findings th button')[0].click()")
    assert list(dict.fromkeys(visible(shown, 0))) == ["critical", "high", "medium", "low"]
    shown.run("document.querySelectorAll('#findings th button')[5].click()")
    places = visible(shown, 5)
    assert (places[0], places[-1]) == ("app/keys.py:9", "app/keys.py:100")


def test_everything_is_reached_and_used_by_keyboard(shown: Page) -> None:
    seen = []
    for _ in range(20):
        shown.press("Tab")
        seen.append(shown.run("document.activeElement.textContent || document.activeElement.id"))
    assert seen[0] == "Skip to the findings"
    assert "filter-text" in seen
    for column in ("Severity", "Status", "Rule", "Resource", "Finding and remedy", "Place"):
        assert column in seen
    shown.run("document.querySelectorAll('#findings th button')[1].focus()")
    shown.press("Enter")
    assert state(shown).startswith("Sorted by status, ascending.")


def test_what_reads_it_aloud_is_told_names_and_places(shown: Page) -> None:
    nodes = shown.send("Accessibility.getFullAXTree")["nodes"]
    named: dict[str, list[str]] = {}
    for node in nodes:
        named.setdefault(node["role"]["value"], []).append(node.get("name", {}).get("value", ""))
    assert "One row for each finding." in named["table"]
    assert "critical (5)" in [name.strip() for name in named["checkbox"]]
    assert named["searchbox"] == ["Text"]
    assert {"Severity", "Rule", "Place"} <= set(named["columnheader"])
    assert len(named["rowheader"]) == 8 + 1
    assert {"Summary", "Sources", "Findings"} <= set(named["region"])


def test_a_long_table_is_laid_out_as_it_is_seen_and_stays_a_table(tab: Page, tmp_path: Path) -> None:
    rows = [finding(fingerprint=f"{number:016x}", message=f"number {number}") for number in range(MANY + 1)]
    page = opened(tab, tmp_path, report(*rows))
    first = "document.querySelector('#findings tbody tr')"
    assert page.run(f"getComputedStyle({first}).contentVisibility") == "auto"
    assert page.run(f"Array.from({first}.cells, cell => cell.getAttribute('role'))") == [
        *("cell", "cell", "rowheader", "cell", "cell", "cell")
    ]
    assert page.run("document.querySelectorAll('#findings [role=row]').length") == MANY + 2
    search(page, f"number {MANY}")
    assert visible(page, 4) == [f"number {MANY}"]
    assert state(page).endswith(f"Showing 1 of {MANY + 1}.")


def test_it_is_whole_where_scripts_are_off(tab: Page, tmp_path: Path) -> None:
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page = opened(tab, tmp_path, ROWS)
        assert len(visible(page, 2)) == 8
        assert page.run("document.getElementById('filters').offsetParent") is None
        assert page.run("document.querySelectorAll('button').length") == 0
    finally:
        tab.send("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_whatever_a_text_holds_nothing_of_it_becomes_alive(tab: Page, tmp_path: Path, text: str) -> None:
    page = opened(tab, tmp_path, everywhere(text, rule=text))
    assert page.run("document.querySelectorAll('script').length") == 1
    assert (
        page.run("document.querySelectorAll('img, svg, iframe, object, embed, link, base, form, a:not(.skip)').length")
        == 0
    )
    assert page.run("document.querySelectorAll('#findings tbody tr').length") == 6
    assert len(page.told("Network.requestWillBeSent")) == 1
    assert page.told("Runtime.exceptionThrown") == page.told("Log.entryAdded") == []


ESCAPES = {
    "an element that is a script": "add('script').append('window.got = 1')",
    "markup out of text": "document.body.innerHTML = '<img src=x onerror=\"window.got = 1\">'",
    "a handler in an attribute": "const hr = add('hr'); hr.setAttribute('onclick', 'window.got = 1'); hr.click()",
    "a picture": "add('img').src = 'http://127.0.0.1:9/x'",
    "a frame": "add('iframe').src = 'http://127.0.0.1:9/x'",
    "a request": "fetch('http://127.0.0.1:9/x').catch(() => 0)",
    "a style": "add('p').setAttribute('style', 'color: red')",
    "a style sheet": "add('style').append('p { color: red }')",
}


@pytest.mark.parametrize("program", ESCAPES.values(), ids=ESCAPES)
def test_the_policy_stops_what_would_get_past_escaping(shown: Page, program: str) -> None:
    shown.run("window.broken = new Promise(done => addEventListener('securitypolicyviolation', done)); 0")
    shown.run("window.add = name => document.body.appendChild(document.createElement(name)); 0")
    shown.run(f"try {{ {program} }} catch {{}} 0")
    assert shown.run("broken.then(event => event.disposition)", wait=True) == "enforce"
    assert shown.run("window.got") is None
    stopped = {event["requestId"] for event in shown.told("Network.loadingFailed") if blocked(event)}
    asked = {event["requestId"]: event["request"]["url"] for event in shown.told("Network.requestWillBeSent")}
    assert not [url for name, url in asked.items() if url.startswith("http") and name not in stopped]


# The picture


def test_the_picture_is_drawn_beside_its_sentences_and_nothing_is_blocked(tab: Page, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, pictured(ROWS))
    section = "document.querySelector('#who-can-become-whom')"
    assert page.run(f"{section}.querySelectorAll('svg g').length") == len(MAP.spots) + len(MAP.arrows)
    assert page.run(f"{section}.querySelector('svg').getBoundingClientRect().width") > 800
    assert page.run(f"{section}.querySelectorAll('details li').length") == len(MAP.arrows)
    assert page.told("Log.entryAdded") == []


def test_the_names_in_the_picture_fit_into_their_boxes(tab: Page, tmp_path: Path) -> None:
    wide = replace(MAP.spots[1], name="W" * 80, noun="M" * 80)
    page = opened(tab, tmp_path, pictured(ROWS, replace(MAP, spots=(MAP.spots[0], wide, *MAP.spots[2:]))))
    usual = "Array.from(document.querySelectorAll('svg g')).filter(g => !g.textContent.includes('WWW')).every(g => {"
    usual += "const shape = g.querySelector('rect, polygon'); if (!shape) return true;"
    usual += "const box = shape.getBBox(); return Array.from(g.querySelectorAll('text')).every("
    usual += "t => t.getBBox().x >= box.x - 1 && t.getBBox().x + t.getBBox().width <= box.x + box.width + 1) })"
    assert page.run(usual) is True


def test_the_picture_has_its_name_in_the_tree_of_a_screen_reader(tab: Page, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, pictured(ROWS))
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in ("image", "img")]
    assert [node["name"]["value"].startswith("Who can become whom") for node in images] == [True]


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_name_does_anything_in_the_picture(text: str, tab: Page, tmp_path: Path) -> None:
    page = opened(tab, tmp_path, pictured(ROWS, hostile(text)))
    assert page.run("document.querySelectorAll('svg script, svg [onload], svg a').length") == 0
    assert page.told("Page.javascriptDialogOpening") == []
    assert page.run("document.querySelectorAll('#who-can-become-whom svg g').length") == 5
