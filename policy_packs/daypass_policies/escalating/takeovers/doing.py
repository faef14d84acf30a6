"""This is where it is told what somebody gets who says by an input what a state machine does, or as which role.

By a statement of theirs that is what the role may do to what is stored; as a role that they name, what the call does
that stands there, or reads where they see it; by a policy that it gives to whom they name, what they may do once they
have that. What is called like the holder is the holder's own, and of roles that they name `role_picking` tells it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.doings import DOING, Doing, Doings
from daypass.graph.becoming.steering.commands.granting import Policy
from daypass.graph.becoming.steering.commands.readings import Choices, gives_what_is_kept
from daypass.graph.becoming.steering.commands.starting import Starts
from daypass.graph.untold import Untold
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.calling import gained_by_action, gained_by_call, names_one
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight
from daypass_policies.escalating.takeovers.giving_away import given_away
from daypass_policies.escalating.takeovers.receiving import awaited_of, document_of, received
from daypass_policies.escalating.takeovers.role_picking import Picking
from daypass_policies.escalating.takeovers.workers import works_for_itself


class AskedGain(NamedTuple):
    """`edges` lead to a role that reads or works for the holder, or is assumed for them, who get this `gain`."""

    edges: tuple[Edge, ...]
    gain: Gain


def done_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step gives; nothing where it is one of another kind. `weights` are those that count."""
    machine = edge.target.resource if not DOING.isdisjoint(edge.paths) and weights else None
    doings = rising.reach.stack.once(Doings).of(machine) if machine else ()
    near = [one for one in doings if one.path in edge.paths and one.arn == edge.thing]
    here = [one for one in near if machine and _says(actor, one, machine, rising)]
    for runs, role in _running(edge, rising) if here else ():
        for doing in here:
            if doing.role == "":
                yield from _done_as_named(doing, (edge, runs), role, actor, rising, weights)
            for way in _as_whom(doing.role, runs, actor, rising):
                found = _gained(doing, way, actor, rising, weights)
                if gain := next((one for one in found if doing.gives or not is_called_like(actor, one.resource)), None):
                    yield AskedGain((edge, *way), gain)


def read_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step lets them see that is read as one of several roles, the one that they name.

    What a machine reads from a thing that is written down is what it is there for, as whichever role.
    """
    machine = edge.target.resource if edge.how == "asks" and weights else None
    every = rising.reach.stack.once(Choices).as_named(machine, edge.paths) if machine else ()
    calls = [call for call in every if not names_one(call)]
    for runs, role in _running(edge, rising) if calls else ():
        picking = Picking(runs, role, actor, rising)
        for further in picking.steps():
            found = (gain for call in calls for gain in gained_by_call(actor, further.target, call, rising, weights))
            if gain := next((one for one in found if picking.gives(further, one, one.resource)), None):
                yield AskedGain((edge, runs, further), gain)


def ungiven(edge: Edge, actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What keeps from knowing that a machine gives nobody what it is not theirs to give."""
    machine = edge.target.resource if not DOING.isdisjoint(edge.paths) else None
    doings = rising.reach.stack.once(Doings).of(machine) if machine else ()
    near = [one for one in doings if one.gives and one.path in edge.paths and one.arn == edge.thing]
    here = [one.gives for one in near if one.gives and machine and _says(actor, one, machine, rising)]
    roles = [role.node for _, role in _running(edge, rising) if role.node] if here else []
    each = (_doubts(policy, machine, role, actor, rising) for policy in here for role in roles if machine)
    return next(filter(None, each), ())


def _doubts(policy: Policy, machine: Resource, role: Node, actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    document, awaited = document_of(policy, machine, rising), awaited_of(policy, machine, rising)
    if document is None and not awaited:
        return ()
    found = given_away(policy.action, policy.named, policy.arn, document, role, actor, rising)
    return next((unknown for one in found if (unknown := (*awaited, *one.unknown))), ())


def _says(actor: Actor, doing: Doing, machine: Resource, rising: Rising) -> bool:
    """Whether it may say this, of all that a request can say there: it may write some attributes of an item alone."""
    started = rising.reach.stack.once(Starts).of(machine, doing.arn) if doing.is_asked else None
    is_started = started is None or any(started.passed(means, doing.arn).possible for means in actor.means)
    return is_started and (not doing.brings or may(actor, doing.action, doing.arn, doing.facts).possible)


def _running(edge: Edge, rising: Rising) -> Iterator[tuple[Edge, Actor]]:
    """The roles as which the machine runs."""
    for runs in rising.steps(edge.target):
        if runs.how == "runs as" and (role := rising.actors.by_urn.get(runs.target.key)):
            yield runs, role


def _done_as_named(
    doing: Doing, way: tuple[Edge, Edge], role: Actor, actor: Actor, rising: Rising, weights: tuple[Weight, ...]
) -> Iterator[AskedGain]:
    """What is done as the role that they name.

    Whoever was given a machine that is called like them was not given one of its roles.
    """
    counting = HEAVY if works_for_itself(actor, rising) else weights
    picking = Picking(way[-1], role, actor, rising)
    for further in picking.steps():
        for gain in _gained(doing, (way[-1], further), actor, rising, counting):
            things = () if doing.gives else (gain.resource,)  # what is given is given to the holder, and called so
            if picking.gives(further, gain, *things):
                yield AskedGain((*way, further), gain)
                break


def _as_whom(named: str | None, runs: Edge, actor: Actor, rising: Rising) -> Iterator[tuple[Edge, ...]]:
    """The steps to the role as which it is done that is written down: that of the machine, or another."""
    if named is None:
        yield (runs,)
    for further in rising.steps(runs.target) if named else ():
        if further.how == "assume" and further.target.arn == named and further.target != actor.node:
            yield runs, further


def _gained(
    doing: Doing, way: tuple[Edge, ...], actor: Actor, rising: Rising, weights: tuple[Weight, ...]
) -> Iterator[Gain]:
    """What is only read they have where they see it, as on another path."""
    machine, role = way[0].source.resource, way[-1].target
    if doing.gives and machine:
        given = received(doing.gives, machine, role, actor, rising)
        yield from (given,) if given else _given_to_others(doing.gives, machine, role, actor, rising)
        return
    by_statement = (gain for one in doing.actions for gain in gained_by_action(actor, role, one, rising))
    is_seen_elsewhere = not doing.actions and gives_what_is_kept(doing.call)
    by_call = () if is_seen_elsewhere else gained_by_call(actor, role, doing.call, rising)
    found = by_statement if doing.actions else by_call
    yield from (one for one in found if one.weight in weights)


def _given_to_others(policy: Policy, machine: Resource, role: Node, actor: Actor, rising: Rising) -> Iterator[Gain]:
    document = document_of(policy, machine, rising)
    found = given_away(policy.action, policy.named, policy.arn, document, role, actor, rising) if document else ()
    yield from (one.gain for one in found if not one.unknown)
