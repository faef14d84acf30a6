"""This is where it is told what somebody gets who has DataSync copy between locations as the roles of these.

What is read as the one role is theirs where they read what is written as the other, and what they write where the one
reads stands in the end where the other writes. Whoever moves data for others need do neither. That a task may be made
of just these locations somebody meant, unless all names speak against it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.passing.sync_locations import SYNCS
from daypass.graph.stack import Stack
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, is_kin, is_of_another_owner
from daypass_policies.escalating.takeovers.choosing import are_named
from daypass_policies.escalating.takeovers.gaining import Weight
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.there import READS, WRITES, gained_there, meets_there


def taken_by_syncing(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What it gets of the role of this location by another one; where this is not certain, of that one by this, too."""
    steps = rising.reach.stack.once(_Steps).of(actor, rising, certain=edge.is_certain)
    if edge.is_certain:
        yield from _taken(edge, steps, actor, rising)
        return
    every = (one for step in steps.each[:MOST] for one in _taken(step, steps, actor, rising))
    yield from (one for one in every if edge in one.edges)


def _taken(edge: Edge, steps: "_Met", actor: Actor, rising: Rising) -> Iterator[Taken]:
    for weight, others in _BY_WEIGHT.items() if _is_strange(edge, actor) else ():
        other = next((one for one in others(steps) if one.thing != edge.thing), None)
        gain = next(gained_there(edge, actor, rising, (weight,)), None) if other else None
        if other and gain:
            yield Taken((edge, other), edge.target, gain)


def _is_strange(edge: Edge, actor: Actor) -> bool:
    """Whether nobody meant the role to work for it."""
    if is_of_another_owner(actor, edge.target):
        return True
    is_named = are_named(actor, paths_here()[SYNCS].actions[:1])
    return is_called_otherwise(actor, edge.target) if is_named else not is_kin(actor, edge.target)


class _Met(NamedTuple):
    """All steps of somebody to locations; those to what they fill with what they like, or read once it has come."""

    each: tuple[Edge, ...]
    filled: tuple[Edge, ...]
    read: tuple[Edge, ...]


_BY_WEIGHT: Final[Mapping[Weight, Callable[[_Met], tuple[Edge, ...]]]] = {
    "change": lambda steps: steps.filled,
    "data": lambda steps: steps.read,
}
"""What is got of a role → by a copy from which other locations, or to which."""


class _Steps:
    """Those of whoever has DataSync copy, worked out once for each of them."""

    def __init__(self, _: Stack) -> None:
        self._found: dict[tuple[str, bool], _Met] = {}

    def of(self, actor: Actor, rising: Rising, *, certain: bool) -> _Met:
        """Those that are certain, or all of them."""
        key = actor.resource.urn, certain
        if key not in self._found:
            possible = rising.possible_steps(actor.node) if actor.node else []
            steps = [one for one in possible if SYNCS in one.paths and (one.is_certain or not certain)]
            filled = (one for one in steps if meets_there(one, READS, actor, WRITES, rising))
            read = (one for one in steps if meets_there(one, WRITES, actor, READS, rising))
            self._found[key] = _Met(tuple(steps), _first(filled), _first(read))
        return self._found[key]


def _first(found: Iterator[Edge]) -> tuple[Edge, ...]:
    """As many as are needed: nothing is copied from a place to itself, so that of two one is another place."""
    each: dict[str, Edge] = {}
    for one in found:
        each.setdefault(one.thing, one)
        if len(each) > 1:
            break
    return tuple(each.values())
