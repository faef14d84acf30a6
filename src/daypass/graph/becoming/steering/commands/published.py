"""This is where it is told which messages of a topic are handed on by a filter: those of subscriptions.

Whoever publishes says what a filter asks for, in the attributes of the message as in its body. Sources: Amazon SNS
Developer Guide, "Amazon SNS subscription filter policies" and "Filter policy scope"; properties of pulumi-aws 7.51.1
and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.records import PUBLISHED, Records
from daypass.graph.leaves import said, text_of, within
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, bare

_SUBSCRIPTIONS: Final[Mapping[str, str]] = {
    "aws:sns/topicSubscription:TopicSubscription": "topic",
    "aws-native:sns:Subscription": "topicArn",
}
"""Type → where it names the topic."""

_FILTER: Final = "filterPolicy"
_ENDPOINT: Final = "endpoint"


def published(stack: Stack) -> Iterator[Records]:
    """Those of all subscriptions with a filter and to a topic that is known; the target is a queue, or what runs."""
    for by in stack.of_type(*_SUBSCRIPTIONS):
        topic, wanted = text_of(said(by, _SUBSCRIPTIONS[by.type])), said(by, _FILTER)
        if topic and not is_empty(wanted):
            hidden = _FILTER if any(one is UNKNOWN for one in within(bare(wanted))) else ""
            behind = by.property_dependencies.get(_ENDPOINT, ())
            patterns = ({PUBLISHED: parsed(wanted)},)
            yield Records(by, "subscription", topic, patterns, hidden, text_of(said(by, _ENDPOINT)), behind)
