"""This is where it is told to whom a topic of SNS, or a bus of EventBridge, hands on what it is sent.

Sources: Amazon SNS API Reference, "Subscribe"; EventBridge API Reference, "Target"; properties of pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.reading.queues import QUEUES
from daypass.graph.becoming.steering.commands.rules import handed
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_TOPICS: Final[Mapping[str, Kind]] = {
    "aws:sns/topic:Topic": Kind("topic", "", "name"),
    "aws-native:sns:Topic": Kind("topic", "", "topicName", "topicArn"),
}
_SUBSCRIPTIONS: Final[Mapping[str, str]] = {
    "aws:sns/topicSubscription:TopicSubscription": "topic",
    "aws-native:sns:Subscription": "topicArn",
}
"""Type of what a topic hands on → where it names the topic."""

QUEUE: Final = "queue"
NOUNS: Final[Mapping[str, str]] = {"sqs": QUEUE, "lambda": "function", "ecs": "task"}
"""Service → what of it is reached, as `role_consumers` calls it."""

_ENDPOINT: Final = "endpoint"
_OF_TOPICS: Final = ("subscription", "subscriptions")
"""Where a topic holds its own subscriptions."""


class Delivery(NamedTuple):
    """What is reached, as `by` names it: a `QUEUE`, or what runs; `urns`: what is behind a name that is not known."""

    by: Resource
    noun: str
    text: str
    urns: Sequence[str] = ()


@dataclass(frozen=True)
class Deliveries:
    """Those of a stack."""

    stack: Stack

    def of_topic(self, topic: str) -> tuple[Delivery, ...]:
        """Those of a topic, by its ARN."""
        return self._by_topic.get(_last(topic), ())

    def of_bus(self, bus: str) -> tuple[Delivery, ...]:
        """Those of a bus, by its ARN or its name."""
        return self._by_bus.get(_last(bus), ())

    @cached_property
    def _by_bus(self) -> Mapping[str, tuple[Delivery, ...]]:
        each = ((_last(one.arn), one.target) for one in handed(self.stack))
        found = ((bus, self._to(target.by, target.said("arn"), target.behind("arn"))) for bus, target in each)
        return grouped((bus, delivery) for bus, every in found for delivery in every)

    @cached_property
    def _by_topic(self) -> Mapping[str, tuple[Delivery, ...]]:
        return grouped((topic, delivery) for one in self._subscribed() for topic, delivery in one)

    def _subscribed(self) -> Iterator[Iterator[tuple[str, Delivery]]]:
        names = Names.of(self.stack.resources, _TOPICS)
        for one in self.stack.of_type(*_SUBSCRIPTIONS):
            topic = text_of(said(one, _SUBSCRIPTIONS[one.type]))
            behind = (self.stack.by_urn[urn] for urn in names.behind(one, _SUBSCRIPTIONS[one.type]))
            called = [_last(topic)] if topic else [text_of(said(each, _TOPICS[each.type].name)) for each in behind]
            to = [*self._to(one, said(one, _ENDPOINT), one.property_dependencies.get(_ENDPOINT, ()))]
            yield ((name, delivery) for name in called for delivery in to)
        for topic_ in self.stack.of_type(*_TOPICS):
            name = text_of(said(topic_, _TOPICS[topic_.type].name))
            held = (one for key in _OF_TOPICS for one in maps(said(topic_, key)))
            yield ((name, to) for one in held for to in self._to(topic_, one.get(_ENDPOINT), ()))

    def _to(self, by: Resource, written: Any, behind: Sequence[str]) -> Iterator[Delivery]:
        """What a value means; where it is not known, the queues that are behind it, and whatever else is."""
        if text := text_of(written):
            arn = Arn.parse(text)
            yield Delivery(by, NOUNS.get(arn.service, "") if arn else "", text)
            return
        things = (self.stack.by_urn.get(urn) for urn in dict.fromkeys(behind))
        queues = (one for one in things if one and one.type in QUEUES)
        yield from (Delivery(one, QUEUE, text_of(said(one, QUEUES[one.type].name)) or one.id) for one in queues)
        yield Delivery(by, "", "", tuple(behind))


def _last(arn: str) -> str:
    """The name in an ARN of a topic or a bus, or the name itself."""
    return arn.rpartition(":")[2].rpartition("/")[2]
