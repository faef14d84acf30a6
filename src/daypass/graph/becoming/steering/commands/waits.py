"""This is where Waits are: where a state machine waits until somebody answers, and to whom it hands the token for that.

Sources: Step Functions Developer Guide, "Wait for a Callback with Task Token" and "Learn about Activities in Step
Functions"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.calls import ACTIVITY, Call, call_of
from daypass.graph.becoming.steering.commands.flows import Flow, Place
from daypass.graph.leaves import maps, text_of

_NAMING: Final[Mapping[str, str]] = {
    "sqs:sendMessage": "QueueUrl",
    "sqs:sendMessageBatch": "QueueUrl",
    "sns:publish": "TopicArn",
    "lambda:invoke": "FunctionName",
    "ecs:runTask": "TaskDefinition",
}
"""A call that hands a token over → where it says to whom."""

_OF_EVENTS: Final = ("events:putEvents", "eventbridge:putEvents")
_DEFAULT: Final = "default"
_TELLS: Final = frozenset((*("sqs:sendMessage", "sqs:sendMessageBatch", "sns:publish"), *_OF_EVENTS))
"""Calls that do nothing but tell somebody."""

_WORKS: Final = ("ecs", "batch", "codebuild", "glue", "emr", "elasticmapreduce", "eks", "sagemaker", "states", "sfn")
"""Services whose tasks answer by themselves when they are done."""


class Wait(NamedTuple):
    """Where it waits, and the names of whom it hands the token to: queues, topics, functions, buses, tasks."""

    place: Place
    call: Call
    to: tuple[str, ...]

    @property
    def only_tells(self) -> bool:
        """Whether nothing is done there but that somebody is told."""
        return self.call.name in _TELLS or self.call.name == ACTIVITY

    @property
    def is_work(self) -> bool:
        """Whether what it waits for is done by a machine, which answers by itself."""
        return is_work(self.call)


def is_work(call: Call) -> bool:
    """Whether a machine does what is called, and answers by itself when that is done."""
    return call.name.partition(":")[0] in _WORKS


def waits_of(flow: Flow) -> Iterator[Wait]:
    """Those of one machine."""
    for place in flow.places:
        call = call_of(place.state)
        if call and call.is_answered:
            yield Wait(place, call, tuple(dict.fromkeys(filter(None, _to(call)))))


def buses_named(call: Call) -> Iterator[str]:
    """The buses to which a call puts events, by their names or ARNs."""
    for entry in maps(call.given.get("Entries")) if call.name in _OF_EVENTS else ():
        yield text_of(entry.get("EventBusName")) or _DEFAULT


def _to(call: Call) -> Iterator[str]:
    yield from (call.to, call.text(_NAMING.get(call.name, "")))
    yield from buses_named(call)
