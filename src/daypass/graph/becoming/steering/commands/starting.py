"""This is where it is told who must start a state machine so that it reads what somebody has written.

Where whoever starts it says which item it reads, that of somebody who does not start it is read when they say so. What
a table or a bucket hands over once it is written, says so itself. Sources: EventBridge User Guide, "Amazon DynamoDB
stream as a source for EventBridge Pipes" and "Amazon S3 events"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.steering.commands.feeds import Feed, Feeds, name_of
from daypass.graph.becoming.steering.commands.pipes import PIPES
from daypass.graph.becoming.steering.commands.records import TABLES
from daypass.graph.becoming.steering.commands.rules import handed_by
from daypass.graph.becoming.steering.commands.states import arn_of
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource

_OF_BUCKETS: Final = "aws.s3"
_BUCKET: Final = ":s3:::"


class MachineStart(NamedTuple):
    """By what somebody starts a machine."""

    feeds: tuple[Feed, ...]

    def passed(self, means: Means, _: str) -> Answer:
        """Whether they may."""
        return best(means.on(feed.action, feed.arn, feed.facts) for feed in self.feeds)


class Starts:
    """Who starts the machines of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._feeds = stack, stack.once(Feeds)

    def of(self, machine: Resource, arn: str) -> MachineStart | None:
        """Of one that reads what lies there; None where that is handed over to it once it is written."""
        keys = (name_of(arn_of(machine)), machine.urn)
        sources = [source for key in keys for source in self._sources.get(key, ())]
        is_handed_over = any(source == _OF_BUCKETS if _BUCKET in arn else arn.endswith(source) for source in sources)
        return None if is_handed_over else MachineStart(tuple(self._feeds.of(machine)))

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        """Name of a machine, or its URN → the tables whose streams start it (`:table/NAME`), and services."""
        each = (*self._by_streams(), *self._by_buckets())
        return grouped((key, source) for keys, source in each for key in keys if key)

    def _by_streams(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for pipe in self._stack.of_type(*PIPES):
            target, source = text_of(said(pipe, "target")), text_of(said(pipe, "source"))
            keys = (name_of(target),) if target else (*pipe.property_dependencies.get("target", ()),)
            behind = (self._stack.by_urn.get(urn) for urn in pipe.property_dependencies.get("source", ()))
            tables = [text_of(said(one, TABLES[one.type])) for one in behind if one and one.type in TABLES]
            named = source.partition("/stream/")[0].rpartition(":table/")[2] if source else ""
            yield from ((keys, f":table/{name}") for name in (named, *(() if source else tables)) if name)

    def _by_buckets(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for each in handed_by(self._stack, _OF_BUCKETS):
            target = text_of(each.target.said("arn"))
            yield (name_of(target),) if target else (*each.target.behind("arn"),), _OF_BUCKETS
