"""This is where it is told which records are handed on by a filter: rows of a table, messages of a queue, and to what.

A mapping of Lambda hands them to a function, a pipe of EventBridge to what it names; a record is handed on where any of
the filters takes it. What an enrichment of a pipe lets through cannot be told. Sources: AWS Lambda Developer Guide,
"Control which events Lambda sends to your function" (`dynamodb`, `body`, `data`); EventBridge User Guide, "Event
filtering in Amazon EventBridge Pipes"; properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.pipes import PIPES
from daypass.graph.becoming.steering.commands.wanted import WantedText, said_at, texts_at
from daypass.graph.leaves import maps, said, switch, text_of, within
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

MAPPINGS: Final = ("aws:lambda/eventSourceMapping:EventSourceMapping", "aws-native:lambda:EventSourceMapping")
_CRITERIA: Final = "filterCriteria"
_PARAMETERS: Final = "sourceParameters"

_ROWS: Final = "dynamodb"
_PLACES: Final[Mapping[str, str]] = {_ROWS: "dynamodb", "sqs": "body", "kinesis": "data"}
"""Service → where in a record is what its writer says."""

PUBLISHED: Final = "published"
"""Where it is in the patterns of what a topic hands on."""

_TAILS: Final[Mapping[str, str]] = {_ROWS: "/stream/", "kinesis": "/consumer/"}
"""Service → what follows in the ARN of a source on that of the thing that is written."""

TABLES: Final[Mapping[str, str]] = {
    "aws:dynamodb/table:Table": "name",
    "aws-native:dynamodb:Table": "tableName",
    "aws-native:dynamodb:GlobalTable": "tableName",
}
"""Type of a table → where its name is."""

_MADE: Final[Mapping[str, tuple[str, str]]] = {
    **{type_: ("dynamodb:*:*:table/{}", name) for type_, name in TABLES.items()},
    "aws:sqs/queue:Queue": ("sqs:*:*:{}", "name"),
    "aws-native:sqs:Queue": ("sqs:*:*:{}", "queueName"),
    "aws:kinesis/stream:Stream": ("kinesis:*:*:stream/{}", "name"),
    "aws-native:kinesis:Stream": ("kinesis:*:*:stream/{}", "name"),
}
"""Type of what is written → the end of its ARN, and where its name is: for a source that is not known yet."""

_OF_ROWS: Final = ("NewImage", "Keys")
"""What a record of a stream says of a row as it now is."""

_EVENT: Final = "eventName"
_DELETED: Final = "REMOVE"


class _Named(NamedTuple):
    """How one is called, and where it names its source and its target."""

    noun: str
    source: str
    target: str


_MAPPING: Final = _Named("event source mapping", "eventSourceArn", "functionName")
_PIPE: Final = _Named("pipe", "source", "target")


class Records(NamedTuple):
    """What is handed on `by` a mapping or a pipe, which the `noun` says; `arn` is that of what is written.

    `patterns` are those of its filters, `hidden` the property that keeps from knowing them or the source, "" for none.
    `target` is what it is handed to; `behind` are the URNs of what that is made from, where it is not known yet.
    """

    by: Resource
    noun: str
    arn: str
    patterns: tuple[Any, ...]
    hidden: str
    target: str
    behind: Sequence[str]

    @property
    def service(self) -> str:
        """The service in which they are written; "" where that is not known."""
        found = Arn.parse(self.arn)
        return found.service if found else ""

    def said_in(self, pattern: Any) -> Iterator[WantedText]:
        """What a filter asks for of what the writer says; of a row the path begins with the attribute.

        Where the source is not known, what it asks for anywhere.
        """
        places = [_PLACES.get(self.service, PUBLISHED)] if self.service else _PLACES.values()
        found = (one for place in places for one in said_at(pattern, place))
        if self.service != _ROWS:
            yield from found
            yield from (WantedText(place, text) for place in places for text in texts_at(pattern, place))
        elif [*texts_at(pattern, _EVENT)] != [_DELETED]:
            ways = ((one.path.split(), one.text) for one in found)
            yield from (
                WantedText(" ".join(way[1:]), text) for way, text in ways if len(way) > 1 and way[0] in _OF_ROWS
            )


def records(stack: Stack) -> Iterator[Records]:
    """Those of all mappings and pipes that have filters."""
    return (one for one in handed_on(stack) if one.patterns or one.hidden)


def handed_on(stack: Stack) -> Iterator[Records]:
    """Those of all mappings and pipes."""
    for by in stack.of_type(*MAPPINGS):
        if switch(by, "enabled", default=True) is not False:
            filters = said(by, _CRITERIA)
            yield from _records(stack, by, _MAPPING, _CRITERIA, filters)
    for by in stack.of_type(*PIPES):
        if text_of(said(by, "desiredState")) != "STOPPED" and is_empty(said(by, "enrichment")):
            parameters = bare(said(by, _PARAMETERS))
            filters = parameters.get(_CRITERIA) if isinstance(parameters, Mapping) else parameters
            yield from _records(stack, by, _PIPE, _PARAMETERS, filters)


def _records(stack: Stack, by: Resource, named: _Named, key: str, criteria: Any) -> Iterator[Records]:
    """Those of one; `criteria` are its filters, which stand under the key."""
    plain = bare(criteria)
    filters = plain.get("filters") if isinstance(plain, Mapping) else None
    patterns = tuple(one.get("pattern") for one in maps(filters))
    hidden = key if any(one is UNKNOWN for one in within(plain)) else ""
    arn = written(stack, by, named.source)
    if arn is not None:
        target, behind = text_of(said(by, named.target)), by.property_dependencies.get(named.target, ())
        yield Records(by, named.noun, arn, patterns, hidden or ("" if arn else named.source), target, behind)


def written(stack: Stack, by: Resource, key: str) -> str | None:
    """The ARN of what is written, by that of the source; "" where it is not known, None for nothing with such records.

    A broker of Kafka knows its writers by other means than policies.
    """
    if text := text_of(said(by, key)):
        found = Arn.parse(text)
        return text.partition(_TAILS.get(found.service, "\n"))[0] if found and found.service in _PLACES else None
    behind = (stack.by_urn.get(urn) for urn in by.property_dependencies.get(key, ()))
    made = ((_MADE[one.type], one) for one in behind if one and one.type in _MADE)
    names = ((form, text_of(said(one, name))) for (form, name), one in made)
    return next((f"arn:*:{form.format(name)}" for form, name in names if name), "")
