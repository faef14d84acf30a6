"""This is where it is told what an input names to a state machine that is stronger than what else it may name there.

The role of such a machine may do less to one thing than to another, or may start what changes nothing and what does. By
an input that names the thing its sender picks the stronger one, also where all is called alike: whoever was given the
machine was given the weaker. Where a definition names that, or something else has the role too, it is there for these.
So it is where the role starts by a pattern what is called like the sender, and with that what is called like neither
the sender nor the machine: the machine was there for the one, and takes in the other.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.apis.integrations import AskedCall
from daypass.graph.becoming.steering.commands.aims import Aims
from daypass.graph.becoming.steering.commands.calls import Call
from daypass.graph.becoming.steering.commands.flows import hidden_part
from daypass.graph.untold import Untold
from daypass.iam.glob import matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, is_kin, words_of, words_of_target
from daypass_policies.escalating.takeovers.calling import gained_by_action
from daypass_policies.escalating.takeovers.choosing import is_of_many, patterns_for
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import HEAVY, WEIGHTS, Gain, gained
from daypass_policies.escalating.takeovers.stronger import is_its_alone, may_change, weights_by_thing
from daypass_policies.escalating.takeovers.things import fits, name_in, thing_of

_COPIES: Final = ("s3:copyObject", "s3:uploadPartCopy")
"""Calls that read one thing and write another: that a role may do less to the one is what they need."""


class _Started(NamedTuple):
    """What of the stack is started, as which role it runs, and what somebody gets of that, if anything."""

    way: tuple[Edge, Edge]
    gain: Gain | None

    def is_called_like(self, actor: Actor) -> bool:
        """Whether it is the holder's own by its name."""
        step, works = self.way
        return is_kin(actor, works.target, step.target.name)

    def is_foreign_to(self, actor: Actor, way: tuple[Edge, ...], role: Actor) -> bool:
        """Whether it is called otherwise than the holder, the machine to which the way leads, and the role of that."""
        step, works = self.way
        words = words_of_target(works.target, step.target.name)
        machines = words_of_target(way[0].target).union(words_of(role))
        return is_called_otherwise(actor, works.target, step.target.name) and words.isdisjoint(machines)


def stronger_for(edge: Edge, asked: AskedCall, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    """What a machine does to the stronger thing, where its input says as a whole to which."""
    if not _unread(edge):
        yield from _stronger(edge, asked, actor, rising)


def may_be_stronger(edge: Edge, asked: AskedCall, actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What is not known of a definition that may name the weaker thing, where it would be told else."""
    would = _unread(edge) and any(True for _ in _stronger(edge, asked, actor, rising))
    return _unread(edge) if would else ()


def _unread(edge: Edge) -> tuple[Untold, ...]:
    """What is not known of the definition of the machine to which a step leads."""
    machine = edge.target.resource
    hidden = hidden_part(machine) if machine else ""
    return (Untold.of(machine, hidden),) if machine and hidden else ()


def _stronger(edge: Edge, asked: AskedCall, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    machine = edge.target.resource
    if machine is None or asked.target.of_input != "whole" or asked.call in _COPIES:
        return
    action, service = Call(asked.call, {}).action, asked.call.partition(":")[0]
    written = rising.reach.stack.once(Aims).named(machine, service)
    for runs in rising.steps(edge.target):
        role = rising.actors.by_urn.get(runs.target.key)
        if runs.how == "runs as" and role and is_its_alone(role, machine, rising):
            for gain in gained_by_action(actor, runs.target, action, rising, HEAVY):
                if fits(gain.resource, asked):
                    yield from _picked((edge, runs), gain, asked, actor, rising, written)


def _picked(
    way: tuple[Edge, Edge], gain: Gain, asked: AskedCall, actor: Actor, rising: Rising, written: frozenset[str]
) -> Iterator[AskedGain]:
    role = rising.actors.by_urn[way[-1].target.key]
    started = [*_started(way[-1], gain, asked, actor, rising)]
    if not started:
        if _is_stronger(gain, role, written) and not may_change(actor, gain):
            yield AskedGain(way, gain)
        return
    open_ = [one for one in started if not _is_written(thing_of(one.way[0].thing), written)]
    is_any = any(one.gain is None for one in open_)
    has_own = is_of_many(gain.resource) and any(one.is_called_like(actor) for one in open_)
    for one in started:
        if one.gain and (is_any or (has_own and one.is_foreign_to(actor, way, role))):
            yield AskedGain((*way, *one.way), one.gain)


def _started(runs: Edge, gain: Gain, asked: AskedCall, actor: Actor, rising: Rising) -> Iterator[_Started]:
    """What of the stack the role starts by any of its statements about this action, but what the holder may itself."""
    role = rising.actors.by_urn[runs.target.key]
    for resource in dict.fromkeys(patterns_for(role, gain.action)):
        for step, works in rising.reach.stack.once(Triggering, rising).within(runs.target, gain.action, resource):
            may_itself = best(means.on(gain.action, step.thing) for means in actor.means).possible
            if fits(step.thing, asked) and not may_itself:
                yield _Started((step, works), gained(actor, works.target, rising, HEAVY))


def _is_stronger(gain: Gain, role: Actor, written: frozenset[str]) -> bool:
    """Whether there is another thing of its kind, to which the role does something, and less, and that nobody named."""
    own, picked = WEIGHTS.index(gain.weight), thing_of(gain.resource)
    weaker = (thing for thing, weight in weights_by_thing(role, gain.resource).items() if own < weight)
    return any(not matches(picked, thing) and not _is_written(thing, written) for thing in weaker)


def _is_written(thing: str, written: frozenset[str]) -> bool:
    """Whether one of these texts names it; parameters have slashes in their names, and perhaps one before."""
    return any(matches(thing, name) for text in written for name in (name_in(text), text.lstrip("/")))
