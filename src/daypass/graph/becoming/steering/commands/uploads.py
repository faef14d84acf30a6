"""This is where it is told which objects of a bucket are handed on to a function once somebody writes them.

Sources: Amazon S3 User Guide, "Event notification types and destinations" (`s3:ObjectCreated:*`) and "Configuring event
notifications using object key name filtering"; properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read
2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.commands.records import Records
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import maps, said, text_of, within
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare

_CREATED: Final = "s3:ObjectCreated:"
_NOUN: Final = "notification"


class _Way(NamedTuple):
    """Where something says to which functions it hands objects on; of each: which events, and the function."""

    property: str
    bucket: str
    events: str
    function: str


_WAYS: Final[Mapping[str, _Way]] = {
    "aws:s3/bucketNotification:BucketNotification": _Way("lambdaFunctions", "bucket", "events", "lambdaFunctionArn"),
    "aws-native:s3:Bucket": _Way("notificationConfiguration", "bucketName", "event", "function"),
}
_CONFIGURATIONS: Final = "lambdaConfigurations"
"""What the second keeps them in."""


def uploads(stack: Stack) -> Iterator[Records]:
    """Those of all buckets: what is written is an object of a name that nobody chose, as far as its name counts."""
    for by in stack.of_type(*_WAYS):
        way = _WAYS[by.type]
        written = bare(said(by, way.property))
        inner = written.get(_CONFIGURATIONS) if isinstance(written, Mapping) else written
        for one in maps(inner):
            if any(_is_creating(event) for event in within(one.get(way.events))):
                hidden = way.property if any(value is UNKNOWN for value in within(inner)) else ""
                target, behind = text_of(one.get(way.function)), by.property_dependencies.get(way.property, ())
                yield Records(
                    by, _NOUN, f"arn:*:s3:::{_bucket(stack, by, way)}/{_key(one)}", (), hidden, target, behind
                )


def _is_creating(event: Any) -> bool:
    """Whether it is that an object is written, or is not known."""
    return event is UNKNOWN or text_of(event).startswith((_CREATED, "s3:*"))


def _bucket(stack: Stack, by: Resource, way: _Way) -> str:
    """Its name, with `*` for what is not known."""
    if name := text_of(said(by, way.bucket)):
        return name
    behind = (stack.by_urn.get(urn) for urn in by.property_dependencies.get(way.bucket, ()))
    names = (text_of(said(one, BUCKET_NAMES[one.type])) for one in behind if one and one.type in BUCKET_NAMES)
    return next(filter(None, names), ANY)


def _key(one: Mapping[str, Any]) -> str:
    rules = {text_of(rule.get("name")).lower(): text_of(rule.get("value")) for rule in _rules(one)}
    prefix = text_of(one.get("filterPrefix")) or rules.get("prefix", "")
    return f"{prefix}{PROBE}{text_of(one.get('filterSuffix')) or rules.get('suffix', '')}"


def _rules(one: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for found in maps(one.get("filter")):
        for key in maps(found.get("s3Key")):
            yield from maps(key.get("rules"))
