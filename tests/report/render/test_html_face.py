"""One HTML file: whole without a script, harmless whatever it quotes, readable by everyone."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from tests.support.reports import HOSTILE_TEXTS, UNREAD, every_status, everywhere, finding, report, view

from daypass.report.findings import Source
from daypass.report.render import render
from daypass.report.render.html import page
from daypass.report.render.html_tags import Markup, ascii_only, foreign, joined, tag
from daypass.report.render.plain import plain

ELEMENTS = frozenset(
    [
        *("html", "head", "meta", "title", "style", "script", "body", "header", "main", "section", "footer"),
        *("h1", "h2", "h3", "p", "a", "span", "strong", "small", "code", "bdi", "div", "ul", "li", "dl", "dt", "dd"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "fieldset", "legend", "label", "input"),
    ]
)
EMPTY = frozenset({"meta", "input"})


class Document(HTMLParser):
    """What a browser would see of the structure: elements with attributes, and the texts in them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.comments = 0
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The one that is open ends."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text."""
        self.texts.append((self._open[-1] if self._open else "", data))

    def handle_comment(self, data: str) -> None:
        """A comment; there should be none."""
        self.comments += len(data) + 1

    def having(self, name: str) -> Iterator[tuple[str, str]]:
        """Each element with the attribute, and its value."""
        yield from ((tag, attributes[name] or "") for tag, attributes in self.elements if name in attributes)

    def text(self, *within: str) -> str:
        """The text right inside elements of these names, or all of it."""
        return "".join(data for tag, data in self.texts if not within or tag in within)

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Elements with the names of their attributes, without any text."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]


def document(*findings: object, **more: object) -> Document:
    return Document(render("html", report(*findings, **more), view(show_passed=True)))  # type: ignore[arg-type]  # rows, given on


FULL = report(*every_status(), sources=(Source("dev.json", "stack-export", "dev", 12, 3), UNREAD), notes=("N",))


# What it may do


def test_the_policy_allows_one_style_and_one_script_by_hash_and_nothing_else() -> None:
    text = render("html", FULL, view())
    (content,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    rules = dict(rule.split(" ", 1) for rule in content.replace("&#x27;", "'").split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'{digest(text, 'style')}'",
        "script-src": f"'{digest(text, 'script')}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }
    assert text.index("Content-Security-Policy") < text.index("<style>") < text.index("<script>")


def digest(text: str, element: str) -> str:
    """The hash of the one element of that name, as a browser takes it: of all between the tags."""
    (content,) = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def test_nothing_in_it_reaches_for_anything_outside() -> None:
    said = Document(render("html", FULL, view(show_passed=True)))
    assert {tag for tag, _ in said.elements} <= ELEMENTS
    assert [value for _, value in said.having("href")] == ["#findings"]
    for name in ("src", "srcset", "action", "style", "background", "data", "ping"):
        assert list(said.having(name)) == []
    assert not [name for _, attributes in said.elements for name in attributes if name.startswith("on")]
    assert "url(" not in said.text("style")
    assert "@import" not in said.text("style")


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_changes_the_structure_or_is_lost(text: str) -> None:
    said = render("html", everywhere(text, rule=text), view(show_passed=True))
    assert said.isascii()
    found = Document(said)
    assert found.comments == 0
    assert {tag for tag, _ in found.elements} <= ELEMENTS
    if text:  # where nothing is written, an element for it is missing
        assert found.shape() == Document(render("html", everywhere("x", rule="x"), view(show_passed=True))).shape()
        assert found.text().count(plain(text)) >= 6 * 3


def test_markup_comes_from_builders_alone() -> None:
    assert tag("p", "<b>", tag("i", "&"), title='"') == '<p title="&quot;">&lt;b&gt;<i>&amp;</i></p>'
    assert joined(["<", Markup("<br>")]) == "&lt;<br>"
    assert tag("p", Markup("<b>") + "<i>") == "<p>&lt;b&gt;&lt;i&gt;</p>"
    assert (
        tag("input", checked=True, hidden=False, class_="a", data_key="1") == '<input checked class="a" data-key="1">'
    )
    assert foreign("\u202ea") == "<bdi>\\u202ea</bdi>"
    assert ascii_only("\u05d0\U0001f511") == "&#1488;&#128273;"


# What it tells


def test_all_of_it_is_there_without_the_script() -> None:
    said = Document(render("html", FULL, view(show_passed=True)))
    assert [attributes["id"] for _, attributes in said.elements if "hidden" in attributes] == ["filters"]
    for fact in ("no-long-lived-key", "critical", "mandatory", "confidence high", "never expires", "NHI7:2025"):
        assert fact in said.text("span", "small", "code", "p")
    for fact in ("Remedy: ", "Declare a WorkloadIdentity", "b50501fc8b24005e", "app/keys.py", "assumeRolePolicy"):
        assert fact in said.text("p", "bdi", "code")
    assert said.text("dd").startswith("211114")
    for fact in ("reason ", "vendor | speaks keys", "m@x.org", "2027-02-15"):
        assert fact in said.text("small", "bdi")


def test_the_gravest_failure_comes_first_and_what_passed_last() -> None:
    rows = [*reversed(every_status()), finding(severity="high", status="known")]
    said = document(*rows)
    order = [
        (attributes["data-status"], attributes["data-severity"])
        for _, attributes in said.elements
        if "data-status" in attributes
    ]
    assert order == [
        ("fail", "critical"),
        ("fail", "medium"),
        ("undecided", "critical"),
        ("exempt", "critical"),
        ("known", "critical"),
        ("known", "high"),
        ("pass", "critical"),
    ]


def test_nothing_is_said_to_be_fine_where_something_was_not_judged() -> None:
    assert "Nothing failed." in document().text("span")
    unread = document(sources=(UNREAD,))
    assert "1 not judged." in unread.text("span")
    assert "Nothing failed" not in unread.text()
    assert "it is empty" in unread.text("bdi")
    assert document(finding(), sources=(UNREAD,)).text("title") == "daypass: 1 failed, 1 not judged"


def test_what_is_hidden_is_counted_and_mentioned() -> None:
    said = Document(render("html", report(finding(), finding(severity="low")), view(min_severity="high")))
    assert "1 failed below high are not shown, and count." in said.text("p")
    assert said.text("dd").startswith("2")


def test_a_picture_has_its_section_only_where_there_is_one() -> None:
    drawn = Markup('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>')
    assert "who-can-become-whom" not in page(FULL, view())
    said = page(FULL, view(), picture=drawn)
    assert '<section id="who-can-become-whom" aria-labelledby="who-can-become-whom-title">' in said
    assert drawn in said
    assert page(FULL, view(), picture=Markup()) == page(FULL, view()) == render("html", FULL, view())


# Who can read it


def test_every_table_control_and_part_has_its_name() -> None:
    said = Document(render("html", FULL, view(show_passed=True)))
    names = [value for _, value in said.having("id")]
    assert len(names) == len(set(names))
    assert {value for _, value in said.having("aria-labelledby")} <= set(names)
    assert {value for _, value in said.having("href")} <= {f"#{name}" for name in names}
    assert {attributes.get("scope") for tag, attributes in said.elements if tag == "th"} == {"col", "row"}
    tags = [tag for tag, _ in said.elements]
    assert tags.count("caption") == tags.count("table") == 2
    assert tags.count("legend") == tags.count("fieldset") == 2
    assert tags.count("label") == tags.count("input") == 1 + 2 + 5
    assert tags.count("main") == tags.count("h1") == 1
    assert dict(said.elements)["html"] == {"lang": "en"}


def themes() -> list[dict[str, str]]:
    style = Document(render("html", report(), view())).text("style")
    return [
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{([^}]*)\}", style)
    ]


def luminance(colour: str) -> float:
    """Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_is_read_on_every_ground_in_light_in_dark_and_on_paper() -> None:
    light, dark, paper = themes()
    for theme in (light, {**light, **dark}, {**light, **paper}):
        for ink in ("ink", "faint", "critical", "high", "medium", "low", "good"):
            for ground in ("page", "raised"):
                first, second = sorted((luminance(theme[ink]), luminance(theme[ground])))
                assert (second + 0.05) / (first + 0.05) >= 4.5, (ink, ground)
    assert all(set(one) <= set(light) for one in (dark, paper))


def test_a_row_costs_the_same_in_a_report_of_any_size() -> None:
    sizes = [len(render("html", report(*[finding()] * count), view())) for count in (100, 1100, 2100)]
    (first, second) = (after - before for before, after in pairwise(sizes))
    assert abs(first - second) <= 10  # a digit more in the counts
