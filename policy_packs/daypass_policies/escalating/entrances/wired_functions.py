"""This is where it is told who has another's function called with what they say, though nobody let them invoke it.

Lambda polls a stream or a queue for a function by a mapping that anybody may make who may do so for that function: what
the function's role reads is enough. S3 and EventBridge call one for whatever bucket or rule its permission lets in, and
who sets up the notification, or the target with a constant input, says what comes. A function whose code holds that to
a signature, or that is called like whoever does so, is none, and one that they may invoke anyway. Sources: AWS Lambda
Developer Guide, "How Lambda processes records from stream and queue-based event sources"; Lambda API Reference,
"CreateEventSourceMapping"; Service Authorization Reference, "AWS Lambda" (`lambda:FunctionArn`) and "Amazon
EventBridge" (`events:TargetArn`); Amazon S3 User Guide, "Amazon S3 Event Notifications"; EventBridge API Reference,
"Target" (`Input`); read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.patterns import covers
from daypass.graph.becoming.steering.commands.records import handed_on
from daypass.graph.becoming.steering.commands.uploads import uploads
from daypass.graph.becoming.steering.programs.files import FUNCTIONS, files_of
from daypass.graph.becoming.steering.programs.taking import checks_what_it_gets
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.let_services import LetService, let_services, name_of
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_kin
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained

_MAPS: Final = "lambda:CreateEventSourceMapping"
_NOTIFIES: Final = "s3:PutBucketNotification"
_TARGETS: Final = "events:PutTargets"
_INVOKES: Final = "lambda:InvokeFunction"
_PUTS: Final = "s3:PutObject"
_POLLED: Final[Mapping[str, tuple[str, ...]]] = {
    "kinesis:GetRecords": ("kinesis:PutRecord", "kinesis:PutRecords"),
    "sqs:ReceiveMessage": ("sqs:SendMessage",),
}
"""What a function's role does for Lambda to poll → by which actions somebody says what comes from there."""

_CALLERS: Final[Mapping[str, str]] = {_NOTIFIES: "s3.amazonaws.com", _TARGETS: "events.amazonaws.com"}
"""Action by which somebody has a service call a function → that service."""


class _Wired(NamedTuple):
    """A function that acts as a role, by its name and ARN, and whom it lets call it."""

    name: str
    arn: str
    role: Actor
    let: tuple[LetService, ...]


def wires(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The first function of the stack that a workload feeds so by each action, and what it then does as its role."""
    for action in (_MAPS, *_CALLERS):
        if has_by_itself(actor, action):
            yield from _by(action, actor, rising.reach.stack.once(_Functions, rising), rising)


def _by(action: str, actor: Actor, wired: "_Functions", rising: Rising) -> Iterator[Opened]:
    each = wired.polled if action == _MAPS else wired.called.get(_CALLERS[action], ())
    for one in each:
        if one.role is actor or not (gain := _gained(actor, one, rising)):
            continue
        answer = _mapped(actor, one, wired) if action == _MAPS else _called(action, actor, one, wired)
        if answer.possible and not may(actor, _INVOKES, one.arn).possible:
            words = f"have function {one.name!r} called with what it says, which acts as {one.role.title}"
            yield Opened(action, f"{words} and may {gain}", answer, as_another=True)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _gained(actor: Actor, one: _Wired, rising: Rising) -> Gain | None:
    """What the function may do that counts and is not called like who feeds it."""
    node = one.role.node
    if node is None or is_kin(actor, node, one.name):
        return None
    every = every_gained(actor, node, rising, HEAVY)
    return next((gain for gain in every if not is_called_like(actor, gain.resource)), None)


def _mapped(actor: Actor, one: _Wired, wired: "_Functions") -> Answer:
    """By a mapping from where they write and its role reads, and which it does not have yet."""
    account = actor.node.account if actor.node else ""
    made = f"arn:*:lambda:*:{account or ANY}:event-source-mapping:{PROBE}"
    maps = may(actor, _MAPS, made, Facts({"lambda:functionarn": one.arn}))
    pairs = ((reads, writes) for reads, each in _POLLED.items() for writes in each) if maps.possible else ()
    ways = (
        all_of((may(actor, writes, place), may(one.role, reads, place)))
        for reads, writes in pairs
        for place in _common(patterns(actor, writes), patterns(one.role, reads))
        if not wired.has(one, place)
    )
    return all_of((maps, best(ways)))


def _common(mine: Iterable[str], theirs: Iterable[str]) -> Iterator[str]:
    """The narrower of each two patterns of which one takes in the other."""
    for own, other in product(mine, theirs):
        if covers(other, own):
            yield own
        elif covers(own, other):
            yield other


def _called(action: str, actor: Actor, one: _Wired, wired: "_Functions") -> Answer:
    """By a bucket or a rule that they set up, and for which it lets the service in."""
    account = actor.node.account if actor.node else ""
    asked = Facts({"events:targetarn": (one.arn,)}) if action == _TARGETS else Facts()
    own = [text for text in patterns(actor, action) if "/" not in text or action != _NOTIFIES]
    found = []
    for let in (each for each in one.let if each.service in (_CALLERS[action], ANY)):
        for thing in dict.fromkeys((*own, *let.sources)):
            if let.for_thing(thing, account) and not (action == _NOTIFIES and wired.has(one, thing)):
                sends = [may(actor, _PUTS, f"{thing}/{PROBE}"), may(actor, _PUTS, f"{thing}/*")]
                said = [best(sends)] if action == _NOTIFIES else []
                found.append(all_of((may(actor, action, thing, asked), *said)).under(*let.unknown))
    return best(found)


class _Functions:
    """Those of a stack that run as a role of it."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._rising = stack, rising

    @cached_property
    def polled(self) -> tuple[_Wired, ...]:
        """Those whose role reads what Lambda polls."""
        return tuple(one for one in self._each if any(may_at_all(one.role, reads) for reads in _POLLED))

    @cached_property
    def called(self) -> Mapping[str, tuple[_Wired, ...]]:
        """Service → those that let it call them."""
        services = ((service, one) for service in _CALLERS.values() for one in self._each)
        return grouped(
            (service, one) for service, one in services if any(let.service in (service, ANY) for let in one.let)
        )

    def has(self, one: _Wired, thing: str) -> bool:
        """Whether what comes from there comes to it already."""
        return any(covers(source, thing) for source in self._sources.get(one.name, ()))

    @cached_property
    def _sources(self) -> Mapping[str, tuple[str, ...]]:
        mapped = ((name_of(one.target) or one.target, one.arn) for one in handed_on(self._stack) if one.arn)
        notified = ((name_of(one.target), one.arn.partition("/")[0]) for one in uploads(self._stack) if one.target)
        return grouped((*mapped, *notified))

    @cached_property
    def _each(self) -> tuple[_Wired, ...]:
        """In an order that says nothing of their registration."""
        let = let_services(self._stack)
        uses = (use for use in self._stack.once(Consumers).uses if use.consumer.type in FUNCTIONS and use.role)
        found = (self._wired(use, let) for use in sorted(uses, key=lambda use: (use.consumer.urn, use.role)))
        return tuple(one for one in found if one)

    def _wired(self, use: Use, let: Mapping[str, tuple[LetService, ...]]) -> _Wired | None:
        function, role = use.consumer, self._rising.actors.by_urn.get(use.role)
        if role is None or any(map(checks_what_it_gets, files_of(function))):
            return None
        own = text_of(said(function, "arn"))
        name = next(filter(None, (text_of(said(function, key)) for key in ("name", "functionName"))), name_of(own))
        account = own_account(function, self._rising.reach.settings) or ANY
        arn = own if Arn.parse(own) else f"arn:*:lambda:*:{account}:function:{name or ANY}"
        return _Wired(name or function.name, arn, role, let.get(name, ()))
