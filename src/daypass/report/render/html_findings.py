"""This is where the findings of the HTML face are: one table, and what the script filters it by."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from daypass.model.resource import Place
from daypass.report.findings import STATUSES, Finding, Report
from daypass.report.render import View
from daypass.report.render.html_tags import LINE, Markup, foreign, joined, scrolled, section, tag
from daypass.report.render.rows import COUNTED, label, places, shown
from daypass.rule import SEVERITIES

_WORDS: Final = {status: word for word, status in COUNTED.items()}

_COLUMNS: Final = (
    ("severity", "Severity"),
    ("status", "Status"),
    ("rule", "Rule"),
    ("resource", "Resource"),
    ("finding", "Finding and remedy"),
    ("place", "Place"),
)
"""The class, by which a column has its width, and the name."""

MANY: Final = 1_000
"""Rows beyond which a table is laid out a screen at a time. A browser takes about a millisecond for a row."""


def findings(report: Report, view: View) -> Markup:
    """All rows that are shown: what failed first, the gravest first, then in the order of the report."""
    rows = sorted(shown(report, view), key=_rank)
    if not rows:
        return section("findings", "Findings", tag("p", "There is no row to show."))
    place_of = places(report, view)
    table = tag(
        "table",
        tag("caption", "One row for each finding."),
        tag("thead", tag("tr", *(tag("th", name, class_=class_, scope="col") for class_, name in _COLUMNS))),
        LINE,
        tag("tbody", joined((_row(row, place_of) for row in rows), LINE)),
        class_="many" if len(rows) > MANY else "few",
    )
    return section("findings", "Findings", _filters(rows), _state(), scrolled("findings", table))


def _state() -> Markup:
    """The order and, written by the script, how many rows are shown; read aloud when it changes."""
    order = tag("span", "Sorted by status and severity.", id="order")
    return tag("p", order, " ", tag("span", id="shown"), role="status")


def _filters(rows: Sequence[Finding]) -> Markup:
    """Hidden until the script is there to heed it, and no form: there is nothing to send, and nowhere."""
    severities, statuses = Counter(row.severity for row in rows), Counter(row.status for row in rows)
    search = tag("input", id="filter-text", type="search", autocomplete="off", spellcheck="false")
    return tag(
        "div",
        tag("label", "Text", search),
        _choice("severity", [(name, name, severities[name]) for name in SEVERITIES if severities[name]]),
        _choice("status", [(name, _WORDS[name], statuses[name]) for name in STATUSES if statuses[name]]),
        id="filters",
        class_="filters",
        role="search",
        aria_label="Filter the findings",
        hidden=True,
    )


def _choice(name: str, options: Sequence[tuple[str, str, int]]) -> Markup:
    boxes = [
        tag("label", tag("input", type="checkbox", name=name, value=value, checked=True, autocomplete="off"), said)
        for value, word, count in options
        for said in [f" {word} ({count})"]
    ]
    return tag("fieldset", tag("legend", name.capitalize()), *boxes)


def _row(row: Finding, place_of: Callable[[Finding], Place]) -> Markup:
    """One finding. The script filters by `data-` attributes, and sorts by them or the first element of a cell."""
    place = place_of(row)
    cells = [
        tag(
            "td",
            tag("span", row.severity, class_=row.severity),
            tag("small", row.enforcement),
            tag("small", f"confidence {row.confidence}"),
            data_key=str(SEVERITIES.index(row.severity)),
        ),
        tag("td", _WORDS[row.status], data_key=str(STATUSES.index(row.status))),
        tag("th", tag("code", row.rule), tag("small", row.risk), tag("small", ", ".join(row.controls)), scope="row"),
        tag("td", tag("p", label(row.urn)), tag("small", row.urn)),
        tag("td", *_said(row)),
        tag(
            "td",
            tag("p", foreign(place.file), f":{place.line}"),
            tag("small", tag("code", row.fingerprint)),
            tag("small", row.source),
        ),
    ]
    return tag("tr", *cells, data_severity=row.severity, data_status=row.status)


def _said(row: Finding) -> Iterator[Markup]:
    yield tag("p", row.message)
    if row.status != "pass":
        yield tag("p", "Remedy: ", foreign(row.remedy))
    if row.unknown:
        yield tag("small", "Unknown: ", joined(map(foreign, row.unknown), ", "))
    if row.exemption:
        yield tag("small", "Exempt: ", joined(_exempted(row), "; "))


def _exempted(row: Finding) -> Iterator[Markup]:
    for key, value in (row.exemption or {}).items():
        if value:
            yield joined([f"{key} ", foreign(str(value))])


def _rank(row: Finding) -> tuple[int, int]:
    return STATUSES.index(row.status), SEVERITIES.index(row.severity)
