"""This is where the engine's own record of a policy run is read: one JSON object a line, few of them about policies.

`--event-log`, the streaming `pulumi preview --json` and `pulumi policy analyze --json` write the same events. What is
cut off or malformed is refused as a whole: the line that is missing may be the one that matters.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.state.fields import Fields
from daypass.state.json_file import parse_json, read_as, text_of

RECORD_AGAIN: Final = "Record the run again: `pulumi preview --event-log FILE`, or `pulumi policy analyze --json`."


@dataclass(frozen=True, slots=True)
class PolicyEvent:
    """One violation as the engine took it. `exceptions` are its own: `{"id": ..., "reason": ...}`.

    `level` is the word of the record, `severity` "" where it has none, `urn` "" where it names no resource.
    """

    pack: str
    rule: str
    urn: str
    message: str
    level: str
    severity: str
    exceptions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Which rules of a pack passed and failed for one resource; `urn` is "" for the stack as a whole."""

    pack: str
    urn: str
    passed: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """How an operation ended: `succeeded`, `failed`, or "" where the record does not say; and the packs it asked."""

    result: str
    packs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One preview, update or analysis, from its beginning to its summary."""

    events: tuple[PolicyEvent, ...]
    analyses: tuple[Analysis, ...]
    summary: Summary


class Start:
    """An operation begins: of what follows, nothing counts before its summary."""


EventLog = tuple[Operation, ...]
"""A whole record: one operation, or a preview and its update in one stream. Never empty."""


def read_event_log(path: str) -> EventLog:
    """The record in the file of that path, or on standard input for `-`. Raises UnreadableError without a place."""
    return read_as(parse_event_log, path)


def parse_event_log(data: bytes) -> EventLog:
    """As `read_event_log`, from bytes."""
    if not data.strip():
        raise UnreadableError("it is empty", remedy=RECORD_AGAIN)
    operations: list[Operation] = []
    pending: list[Item] = []
    for item in (item for number, line in _lines(data) for item in _items(number, line)):
        if isinstance(item, Summary):
            operations.append(_operation(pending, item))
            pending = []
        else:
            pending.append(item)
    if pending or not operations:
        fact = "it does not end with a summaryEvent: the run was cut off, or this is no record of one"
        raise UnreadableError(fact, remedy=RECORD_AGAIN)
    return tuple(operations)


Item = Start | PolicyEvent | Analysis | Summary


def _operation(items: list[Item], summary: Summary) -> Operation:
    return Operation(
        tuple(item for item in items if isinstance(item, PolicyEvent)),
        tuple(item for item in items if isinstance(item, Analysis)),
        summary,
    )


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines that hold something, counted from 1. Only a line feed ends one: JSON may hold other separators."""
    try:
        text = text_of(data)
    except UnicodeDecodeError:
        raise UnreadableError("it is no text in UTF-8 or UTF-16", remedy=RECORD_AGAIN) from None
    lines = enumerate(io.StringIO(text, newline="\n"), 1)
    return ((number, line.rstrip()) for number, line in lines if line.strip())


def _items(number: int, line: str) -> list[Item]:
    """What one line says about policies: mostly nothing."""
    try:
        event = Fields.of(parse_json(line.encode()), "the event")
        return [read(Fields.of(event.raw[kind], kind)) for kind, read in _KINDS.items() if kind in event]
    except UnreadableError as error:
        place = f"line {number}: {error.place}" if error.place else f"line {number}"
        raise UnreadableError(error.fact.replace("at line 1, ", "at "), place=place, remedy=RECORD_AGAIN) from None


def _policy_event(event: Fields) -> PolicyEvent:
    return PolicyEvent(
        pack=event.required_text("policyPackName"),
        rule=event.required_text("policyName"),
        urn=event.text("resourceUrn"),
        message=event.text("message"),
        level=event.text("enforcementLevel"),
        severity=event.text("severity"),
        exceptions=tuple(Fields.of(one, "policyEvent.exceptions").raw for one in event.items("exceptions")),
    )


def _resource(event: Fields) -> Analysis:
    return Analysis(
        event.required_text("policyPackName"),
        event.required_text("resourceUrn"),
        event.texts("passed"),
        event.texts("failed"),
    )


def _stack(event: Fields) -> Analysis:
    return Analysis(event.required_text("policyPackName"), "", event.texts("passed"), event.texts("failed"))


def _summary(event: Fields) -> Summary:
    """An operation names a pack `name|local|path`, an analysis by its name alone."""
    return Summary(event.text("result"), frozenset(name.partition("|")[0] for name in event.map("PolicyPacks")))


_KINDS: Final[Mapping[str, Callable[[Fields], Item]]] = {
    "preludeEvent": lambda _: Start(),
    "policyEvent": _policy_event,
    "policyAnalyzeSummaryEvent": _resource,
    "policyAnalyzeStackSummaryEvent": _stack,
    "summaryEvent": _summary,
}
"""The kinds that are read. `policyRemediateSummaryEvent` is none: it lists every rule as passed for every resource."""
