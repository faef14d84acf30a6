"""This is where it is told who has go on what waits for somebody else: a durable function, a runbook."""

from collections.abc import Iterator
from functools import partial

from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.lines import Ground
from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all
from daypass_policies.escalating.low_trust.answerers import is_anothers
from daypass_policies.escalating.low_trust.machine_tasks import Done
from daypass_policies.escalating.low_trust.paused import Paused, paused
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import HEAVY, every_gained
from daypass_policies.escalating.told import Doubts, at, by, stands_in


def resumed(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    every, doubts = stack.once(paused, rising), Doubts()
    for action in dict.fromkeys(one.action for one in every):
        of_kind = [one for one in every if one.action == action]
        able = [actor for actor in rising.actors.each if actor.node and may_at_all(actor, action)]
        answering = [actor for actor in able if not actor.has_among_everything(action)]
        for one in of_kind:
            for actor in answering:
                yield from _told(one, actor, answering, of_kind, rising, doubts)


def _told(
    one: Paused, actor: Actor, answering: list[Actor], of_kind: list[Paused], rising: Rising, doubts: Doubts
) -> Iterator[Problem | Open]:
    answered = may(actor, one.action, one.arn)
    if actor in one.roles or not answered.possible:
        return
    others = (other for other in answering if other not in one.roles and may(other, one.action, one.arn).possible)
    if not is_anothers(actor, others, one.names, partial(_beside, one, of_kind), rising):
        return
    found, done = joined(answered, one.found(actor)).under(*one.unknown), _done(one, actor, rising)
    if not found.possible or done is None:
        return
    yield from doubts.of(actor, found.unknown)
    if not found.unknown:
        yield _problem(one, actor, done, found.grounds)


def _beside(one: Paused, of_kind: list[Paused], actor: Actor) -> Iterator[str]:
    """The names of others that somebody may have go on."""
    for other in of_kind:
        if other is not one and may(actor, other.action, other.arn).possible:
            yield from other.names


def _done(one: Paused, actor: Actor, rising: Rising) -> Done | None:
    """What it does that counts, and that somebody may not; to ask whoever reads that is nothing."""
    nodes = [role.node for role in one.roles if role.node]
    every = ((node, gain) for node in nodes for gain in every_gained(actor, node, rising, HEAVY))
    return next((Done(node, gain) for node, gain in every if not one.only_tells(gain, actor)), None)


def _problem(one: Paused, actor: Actor, done: Done, grounds: tuple[Ground, ...]) -> Problem:
    which = f"{one.noun} {one.resource.name!r}"
    return Problem(
        f"{actor.title} may {one.does} ({one.action}) in place of somebody else, where {which} waits for that; it "
        f"then acts as {done.role}, which may {done.gain}, as it may not itself{by(grounds)}",
        at=at(grounds, actor.resource),
        key=f"resumes {one.resource.name}",
        severity="medium",
        confidence="medium",
        advisory=True,
        on=actor.resource,
        within=stands_in(grounds, actor.resource),
        witness=one.action,
    )
