"""This is where it is told what a task of a state machine does that somebody else may not do themselves.

It does what it calls, as the role of the machine or as another that it names, and starts what works as its own role.
Sources: Step Functions Developer Guide, "How Step Functions generates IAM policies for integrated services" and
"Accessing resources in other AWS accounts in Step Functions" (`Credentials`); read 2026-12.
"""

from collections.abc import Iterator
from typing import NamedTuple

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
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.calling import gained_by_call, is_near
from daypass_policies.escalating.takeovers.doubting import doubted
from daypass_policies.escalating.takeovers.gaining import (
    HEAVY,
    Gain,
    gained,
)


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
        roles, rising = self._roles(machine, place), self._rising
        each = ((role, gain) for role in roles for gain in gained_by_call(actor, role, call, rising))
        found = next(each, None)
        return self._started(actor, call, Done(*found)) if found else None

    def untold(self, actor: Actor, machine: Resource, place: Place) -> tuple[Untold, ...]:
        """What keeps from knowing that one does nothing that counts and that the actor may not."""
        call = call_of(place.state)
        roles = self._roles(machine, place) if call and not is_reading(call.action) else ()
        found = (doubt for role in roles for doubt in doubted(actor, role, self._rising, HEAVY))
        near = (one for one in found if call and (one.gain.action == EVERYTHING or is_near(one.gain, call)))
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
