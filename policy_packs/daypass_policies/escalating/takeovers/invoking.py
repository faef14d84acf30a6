"""This is where it is told what somebody gets who names what an integration, a field of an API, or a machine is about.

That is what its role may do to any of several things, by the one action that is called; where that starts something,
what this may as its own role. The one thing that a role is given is what the route, or the machine, is there for. So is
a machine for whoever it is called after, but for the stronger of several things (`aiming`); and who does what a
definition says sends what a deployment wrote there.
"""

from collections.abc import Iterator

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.fields import ASKS_FIELD, Fields
from daypass.graph.becoming.steering.apis.integrations import NAMES_TARGET, AskedCall, asked_of
from daypass.graph.becoming.steering.commands.aims import AIMING, Aims
from daypass.graph.becoming.steering.commands.calls import Call
from daypass.graph.untold import Untold
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.aiming import may_be_stronger, stronger_for
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_kin
from daypass_policies.escalating.takeovers.calling import gained_by_action
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight, gained
from daypass_policies.escalating.takeovers.things import fits, reaches_several
from daypass_policies.escalating.takeovers.workers import does_as_defined, works_for_itself
from daypass_policies.trusting.trust import ROLES


def invoked_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step gives of an integration; nothing where it is one of another kind. `weights` are those that count.

    What is read the caller sees.
    """
    integration = edge.target.resource if NAMES_TARGET in edge.paths and weights else None
    asked = asked_of(integration) if integration else None
    for one in (asked,) if asked else _queried(edge, rising) if weights else ():
        yield from _done_to(one, edge, actor, rising, weights)


def _queried(edge: Edge, rising: Rising) -> Iterator[AskedCall]:
    """The same of a data source of AppSync, by this field."""
    source = edge.target.resource if ASKS_FIELD in edge.paths else None
    path, fields = paths_here()[ASKS_FIELD], rising.reach.stack.once(Fields)
    near = (one for one in fields.of(path, source, edge.target.account) if one.arn == edge.thing) if source else ()
    # What one of two may turn out to ask is no word about the other, of which it is known.
    yield from dict.fromkeys(one.asked for one in near if not (one.unknown and edge.is_certain))


def aimed_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """The same of a state machine."""
    for asked in _aimed(edge, actor, rising) if weights else ():
        yield from _done_to(asked, edge, actor, rising, weights)
        yield from stronger_for(edge, asked, actor, rising) if works_for_itself(actor, rising) else ()


def unaimed(edge: Edge, actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What keeps from knowing that a machine gives nothing so."""
    every = _aimed(edge, actor, rising) if works_for_itself(actor, rising) else ()
    return next((found for asked in every if (found := may_be_stronger(edge, asked, actor, rising))), ())


def _aimed(edge: Edge, actor: Actor, rising: Rising) -> Iterator[AskedCall]:
    """What is called on things that the holder names to a machine by an input."""
    machine = edge.target.resource if not AIMING.isdisjoint(edge.paths) else None
    every = rising.reach.stack.once(Aims).of(machine) if machine and not _is_defined(actor, rising) else ()
    near = (one for one in every if one.path in edge.paths and one.arn == edge.thing)
    said = (one.asked for one in near if not one.brings or may(actor, one.action, one.arn, one.facts).possible)
    yield from dict.fromkeys(said)


def _is_defined(actor: Actor, rising: Rising) -> bool:
    """Whether services act as it that do what a deployment wrote."""
    return actor.node is not None and actor.resource.type in ROLES and does_as_defined(actor.node, rising)


def _done_to(
    asked: AskedCall, edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]
) -> Iterator[AskedGain]:
    """What it does to things of which one is named to it."""
    action = Call(asked.call, {}).action
    for runs in rising.steps(edge.target):
        role = rising.actors.by_urn.get(runs.target.key)
        if runs.how == "runs as" and role and reaches_several(role, action, asked):
            for gain in gained_by_action(actor, runs.target, action, rising, weights):
                if fits(gain.resource, asked) and not is_called_like(actor, gain.resource):
                    yield from _reached((edge, runs), gain, asked, actor, rising)


def _reached(way: tuple[Edge, ...], gain: Gain, asked: AskedCall, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    """What is started does what counts, as far as the stack has it: itself, or else that it is started at all."""
    started = [*_started(way[-1].target, gain, asked, rising)]
    if not started:
        yield AskedGain(way, gain)
    for step, runs in started:
        may_itself = best(means.on(gain.action, step.thing) for means in actor.means).possible
        is_their_own = may_itself or is_kin(actor, runs.target, step.target.name)
        if further := None if is_their_own else gained(actor, runs.target, rising, HEAVY):
            yield AskedGain((*way, step, runs), further)


def _started(role: Node, gain: Gain, asked: AskedCall, rising: Rising) -> Iterator[tuple[Edge, Edge]]:
    """What of the stack it starts so, and as which role that runs."""
    triggering = rising.reach.stack.once(Triggering, rising)
    return (way for way in triggering.within(role, gain.action, gain.resource) if fits(way[0].thing, asked))
