"""This is where sources are judged, for `scan`, `check` and what comes: one way, so that all refuse the same things."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from daypass.graph.stack import Stack
from daypass.report.bench import Bench
from daypass.report.day import VARIABLE
from daypass.report.findings import Finding, Report, Source, SourceKind
from daypass.report.grouping import Grouping, identities
from daypass.report.joined import judge_together
from daypass.report.ruleset import ruleset_digest

Sources = Sequence[tuple[Source, Stack | None]]
"""Each source with its stack; one that could not be read has None and its `error`."""


def judge(bench: Bench, sources: Sources, *, notes: Sequence[str] = ()) -> Report:
    """What the bench says of every source that could be read, with what else there is to say."""
    found = judge_together(bench, [stack for _, stack in sources if stack is not None])
    return make_report(bench, sources, found, notes=notes)


def make_report(bench: Bench, sources: Sources, found: Sequence[list[Finding]], *, notes: Sequence[str] = ()) -> Report:
    """The report of the findings in each source that could be read, in the order of the sources."""
    judged = [(source, stack) for source, stack in sources if stack is not None]
    rows = [_placed(*one, findings) for one, findings in zip(judged, found, strict=True)]
    return Report(
        sources=tuple(source for source, _ in sources),
        findings=tuple(row for of_one in rows for row in of_one),
        settings=bench.settings.path or None,
        ruleset=ruleset_digest(bench.rules.values()),
        not_applicable=sum(bench.not_applicable(stack) for _, stack in judged),
        notes=(*notes, *_day_note()),
        warnings=tuple(dict.fromkeys(warning for _, stack in judged for warning in bench.warnings(stack))),
    )


def source_of(path: str, kind: SourceKind, name: str, stack: Stack | None, error: str | None = None) -> Source:
    """The Source of one stack of that name, with its counts."""
    resources, count = (len(stack.resources), len(identities(stack))) if stack else (0, 0)
    return Source(path=path, kind=kind, stack=name, resources=resources, identities=count, error=error)


def _placed(source: Source, stack: Stack, found: list[Finding]) -> Iterator[Finding]:
    """The findings of one stack, in the order of its resources and of the rules' names."""
    order = {resource.urn: index for index, resource in enumerate(stack.resources)}
    groups = Grouping(stack)
    for finding in sorted(found, key=lambda row: (order.get(row.urn, -1), row.urn, row.rule, row.fingerprint)):
        yield replace(finding, source=source.path, identity=groups.identity_of(finding.urn))


def _day_note() -> tuple[str, ...]:
    day = os.environ.get(VARIABLE)
    return (f"judged for {day}, as {VARIABLE} says",) if day else ()
