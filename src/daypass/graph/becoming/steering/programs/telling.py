"""This is where it is told who says to a function what it runs: who invokes it, sends a message, writes a record.

Whoever does runs what they like as the role of the function. Sources: AWS Lambda Developer Guide, "Using Lambda with
Amazon SQS", "... Amazon SNS", "... Amazon Kinesis" and "... Amazon DynamoDB" (the events); EventBridge User Guide,
"Event structure reference"; Lambda API Reference, "Invoke"; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.commands.feeds import of_event
from daypass.graph.becoming.steering.commands.records import MAPPINGS, written
from daypass.graph.becoming.steering.commands.rules import handed
from daypass.graph.becoming.steering.commands.shapes import FIXED, WHOLE, Items, Shape, inside, word_of
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.programs.obeying import hidden, obeyed
from daypass.graph.becoming.steering.programs.python_events import Part
from daypass.graph.becoming.steering.programs.vending import vends
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

INVOKES: Final = "lambda-x04"
VENDS: Final = "lambda-x05"
"""The path on which somebody invokes a function that gives out the credentials of a role which they name."""

SENDS: Final = "sqs-x05"
"""The path on which somebody sends a message in which stands what its receiver runs."""

_PUBLISHES: Final = "sns-x01"
_PUTS: Final = "events-x08"
_WRITES: Final[Mapping[str, tuple[str, ...]]] = {
    "sqs": (SENDS,),
    "kinesis": ("kinesis-x01", "kinesis-x02"),
    "dynamodb": ("dynamodb-x13", "dynamodb-x14", "dynamodb-x15"),
}
"""Service of a source of events → the paths on which somebody writes there."""

SENT: Final = frozenset((_PUBLISHES, _PUTS, *(id_ for each in _WRITES.values() for id_ in each)))
"""Those on which something lies in between."""

_RECORDS: Final[Mapping[str, Shape]] = {
    "sqs": {"body": WHOLE, "messageAttributes": WHOLE},
    "kinesis": {"kinesis": {"data": WHOLE, "partitionKey": WHOLE}},
    "dynamodb": {"dynamodb": {"NewImage": WHOLE, "OldImage": WHOLE, "Keys": WHOLE}},
    "sns": {"Sns": {"Message": WHOLE, "Subject": WHOLE, "MessageAttributes": WHOLE}},
}
"""What of each record who writes it says."""

_TOPICS: Final[Mapping[str, str]] = {"aws:sns/topic:Topic": "name", "aws-native:sns:Topic": "topicName"}
_SUBSCRIPTIONS: Final[Mapping[str, str]] = {
    "aws:sns/topicSubscription:TopicSubscription": "topic",
    "aws-native:sns:Subscription": "topicArn",
}
_NAMES: Final = ("name", "functionName")
_FUNCTION: Final = ":function:"


class Telling(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`.

    `shape` is what the event then looks like; `unknown`: what the code does that is not known yet.
    """

    path: str
    arn: str
    shape: Shape = WHOLE
    brings: tuple[tuple[str, Value], ...] = ()
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Tellings:
    """Those of the functions of a stack."""

    stack: Stack

    def of(self, function: Resource) -> Iterator[Telling]:
        """How somebody says what this one runs, or gives out; nothing where its code does neither as it is told."""
        if function.type not in FUNCTIONS:
            return
        if vends(function):
            yield from (one._replace(path=VENDS) for one in self.every(function) if one.path == INVOKES)
        if unknown := tuple(Untold.of(function, path) for path in hidden(function)):
            yield from (one._replace(unknown=unknown) for one in self.every(function))
            yield from (
                one._replace(path=VENDS, unknown=unknown) for one in self.every(function) if one.path == INVOKES
            )
        parts = obeyed(function)
        for telling in self.every(function) if parts else ():
            if any(_is_said(telling.shape, part) for part in parts):
                yield telling

    def every(self, function: Resource) -> Iterator[Telling]:
        """How somebody gives it an event, whatever it does with that."""
        names = [name for key in _NAMES if (name := text_of(said(function, key)))]
        arn = text_of(said(function, "arn")) or next((f"arn:*:lambda:*:*:function:{name}" for name in names), "")
        yield Telling(INVOKES, arn or f"arn:*:lambda:*:*:function:{PROBE}")  # one of no known name by who may any
        keys = (function.urn, arn.partition(_FUNCTION)[2], *names)
        near = (one for key in dict.fromkeys(keys) if key for one in self._by_function.get(key, ()))
        yield from {id(one): one for one in near}.values()

    @cached_property
    def _by_function(self) -> Mapping[str, tuple[Telling, ...]]:
        """Name of a function, or its URN where that is not known → what gives it events."""
        each = (*self._by_mappings(), *self._by_topics(), *self._by_rules())
        return grouped((key, telling) for keys, telling in each for key in keys)

    def _by_mappings(self) -> Iterator[tuple[Sequence[str], Telling]]:
        for by in self.stack.of_type(*MAPPINGS):
            arn = written(self.stack, by, "eventSourceArn") or ""
            found = Arn.parse(arn)
            if found is None or switch(by, "enabled", default=True) is False:
                continue
            shape = {"Records": Items(_RECORDS.get(found.service, FIXED))}
            keys = keys_of(text_of(said(by, "functionName")), by.property_dependencies.get("functionName", ()))
            yield from ((keys, Telling(path, arn, shape)) for path in _WRITES.get(found.service, ()))

    def _by_topics(self) -> Iterator[tuple[Sequence[str], Telling]]:
        shape = {"Records": Items(_RECORDS["sns"])}
        for by in self.stack.of_type(*_SUBSCRIPTIONS):
            arn, to = self._topic(by, _SUBSCRIPTIONS[by.type]), text_of(said(by, "endpoint"))
            if arn and text_of(said(by, "protocol")) == "lambda":
                keys = keys_of(to, by.property_dependencies.get("endpoint", ()))
                yield keys, Telling(_PUBLISHES, arn, shape)

    def _topic(self, by: Resource, key: str) -> str:
        if text := text_of(said(by, key)):
            return text
        behind = (self.stack.by_urn.get(urn) for urn in by.property_dependencies.get(key, ()))
        names = (text_of(said(one, _TOPICS[one.type])) for one in behind if one and one.type in _TOPICS)
        return next((f"arn:*:sns:*:*:{name}" for name in names if name), "")

    def _by_rules(self) -> Iterator[tuple[Sequence[str], Telling]]:
        for each in handed(self.stack):
            keys = keys_of(text_of(each.target.said("arn")), each.target.behind("arn"))
            yield keys, Telling(_PUTS, each.arn, FIXED if each.is_fixed else of_event(each), each.brings)


def keys_of(written_: str, behind: Sequence[str]) -> Sequence[str]:
    """By what a function is found that is named by its ARN or name, with or without a version."""
    name = written_.partition(_FUNCTION)[2] or written_
    return (name.partition(":")[0],) if written_ else tuple(behind)


def _is_said(shape: Shape, part: Part) -> bool:
    """Whether who gives an event of this shape says what is there."""
    for step in part:
        shape = inside(shape, step)
    return word_of(shape).of_input != "fixed"
