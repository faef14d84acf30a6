"""This is where the Markdown face is: for a comment on a merge request, and for the summary of a job."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.report.findings import Finding, Report
from daypass.report.render import View
from daypass.report.render.plain import plain
from daypass.report.render.rows import label, places, shown, tally, with_echoes
from daypass.rule import SEVERITIES

LIMIT: Final = 60_000
"""Characters. GitHub refuses a comment of more than 65,536 and a summary of more than 1 MiB."""

_LONGEST: Final = 600
"""Characters of a text in a cell."""

# What Markdown, HTML or a table gives a meaning to stands there as a character reference.
_ACTIVE: Final = re.compile(r"[\\`*_{}\[\]()<>+|:=-]|(?<=www)\.|[@#!~%$&^]")

# These make a person, an issue or a label of the word behind them, and code hosts look for them when the references
# are resolved already; so a space of no width parts them from it.
_SIGILS: Final = frozenset("@#!~%$&^")


def render(report: Report, view: View) -> str:
    """A heading, the tally, a table of what failed, then what is undecided or excused; cut with a line that says so."""
    return _cut(list(_lines(report, view)))


def _lines(report: Report, view: View) -> Iterator[str]:
    counts = tally(report)
    unread = [source for source in report.sources if source.error]
    bad = counts["failed"] or unread
    yield f"## daypass: {'nothing failed' if not bad else _verdict(counts, len(unread))}"
    yield ""
    yield _judged(report)
    yield ""
    yield "| failed | undecided | exempt | known | passed |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    yield "| " + " | ".join(str(counts[name]) for name in ("failed", "undecided", "exempt", "known", "passed")) + " |"
    yield ""
    for source in unread:
        yield f"- **Not judged:** {escape(source.path)}: {escape(source.error or '')}"
        yield ""  # else a table below would be part of the list
    rows = shown(report, view)
    yield from _failed([row for row in rows if row.status == "fail"], report, view)
    for status, title in (("undecided", "Undecided"), ("exempt", "Excused"), ("known", "Known"), ("pass", "Passed")):
        yield from _folded(title, [row for row in rows if row.status == status])
    for sentence in (*report.warnings, *report.notes):
        yield f"- {escape(sentence)}"


def _verdict(counts: dict[str, int], unread: int) -> str:
    parts = [f"{counts['failed']} failed"] if counts["failed"] else []
    return ", ".join([*parts, *([f"{unread} not judged"] if unread else [])])


def _judged(report: Report) -> str:
    judged = [source for source in report.sources if not source.error]
    resources = sum(source.resources for source in judged)
    identities = sum(source.identities for source in judged)
    return f"Judged: sources {len(judged)}, resources {resources}, identities {identities}."


def _failed(rows: list[Finding], report: Report, view: View) -> Iterator[str]:
    if not rows:
        return
    yield "| severity | rule | resource | finding and remedy | line |"
    yield "| --- | --- | --- | --- | --- |"
    place_of = places(report, view)
    for row, echoed in with_echoes(sorted(rows, key=lambda row: SEVERITIES.index(row.severity))):
        place = place_of(row)
        level = "" if row.enforcement == "mandatory" else ", advisory"
        said = f"{f'as {echoed} says' if echoed else escape(row.message)}<br>{escape(row.remedy)}"
        where = f"{escape(place.file)}:{place.line}"
        yield f"| {row.severity}{level} | {row.rule} | {_label(row.urn)} | {said} | {where} |"
    yield ""


def _folded(title: str, rows: list[Finding]) -> Iterator[str]:
    if not rows:
        return
    yield f"<details><summary>{title}: {len(rows)}</summary>"
    yield ""
    for row in rows:
        yield f"- {row.rule} on {_label(row.urn)}{_more(row)}"
    yield ""
    yield "</details>"
    yield ""


def _more(row: Finding) -> str:
    if row.status == "undecided":
        return f": {escape(', '.join(row.unknown) or row.message)}"
    said = {key: str(value) for key, value in (row.exemption or {}).items() if value}
    until = f" until {escape(said['expires'])}" if "expires" in said else ""
    return until + (f": {escape(said['reason'])}" if "reason" in said else "")


def _label(urn: str) -> str:
    return escape(label(urn))


def escape(text: str) -> str:
    """Text that shows as it is, in one cell of a table: no markup, no HTML, no link, no mention of a person."""
    return _ACTIVE.sub(_reference, plain(text, _LONGEST))


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};" + ("&#8203;" if match[0] in _SIGILS else "")


def _cut(lines: list[str]) -> str:
    whole = "\n".join(lines) + "\n"
    if len(whole) <= LIMIT:
        return whole
    kept, size = 0, 0
    while size + len(lines[kept]) + 1 <= LIMIT:
        size += len(lines[kept]) + 1
        kept += 1
    inside = any(line.startswith("<details>") for line in lines[:kept]) and "</details>" not in lines[:kept][-3:]
    closing = "\n</details>\n" if inside else ""
    return "\n".join(lines[:kept]) + f"\n{closing}\n**Cut here:** the whole report is in the JSON or SARIF file.\n"
