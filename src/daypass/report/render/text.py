"""This is where the face for people is: what failed under the identity that it concerns, and a tally at the end."""

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any, Final

from daypass.model.urn import Urn
from daypass.report.findings import Finding, Report, Source
from daypass.report.render import View
from daypass.report.render.plain import plain
from daypass.report.render.rows import label, places, shown, tally, with_echoes
from daypass.rule import SEVERITIES

_STYLES: Final = {
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "heading": "1",
    "faint": "2",
    "good": "32",
}


def render(report: Report, view: View) -> str:
    """Lines no wider than `view.width` where words allow it."""
    return "\n".join(_Page(report, view).lines()) + "\n"


class _Page:
    """One report as lines of text."""

    def __init__(self, report: Report, view: View) -> None:
        self.report, self.view = report, view
        self.rows = shown(report, view)
        self.place_of = places(report, view)
        self.by_source: dict[str, list[Finding]] = {}
        for row in self.rows:
            self.by_source.setdefault(row.source, []).append(row)

    def lines(self) -> Iterator[str]:
        for source in self.report.sources:
            yield from self._source(source)
        yield from self._remarks("Warnings", self.report.warnings)
        yield from self._remarks("Notes", self.report.notes)
        yield from self._tally()

    def _source(self, source: Source) -> Iterator[str]:
        rows = self.by_source.get(source.path, [])
        if source.error:
            yield self._paint("critical", f"{plain(source.path)} was not judged")
            for line in source.error.splitlines():  # a program's own error has several
                yield from self._body(line, 2)
            yield ""
            return
        stack = f"stack {plain(source.stack)}: " if source.stack else ""
        count = f"{_count(source.resources, 'resource')}, {_count(source.identities, 'identity', 'identities')}"
        yield from (self._paint("heading", plain(source.path)) + f"  ({stack}{count})", "")
        yield from self._failed([row for row in rows if row.status == "fail"])
        yield from self._undecided([row for row in rows if row.status == "undecided"])
        yield from self._excused("Excused", [row for row in rows if row.status == "exempt"])
        yield from self._excused("Known, in the baseline", [row for row in rows if row.status == "known"])
        yield from self._excused("Passed", [row for row in rows if row.status == "pass"])

    def _failed(self, rows: list[Finding]) -> Iterator[str]:
        for (urn, group), *alike in _alike(_groups(rows)):
            yield self._paint("heading", f"  {_label(urn)}")
            for row, echoed in with_echoes(group):
                yield from self._finding(row, urn, echoed)
            yield from self._the_same(alike)
            yield ""

    def _the_same(self, alike: list["_Group"]) -> Iterator[str]:
        """Those of which the same was found: what is told of each is where it stands and how it is excused."""
        if alike:
            yield self._paint("heading", f"    The same of {len(alike)} more:")
        for urn, group in alike:
            yield from self._body(f"{_label(urn)}  {self._place(group[0])}", 6, hanging=8)
            yield self._paint("faint", f"        {plain(urn)}")
            yield from self._body(", ".join(f"{row.fingerprint} {row.rule}" for row in group), 8, "faint")

    def _place(self, row: Finding) -> str:
        place = self.place_of(row)
        return f"{plain(place.file)}:{place.line}"

    def _finding(self, row: Finding, group: str, echoed: str) -> Iterator[str]:
        level = "" if row.enforcement == "mandatory" else ", advisory"
        head = f"{row.rule} ({row.severity}{level})"
        yield f"    {self._paint(row.severity, _mark(row))} {self._paint('heading', head)}  {self._place(row)}"
        if row.urn != group:
            yield from self._body(f"on {_label(row.urn)}", 6, "faint")
        yield from self._body(f"as {echoed} says" if echoed else row.message, 6)
        yield from self._body(f"→ {row.remedy}", 6, "good")
        yield self._paint("faint", f"      {row.fingerprint}  {plain(row.urn)}")

    def _undecided(self, rows: list[Finding]) -> Iterator[str]:
        if not rows:
            return
        yield self._paint("heading", f"  Undecided: {_count(len(rows), 'answer')} that an unknown value withheld")
        for urn, group in _groups(rows):
            yield f"    {_label(urn)}"
            for (about, paths), rules in _by_unknown(group).items():
                on = "" if about == urn else f" on {_label(about)}"
                yield from self._body(f"? {', '.join(rules)}{on}: {paths}", 6, hanging=8)
        yield ""

    def _excused(self, title: str, rows: list[Finding]) -> Iterator[str]:
        if not rows:
            return
        yield self._paint("heading", f"  {title}: {len(rows)}")
        for row in rows:
            yield from self._body(f"{row.rule} on {_label(row.urn)}{_until(row)}", 4, hanging=6)
        yield ""

    def _remarks(self, title: str, sentences: Iterable[str]) -> Iterator[str]:
        found = list(sentences)
        if found:
            yield self._paint("heading", title)
            for sentence in found:
                yield from self._body(f"- {sentence}", 2, hanging=4)
            yield ""

    def _tally(self) -> Iterator[str]:
        counts = tally(self.report)
        judged = [source for source in self.report.sources if not source.error]
        resources = _count(sum(source.resources for source in judged), "resource")
        identities = _count(sum(source.identities for source in judged), "identity", "identities")
        yield from self._body(f"Judged {_count(len(judged), 'source')}: {resources}, {identities}.", 0)
        failed = f"{counts['failed']} failed"
        if counts["failed"]:
            mandatory = sum(row.status == "fail" and row.enforcement == "mandatory" for row in self.report.findings)
            severities = ", ".join(f"{number} {name}" for name, number in counts["by_severity"].items())
            failed = f"{failed} ({severities}; {mandatory} mandatory)"
        rest = ", ".join(f"{counts[name]} {name}" for name in ("undecided", "exempt", "known", "passed"))
        unread = len(self.report.sources) - len(judged)
        tail = f" {_count(unread, 'source')} could not be read." if unread else ""
        style = "critical" if counts["failed"] or unread else "good"
        yield from self._body(f"{failed if counts['failed'] or unread else 'Nothing failed'}, {rest}.{tail}", 0, style)
        hidden = sum(row.status == "fail" for row in self.report.findings) - sum(
            row.status == "fail" for row in self.rows
        )
        if hidden:
            yield from self._body(f"{hidden} failed below {self.view.min_severity} are not shown, and count.", 0)

    def _body(self, text: str, indent: int, style: str = "", hanging: int | None = None) -> list[str]:
        first, later = " " * indent, " " * (indent if hanging is None else hanging)
        made = wrap(
            plain(text),
            self.view.width,
            initial_indent=first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [self._paint(style, line) if style else line for line in made]

    def _paint(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.view.colour else text


_Group = tuple[str, list[Finding]]
"""The URN of an identity, and what was found of it."""


def _groups(rows: list[Finding]) -> list[_Group]:
    """Rows by the identity that they concern, the gravest group first; inside a group the gravest row first."""
    found: dict[str, list[Finding]] = {}
    for row in rows:
        found.setdefault(row.identity or row.urn, []).append(row)
    for group in found.values():
        group.sort(key=_rank)
    return sorted(found.items(), key=lambda item: _rank(item[1][0])[0])


def _alike(groups: list[_Group]) -> Iterable[list[_Group]]:
    """Groups of which the same is told but for the name, where the first is: one line of a program makes many."""
    found: dict[tuple[Any, ...], list[_Group]] = {}
    for urn, group in groups:
        name = repr(Urn.parse(urn).name)
        of_others = any(row.urn != urn for row in group)
        said = tuple(
            (row.rule, row.severity, row.enforcement, row.message.replace(name, ""), row.remedy) for row in group
        )
        found.setdefault((urn,) if of_others else said, []).append((urn, group))
    return found.values()


def _by_unknown(rows: list[Finding]) -> dict[tuple[str, str], list[str]]:
    """URN and what of it is unknown → the rules that it keeps from deciding; one value may withhold many answers."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        paths = ", ".join(plain(path) for path in row.unknown) or plain(row.message)
        found.setdefault((row.urn, paths), []).append(row.rule)
    return found


def _rank(row: Finding) -> tuple[int, str]:
    return SEVERITIES.index(row.severity), row.rule


def _mark(row: Finding) -> str:
    return "✗" if row.enforcement == "mandatory" else "!"


def _label(urn: str) -> str:
    """`Role deploy`, from a URN."""
    return plain(label(urn))


def _until(row: Finding) -> str:
    if not row.exemption:
        return ""
    said = {key: str(value) for key, value in row.exemption.items() if value}
    until = f" until {said['expires']}" if "expires" in said else ""
    owner = f", for {said['owner']}" if "owner" in said else ""
    reason = f": {said['reason']}" if "reason" in said else ""
    return f"{until}{owner}{reason}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
