"""This is where it is told who answers themselves what a state machine asks, and has it go on as they may not.

The machine waits so that somebody else looks at it first. Whoever is there to answer starts nothing; who starts it, an
agent, or a build that answers agrees to what they asked for themselves, and another workload to what is not its to
answer. Sources: Step Functions Developer Guide, "Wait for a Callback with Task Token" (`SendTaskSuccess`, by whoever
has the token) and "Learn about Activities in Step Functions" (a task goes to the first worker that asks); Service
Authorization Reference, "AWS Step Functions" (that is asked of no resource; `grantTaskResponse` of CDK names the
machine); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.commands.calls import ACTIVITY
from daypass.graph.becoming.steering.commands.feeds import Feeds
from daypass.graph.becoming.steering.commands.flows import Place, Step
from daypass.graph.becoming.steering.commands.waits import Wait
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.answerers import is_anothers
from daypass_policies.escalating.low_trust.asking import Asking
from daypass_policies.escalating.low_trust.gates import Gates, Waiting
from daypass_policies.escalating.low_trust.machine_tasks import Done, Tasks
from daypass_policies.escalating.low_trust.task_tokens import ASKS, Heard, Tokens, last_of
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import HEAVY, every_gained
from daypass_policies.escalating.takeovers.workers import is_persons
from daypass_policies.escalating.told import Doubts, advice

ANSWERS: Final = "states:SendTaskSuccess"

_Ways = Mapping[Place, Heard]
"""Where a machine waits that somebody may answer → how they get at the token for that."""


def own_answers(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    answering = [one for one in rising.actors.each if one.node and _may_answer(one)]
    machines = stack.once(Gates, rising).machines if answering else ()
    waiting = [one for one in machines if one.waits or one.hidden]
    asking, doubts = _Asking(stack, rising, answering) if waiting else None, Doubts()
    for machine in waiting if asking else ():
        for actor in answering:
            if asking and not is_persons(actor, rising):
                yield from asking.told(machine, actor, doubts)


def _may_answer(actor: Actor) -> bool:
    """Whether anything lets it answer, other than that it may do nearly everything."""
    return any(means.may(ANSWERS) for means in actor.means) and not actor.has_among_everything(ANSWERS)


def _answered(machine: Waiting, actor: Actor) -> Answer:
    """Whether somebody may answer it; the machine or an activity may stand there, where AWS asks for none."""
    activities = (one.call.to for one in machine.waits.values() if one.call.name == ACTIVITY)
    return best(may(actor, ANSWERS, arn) for arn in (machine.arn, *activities) if arn)


class Answering(NamedTuple):
    """What somebody has done by answering a machine that they ask, or that others are to answer, over which waits."""

    asking: Asking
    answered: Answer
    ways: _Ways
    done: Done

    @property
    def whole(self) -> Answer:
        """Whether it answers all of that; but for whether it asks."""
        return all_of((self.answered, *(how.answer for how in self.ways.values())))


class _Asking:
    """Who answers what, in a stack. `answering` are all who may answer anything."""

    def __init__(self, stack: Stack, rising: Rising, answering: list[Actor]) -> None:
        self._rising, self._answering = rising, answering
        self._tokens, self._tasks = Tokens(stack, rising), Tasks(stack, rising)
        self._gates, self._feeds = stack.once(Gates, rising), stack.once(Feeds)
        self._at: dict[tuple[str, Place], tuple[Actor, ...]] = {}

    def told(self, machine: Waiting, actor: Actor, doubts: Doubts) -> Iterator[Problem | Open]:
        """What is told of one who may answer a machine."""
        acting, answered = self._gates.acting.get(actor.resource.urn), _answered(machine, actor)
        feeds = self._feeds.of(machine.resource) if answered.possible else ()
        starts = best(may(actor, feed.action, feed.arn, feed.facts) for feed in feeds)
        is_its_own = actor.resource.urn in self._gates.roles_of(machine)
        if is_its_own or not answered.possible:
            return
        every = self._ways(machine, actor)
        asks = starts.possible or acting is not None
        own = {} if asks else self._own(machine, actor, every)
        if not asks and len(own) == len(every):
            return
        every = {**{place: how for place, how in every.items() if place not in own}, **own}  # the first is named
        certain = {place: how for place, how in every.items() if how.answer.is_certain}
        for ways in (certain, every):
            if done := self._done(machine, actor, ways, own):
                one = Answering(Asking(actor, acting, starts, is_anothers=not asks), answered, ways, done)
                yield from one.asking.told(one.whole, partial(_problem, machine, one), doubts)
                return
        if untold := self._untold(machine, actor, every):
            unknown = (answered, *(how.answer for how in every.values()), starts)
            yield from doubts.of(actor, (*(one for each in unknown for one in each.unknown), *untold))
        elif machine.hidden and self._may_gain(machine, actor):
            yield Open(machine.resource, (machine.hidden,))

    def _ways(self, machine: Waiting, actor: Actor) -> dict[Place, Heard]:
        each = ((place, self._tokens.heard(actor, machine.resource, wait)) for place, wait in machine.waits.items())
        return {place: how for place, how in each if how.answer.possible and self._is_gate(machine, place, actor)}

    def _is_gate(self, machine: Waiting, place: Place, actor: Actor) -> bool:
        """Whether others should answer there: names say so, or somebody else may. Else it asks who does the work."""
        return self._gates.speaks_of_approval(machine) or any(True for _ in self._others(machine, place, actor))

    def _others(self, machine: Waiting, place: Place, actor: Actor) -> Iterator[Actor]:
        """Who else may answer there, but for the machine itself."""
        key = (machine.resource.urn, place)
        if key not in self._at:
            wait, roles = machine.waits[place], self._gates.roles_of(machine)
            able = (
                one for one in self._answering if one.resource.urn not in roles and _answered(machine, one).possible
            )
            heard = (one for one in able if self._tokens.heard(one, machine.resource, wait).answer.possible)
            self._at[key] = tuple(heard)
        return (one for one in self._at[key] if one is not actor)

    def _own(self, machine: Waiting, actor: Actor, ways: _Ways) -> _Ways:
        """Where it may well be there to answer."""
        return {place: how for place, how in ways.items() if not self._is_anothers(machine, place, actor)}

    def _is_anothers(self, machine: Waiting, place: Place, actor: Actor) -> bool:
        """Whether it is somebody else who is there to answer there."""
        wait = machine.waits[place]
        names = (place.name, machine.resource.name, *map(last_of, wait.to))
        others = self._others(machine, place, actor)
        return is_anothers(actor, others, names, partial(self._activities_beside, wait), self._rising)

    def _activities_beside(self, wait: Wait, actor: Actor) -> Iterator[str]:
        """The names of other activities for whose tasks somebody may ask."""
        for arn in self._activities - {*wait.to}:
            if may(actor, ASKS, arn).possible:
                yield last_of(arn)

    @cached_property
    def _activities(self) -> frozenset[str]:
        every = (wait for machine in self._gates.machines for wait in machine.waits.values())
        return frozenset(arn for wait in every if wait.call.name == ACTIVITY for arn in wait.to)

    def _done(self, machine: Waiting, actor: Actor, ways: _Ways, own: _Ways) -> Done | None:
        """What the machine does once the actor has answered, as it may not itself, and not for its `own` work alone."""
        by_own = frozenset(self._after(machine, own))
        after = (place for place in self._after(machine, ways) if place not in by_own)
        each = (self._tasks.done(actor, machine.resource, place) for place in after)
        return next(filter(None, each), None)

    def _untold(self, machine: Waiting, actor: Actor, ways: _Ways) -> tuple[Untold, ...]:
        """What keeps from knowing that it does nothing that counts then."""
        each = (self._tasks.untold(actor, machine.resource, place) for place in self._after(machine, ways))
        return next(filter(None, each), ())

    def _after(self, machine: Waiting, ways: _Ways) -> Iterator[Place]:
        """What the machine comes to once somebody has answered there, but for where it only tells others."""

        def says(place: Place) -> Step:
            wait = machine.waits.get(place)
            is_for_others = wait is not None and not wait.is_work and self._gates.speaks_of_approval(machine)
            return "lets pass" if place in ways else "stops" if is_for_others else "passes"

        for place in machine.flow.let_pass(says) if ways else ():
            wait = machine.waits.get(place)
            if wait is None or not wait.only_tells:
                yield place

    def _may_gain(self, machine: Waiting, actor: Actor) -> bool:
        """Whether the machine may do anything that counts and that the actor may not."""
        roles = (self._rising.actors.by_urn.get(urn) for urn in self._gates.roles_of(machine))
        nodes = (one.node for one in roles if one and one.node)
        return any(True for node in nodes for _ in every_gained(actor, node, self._rising, HEAVY))


def _problem(machine: Waiting, one: Answering) -> Problem:
    """The first of its waits is named."""
    place, heard = next(iter(one.ways.items()))
    name = f"state machine {machine.resource.name!r}"
    starts = f"start {name} and answer itself ({ANSWERS}) what that" if one.asking.starts.is_certain else ""
    does = starts or f"answer ({ANSWERS}) what {name}"
    fact = (
        f"{one.asking.title} may {does} waits for{machine.at(place)}, with the token {heard.words}; the machine then "
        f"acts as {one.done.role}, which may {one.done.gain}, as it may not itself"
    )
    return advice(one.asking.actor, fact, one.answered.grounds, f"answers {machine.resource.name}", ANSWERS)
