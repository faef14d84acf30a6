"""This is where the top of the HTML face is: what it comes to, in words and in numbers, and what was looked at."""

from collections.abc import Iterable, Mapping
from typing import Final

from daypass.report.findings import Report, Source
from daypass.report.render import View
from daypass.report.render.html_tags import LINE, Markup, foreign, joined, scrolled, section, tag
from daypass.report.render.rows import shown, tally

_FIGURES: Final = ("failed", "undecided", "exempt", "known", "passed", "not_applicable")


def outcome(report: Report) -> str:
    """What it comes to in a few words; nothing is fine where something was not judged."""
    failed = sum(row.status == "fail" for row in report.findings)
    unread = len(_unread(report))
    parts = [*([f"{failed} failed"] if failed else []), *([f"{unread} not judged"] if unread else [])]
    return ", ".join(parts) or "nothing failed"


def verdict(report: Report) -> Markup:
    """The outcome as a sentence, and how much of it is mandatory."""
    said = outcome(report)
    mandatory = sum(row.status == "fail" and row.enforcement == "mandatory" for row in report.findings)
    style = "good" if said == "nothing failed" else "bad"
    more = f" Mandatory: {mandatory}." if mandatory else ""
    return tag("p", tag("span", f"{said[0].upper()}{said[1:]}.", class_=style), more, class_="verdict")


def summary(report: Report, view: View) -> Markup:
    """The counts of all rows, shown or not."""
    counts = tally(report)
    hidden = counts["failed"] - sum(row.status == "fail" for row in shown(report, view))
    content = [_figures({name: counts[name] for name in _FIGURES})]
    if counts["by_severity"]:
        content += [tag("h3", "Failed, by severity"), _figures(counts["by_severity"])]
    if hidden:
        content += [tag("p", f"{hidden} failed below {view.min_severity} are not shown, and count.")]
    return section("summary", "Summary", *content)


def remarks(title: str, sentences: Iterable[str]) -> Markup:
    """Sentences as a list; no markup at all where there are none."""
    items = [tag("li", sentence) for sentence in sentences]
    return section(title.lower().replace(" ", "-"), title, tag("ul", *items)) if items else Markup()


def sources(report: Report) -> Markup:
    """What was looked at: first what could not be read, in full, then a table of all."""
    unread = [
        tag("p", tag("strong", foreign(source.path), " was not judged: "), foreign(source.error or ""), class_="unread")
        for source in _unread(report)
    ]
    words = [tag("th", name, scope="col") for name in ("Source", "Kind", "Stack")]
    numbers = [tag("th", name, scope="col", class_="number") for name in ("Resources", "Identities")]
    table = tag(
        "table",
        tag("caption", "What was looked at."),
        tag("thead", tag("tr", *words, *numbers, tag("th", "Judged", scope="col"))),
        tag("tbody", joined(map(_source, report.sources), LINE)),
    )
    return section("sources", "Sources", *unread, scrolled("sources", table))


def _source(source: Source) -> Markup:
    numbers = [tag("td", str(number), class_="number") for number in (source.resources, source.identities)]
    judged = tag("td", "no", class_="bad") if source.error else tag("td", "yes")
    return tag(
        "tr", tag("th", source.path, scope="row"), tag("td", source.kind), tag("td", source.stack), *numbers, judged
    )


def _unread(report: Report) -> list[Source]:
    return [source for source in report.sources if source.error]


def _figures(figures: Mapping[str, int]) -> Markup:
    pairs = [tag("div", tag("dt", name.replace("_", " ")), tag("dd", str(count))) for name, count in figures.items()]
    return tag("dl", *pairs, class_="counts")
