"""This is where sources are judged, for `scan`, `check` and what comes: one way, so that all refuse the same things."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.day import VARIABLE
from daypass.report.docket import asks_about
from daypass.report.findings import Finding, Report, Source, SourceKind
from daypass.report.grouping import Grouping, identities
from daypass.report.joined import Joint, News, with_news
from daypass.report.ruleset import ruleset_digest
from daypass.report.unknowns import placed

if TYPE_CHECKING:
    from daypass.report.render.graph_map import Map

Sources = Sequence[tuple[Source, Stack | None]]
"""Each source with its stack; one that could not be read has None and its `error`."""


def judge(
    bench: Bench,
    sources: Iterable[tuple[Source, Stack | None]],
    *,
    notes: Sequence[str] = (),
    again: Callable[[int], Stack] | None = None,
) -> Report:
    """What the bench says of every source that could be read, with what else there is to say.

    `sources` are asked for one by one. `again` gives the stack of a number once more, counted among those that could be
    read: then none of them is kept, and only those that have to do with each other are looked at together.
    """
    told, joint = _Told(bench, again), Joint(bench, again)
    for source, stack in sources:
        findings = bench.everything(stack) if stack is not None else []
        told.add(source, stack, findings)
        if stack is not None:
            joint.add(stack, findings)
    for news in joint.news():
        told.add_news(news)
    return told.report(notes)


def make_report(bench: Bench, sources: Sources, found: Sequence[list[Finding]], *, notes: Sequence[str] = ()) -> Report:
    """The report of the findings in each source that could be read, in the order of the sources."""
    told, left = _Told(bench), iter(found)
    for source, stack in sources:
        told.add(source, stack, next(left) if stack is not None else [])
    return told.report(notes)


class _Told:
    """What was told of the sources so far. Stacks are kept for their picture where nobody can give them again."""

    def __init__(self, bench: Bench, again: Callable[[int], Stack] | None = None) -> None:
        self._bench, self._again = bench, again
        self._sources: list[Source] = []
        self._judged: list[Source] = []
        self._rows: list[list[Finding]] = []
        self._stacks: list[Stack] = []
        self._passed = self._not_applicable = 0
        self._warnings: dict[str, None] = {}

    def add(self, source: Source, stack: Stack | None, findings: list[Finding]) -> None:
        """One source, with what its stack answers for alone; without a stack it could not be read."""
        self._sources.append(source)
        if stack is None:
            return
        self._judged.append(source)
        # Of many that can be given again none is kept; a single one is, with all that rules worked out of it.
        if self._again is None or len(self._judged) == 1:
            self._stacks.append(stack)
        elif self._stacks:
            self._stacks.clear()
        self._rows.append(list(_placed(source, stack, findings)))
        self._passed += 0 if self._bench.passes else self._bench.passed(stack, findings)
        self._not_applicable += self._bench.not_applicable(stack)
        self._warnings.update(dict.fromkeys(self._bench.warnings(stack)))

    def add_news(self, news: News) -> None:
        """What shows in one of them only beside others."""
        before = self._rows[news.number]
        if not self._bench.passes:
            asked = (row for row in news.findings if asks_about(self._bench.rules[row.rule], row.type))
            self._passed -= len({(row.rule, row.urn) for row in asked} - {(row.rule, row.urn) for row in before})
        both = with_news(before, news.findings)
        self._rows[news.number] = list(_placed(self._judged[news.number], news.stack, both))

    def report(self, notes: Sequence[str]) -> Report:
        """All of it."""
        return Report(
            sources=tuple(self._sources),
            findings=tuple(row for rows in self._rows for row in rows),
            settings=self._bench.settings.path or None,
            ruleset=ruleset_digest(self._bench.rules.values()),
            passed=self._passed,
            not_applicable=self._not_applicable,
            notes=(*notes, *_day_note()),
            warnings=tuple(self._warnings),
            becoming=self._becoming(),
        )

    def _becoming(self) -> "Callable[[], Map] | None":
        """Draws the stacks. A record of the engine knows resources by name alone, so there is nothing to draw."""
        numbers = [number for number, source in enumerate(self._judged) if source.kind != "events"]

        @cache
        def drawn() -> "Map":
            from daypass.report.render.graph_choice import map_of  # noqa: PLC0415 - few reports have a picture

            give = self._again if self._again and not self._stacks else self._stacks.__getitem__
            return map_of([give(number) for number in numbers], self._bench.settings)

        return drawn if numbers else None


def source_of(path: str, kind: SourceKind, name: str, stack: Stack | None, error: str | None = None) -> Source:
    """The Source of one stack of that name, with its counts."""
    resources, count = (len(stack.resources), len(identities(stack))) if stack else (0, 0)
    return Source(path=path, kind=kind, stack=name, resources=resources, identities=count, error=error)


def _placed(source: Source, stack: Stack, found: list[Finding]) -> Iterator[Finding]:
    """The findings of one stack, in the order of its resources and of the rules' names."""
    order = {resource.urn: index for index, resource in enumerate(stack.resources)}
    groups = Grouping(stack)
    for finding in sorted(found, key=lambda row: (order.get(row.urn, -1), row.urn, row.rule, row.fingerprint)):
        row = replace(finding, source=source.path, identity=groups.identity_of(finding.urn))
        yield placed(row, stack) if row.unknown and source.kind != "events" else row


def _day_note() -> tuple[str, ...]:
    day = os.environ.get(VARIABLE)
    return (f"judged for {day}, as {VARIABLE} says",) if day else ()
