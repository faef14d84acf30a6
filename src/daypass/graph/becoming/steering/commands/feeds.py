"""This is where it is told who gives a state machine its input: who starts it, sends a message, puts an event, calls.

A pipe hands over a list of what it has received, also where that is one message, each as its template says; a rule
hands over the event, or what its target makes of it; a route of API Gateway what its integration makes of a request.
Sources: EventBridge User Guide, "Amazon EventBridge Pipes batching and concurrency", "Amazon EventBridge Pipes input
transformation" and "Amazon EventBridge input transformation"; Step Functions API Reference, "StartExecution" and
"StartSyncExecution"; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.steering.apis.integrations import INVOKES, Integrations
from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.pipes import PATH, PIPES, is_limited, queue_of
from daypass.graph.becoming.steering.commands.rules import Handed, handed
from daypass.graph.becoming.steering.commands.shapes import DEEPEST, FIXED, WHOLE, Items, Shape, Within, word_of
from daypass.graph.becoming.steering.commands.states import arn_of
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource, bare

STARTS: Final = "states:StartExecution"
WAITS: Final = "states:StartSyncExecution"
SENDS: Final = "sqs:SendMessage"
PUTS: Final = "events:PutEvents"

_EXPRESS: Final = "EXPRESS"
_OF_SENDERS: Final = ("body", "messageAttributes")
"""What of a message its sender says."""

_DETAIL: Final = "$.detail"
_ENTRIES: Final = ("detail-type", "source", "resources")
_EVENT: Final = ("<aws.pipes.event>", "<aws.pipes.event.json>")
_PLACE: Final = re.compile(r"<[^<>\"]{1,300}>")
_UNQUOTED: Final = re.compile(r"(?<=[\[:,])(\s{0,8})(<[^<>\"]{1,300}>)(?=\s{0,8}[,\]}])")


class Feed(NamedTuple):
    """By which action, asked on what, somebody gives an input, and what they say of it; `brings` as in `Member`."""

    action: str
    arn: str
    shape: Shape = WHOLE
    brings: tuple[tuple[str, str], ...] = ()

    @property
    def facts(self) -> Facts:
        """What a request brings along that gives it."""
        return Facts(dict(self.brings))


@dataclass(frozen=True)
class Feeds:
    """Those of the state machines of a stack."""

    stack: Stack

    def of(self, machine: Resource) -> Iterator[Feed]:
        """Those of one of which the ARN, or the name, is known."""
        arn = arn_of(machine)
        if arn:
            yield Feed(STARTS, arn)
            if _EXPRESS in (text_of(said(machine, "type")), text_of(said(machine, "stateMachineType"))):
                yield Feed(WAITS, arn)
            for key in (name_of(arn), machine.urn):
                yield from self._by_machine.get(key, ())

    @cached_property
    def _by_machine(self) -> Mapping[str, tuple[Feed, ...]]:
        """Name of a machine, or its URN where that is not known → what hands something over to it."""
        each = (*self._by_pipes(), *self._by_rules(), *self._by_apis())
        return grouped((key, feed) for keys, feed in each for key in keys)

    def _by_pipes(self) -> Iterator[tuple[Sequence[str], Feed]]:
        for pipe in self.stack.of_type(*PIPES):
            queue, target = queue_of(pipe, self.stack), text_of(said(pipe, "target"))
            if queue:
                keys = (name_of(target),) if target else pipe.property_dependencies.get("target", ())
                yield keys, Feed(SENDS, queue, Items(_of_message(pipe)))

    def _by_rules(self) -> Iterator[tuple[Sequence[str], Feed]]:
        for each in handed(self.stack):
            target = text_of(each.target.said("arn"))
            keys = (name_of(target),) if target else each.target.behind("arn")
            yield keys, Feed(PUTS, each.arn, FIXED if each.is_fixed else of_event(each), each.brings)

    def _by_apis(self) -> Iterator[tuple[Sequence[str], Feed]]:
        for fed in self.stack.once(Integrations).feeding():
            yield (name_of(fed.machine),) if fed.machine else fed.urns, Feed(INVOKES, fed.arn, fed.input)


def name_of(arn: str) -> str:
    """The name of a machine in its ARN, "" in any other."""
    _, is_one, name = arn.partition(":stateMachine:")
    return name.partition(":")[0] if is_one else ""


def _of_message(pipe: Resource) -> Shape:
    """What a pipe makes of each message."""

    def is_open(path: str) -> bool:
        return not is_limited(pipe, path)

    def at(place: str) -> Shape:
        found = PATH.fullmatch(place)
        return Within(is_open, found["path"]) if found else message if place in _EVENT else FIXED

    message: Shape = {key: Within(is_open, key) for key in _OF_SENDERS}
    parameters = bare(said(pipe, "targetParameters"))
    template = text_of(parameters.get("inputTemplate")) if isinstance(parameters, Mapping) else ""
    return _made(template, at) if template else message


def of_event(each: Handed) -> Shape:
    """What a target makes of an event."""

    def at(place: str) -> Shape:
        path = each.named.get(place.strip("<>"), "")
        return Within(each.is_open, path) if path else FIXED

    if each.whole:
        return Within(each.is_open, each.whole)
    if each.is_all:
        return {"detail": Within(each.is_open, _DETAIL), **{key: Within(each.is_open, f"$.{key}") for key in _ENTRIES}}
    return _made(each.written, at)


def _made(template: str, at: Callable[[str], Shape]) -> Shape:
    """What becomes of a template with places (`<$.body>`) in it, which may stand without quotes."""
    if _PLACE.fullmatch(template.strip()):
        return at(template.strip())
    return _filled(parsed(template) or parsed(_UNQUOTED.sub(r'\1"\2"', template)), at, DEEPEST)


def _filled(value: Any, at: Callable[[str], Shape], left: int) -> Shape:
    """What becomes of a value in it; `left`: so many levels are looked at."""
    plain = bare(value)
    if isinstance(plain, Mapping):
        return {key: _filled(one, at, left - 1) for key, one in plain.items()} if left else FIXED
    text = text_of(plain)
    if _PLACE.fullmatch(text.strip()):
        return at(text.strip())
    is_theirs = any(word_of(at(place[0])) != FIXED for place in _PLACE.finditer(text))
    return Word(text, "part" if is_theirs else "fixed")
