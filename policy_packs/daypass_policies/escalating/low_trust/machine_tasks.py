"""This is where it is told what a task of a state machine does that somebody else may not do themselves.

It does what it calls, as the role of the machine or as another that it names, and starts what works as its own role.
Sources: Step Functions Developer Guide, "How Step Functions generates IAM policies for integrated services" and
"Accessing resources in other AWS accounts in Step Functions" (`Credentials`); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.calls import Call, call_of
from daypass.graph.becoming.steering.commands.credentials import role_named
from daypass.graph.becoming.steering.commands.deliveries import Deliveries
from daypass.graph.becoming.steering.commands.flows import Place
from daypass.graph.becoming.working import is_reading
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubted
from daypass_policies.escalating.takeovers.gaining import (
    HEAVY,
    Gain,
    counts,
    every_gained,
    gained,
    gains_by,
    weight_of,
)

_NAMES: Final = re.compile(r"(?:Name|Arn|ARN|Url|Id|Identifier|Bucket|Cluster|Service|Definition)$")
"""How the keys end under which a call names what it is done to."""

_BUCKET: Final = "s3"


class Done(NamedTuple):
    """The role as which something is done, and what that may do."""

    role: Node
    gain: Gain


class Tasks:
    """What the tasks of the state machines of a stack do."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._runners = rising, stack.once(Runners)
        self._consumers, self._deliveries = stack.once(Consumers), stack.once(Deliveries)

    def done(self, actor: Actor, machine: Resource, place: Place) -> Done | None:
        """What one does that the actor may not; None for nothing that counts."""
        call = call_of(place.state)
        if call is None or self._only_tells_people(call):
            return None
        each = ((role, gain) for role in self._roles(machine, place) for gain in self._gains(actor, role, call))
        found = next(each, None)
        return self._started(actor, call, Done(*found)) if found else None

    def untold(self, actor: Actor, machine: Resource, place: Place) -> tuple[Untold, ...]:
        """What keeps from knowing that one does nothing that counts and that the actor may not."""
        call = call_of(place.state)
        roles = self._roles(machine, place) if call and not is_reading(call.action) else ()
        found = (doubt for role in roles for doubt in doubted(actor, role, self._rising, HEAVY))
        near = (one for one in found if call and (one.gain.action == EVERYTHING or _is_near(one.gain, call)))
        return next(((*one.unknown, *one.held) for one in near), ())

    def _only_tells_people(self, call: Call) -> bool:
        """Whether it tells a topic of which the stack has nothing that works for it."""
        topic = call.text("TopicArn") if call.name == "sns:publish" else ""
        return bool(topic) and not any(one.noun for one in self._deliveries.of_topic(topic))

    def _started(self, actor: Actor, call: Call, done: Done) -> Done | None:
        """What is started does what counts, as far as the stack has it: itself, or else that it is started at all."""
        roles = [self._rising.actors.by_urn.get(use.role) for use in self._runners.started_by(call)]
        known = [one.node for one in roles if one and one.node and one is not actor]
        if not known:
            return done if not any(roles) else None
        gains = ((role, gained(actor, role, self._rising, HEAVY)) for role in known)
        return next((Done(role, gain) for role, gain in gains if gain), None)

    def _roles(self, machine: Resource, place: Place) -> Iterator[Node]:
        """As which roles it may call: that of the machine, or the one that is named in its place."""
        named = role_named(place.state)
        uses = self._consumers.by_consumer.get(machine.urn, ())
        own = [actor for use in uses if use.own and (actor := self._rising.actors.by_urn.get(use.role))]
        if named is None:
            yield from (actor.node for actor in own if actor.node)
        elif actor := self._rising.by_arn.get(named):
            yield from (actor.node,) if actor.node else ()
        elif not named:
            steps = (edge for one in own if one.node for edge in self._rising.steps(one.node))
            yield from (edge.target for edge in steps if edge.how == "assume")

    def _gains(self, actor: Actor, role: Node, call: Call) -> Iterator[Gain]:
        """By the action that is called like the call; where it is given no such one, what it may in the service."""
        other = self._rising.actors.by_urn.get(role.key)
        if other is None or other is actor or other.is_bounded_elsewhere:
            return
        if any(means.told(call.action).allows for means in other.means):
            weights = [weight for weight in HEAVY if weight_of(call.action) == weight]
            found = (gain for weight in weights for gain in gains_by(actor, other, call.action, weight) if counts(gain))
        else:
            every = every_gained(actor, role, self._rising, HEAVY) if not is_reading(call.action) else ()
            found = (gain for gain in every if _is_near(gain, call))
        yield from (gain for gain in found if _is_done_to(gain, call))


def _is_near(gain: Gain, call: Call) -> bool:
    """Whether it is in the service that is called, whose actions are not always called like its calls."""
    return gain.action.lower().partition(":")[0] == call.action.lower().partition(":")[0]


def _is_done_to(gain: Gain, call: Call) -> bool:
    """Whether the call may be about the thing, as far as it names one itself."""
    texts = filter(None, (call.to, *(call.text(key) for key in call.given if _NAMES.search(key))))
    names = [name for text in texts for name in _names(text)]
    arn = Arn.parse(gain.resource)
    if arn is None or not names:
        return True
    parts = [arn.resource.partition("/")[0]] if arn.service == _BUCKET else _names(gain.resource)
    return any(part in names or (has_wildcard(part) and any(matches(part, name) for name in names)) for part in parts)


def _names(text: str) -> list[str]:
    """The names in an ARN or a URL, without the word that says of what kind it is (`table/NAME`)."""
    arn = Arn.parse(text)
    parts = re.split(r"[:/]", arn.resource if arn else text.rstrip("/").rpartition("/")[2])
    return parts[1:] if arn and len(parts) > 1 else parts
