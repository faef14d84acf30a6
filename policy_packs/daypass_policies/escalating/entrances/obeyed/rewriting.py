"""This is where it is told which workload writes what another one believes, and gets so what that may do.

Who was given the very thing was given it to write; of what a pattern takes in nobody said so. What many write by its
nature, as a memory, is no more theirs for that. What is called like the writer is the writer's own, and who makes such
things looks after them.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.means import best
from daypass.graph.becoming.patterns import meets
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.askable import id_of, names_one
from daypass_policies.escalating.entrances.obeyed.by_parameters import by_parameters
from daypass_policies.escalating.entrances.obeyed.by_rights import by_rights
from daypass_policies.escalating.entrances.obeyed.by_setup import by_setup
from daypass_policies.escalating.entrances.obeyed.things import Obeyed, Way, named_for
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.choosing import is_held_to, patterns_for
from daypass_policies.escalating.takeovers.gaining import HEAVY, Weight, gained
from daypass_policies.escalating.takeovers.workers import is_an_agents

_INVOKES: Final = "lambda:InvokeFunction"
_OF_TOOLS: Final[tuple[Weight, ...]] = ("change",)
"""What a tool is held to says what it does, and not what it reads to know that."""

_MOST: Final = 200
"""Things of one kind that are looked at for whoever may write any."""


def writes_what_others_believe(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What each of those lets it do, of many a few."""
    believed = rising.reach.stack.once(_Believed, rising)
    near = (one for action in believed.actions if has_by_itself(actor, action) for one in believed.near(actor, action))
    each = {id(one): one for one in near}.values()
    found = (opened for one in each if (opened := _opened(actor, one, rising)) and believed.counts(one))
    yield from islice(found, MOST)


class _Believed:
    """Those of a stack, in order of the URNs of their roles."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._roles = sorted(rising.actors.by_urn.values(), key=lambda one: one.resource.urn)
        rights = (one for role in self._roles for one in by_rights(role, rising))
        found = (*rights, *by_setup(stack, rising), *by_parameters(stack, rising))
        every = [(way[0], one) for one in found for way in one.ways]
        self._by_action = grouped((action, one) for (action, _), one in every)
        self._by_id = grouped(((action, id_of(arn)), one) for (action, arn), one in every)
        self._between: dict[tuple[Way, ...], bool] = {}

    @property
    def actions(self) -> Iterable[str]:
        """Those by which any of it is written."""
        return self._by_action

    def near(self, actor: Actor, action: str) -> Iterator[Obeyed]:
        """What it may write so, found by the ids that it names; of what a pattern takes in the first."""
        for pattern in dict.fromkeys(patterns_for(actor, action)):
            if names_one(pattern):
                yield from self._by_id.get((action, id_of(pattern)), ())
            else:
                yield from self._by_action[action][:_MOST]

    def counts(self, one: Obeyed) -> bool:
        """Whether it has as many writers as it takes to count."""
        if not one.is_between_many:
            return True
        if one.ways not in self._between:
            writers = (role for role in self._roles if any(_all(role, way).possible for way in one.ways))
            self._between[one.ways] = len([*islice(writers, 2)]) > 1
        return self._between[one.ways]


def _opened(actor: Actor, one: Obeyed, rising: Rising) -> Opened | None:
    if one.by is actor or one.by.node is None or (one.makes and has_by_itself(actor, one.makes)):
        return None
    if one.tool and not _calls_as_tool(actor, one.tool):
        return None
    ways = [way for way in one.ways if has_by_itself(actor, way[0][0]) and not _is_given(actor, one, way[0])]
    if not ways or (not one.tool and is_kin(actor, one.by.node, one.called)):
        return None
    answer = best(_all(actor, way) for way in ways)
    weights = _OF_TOOLS if one.tool else HEAVY
    gain = gained(actor, one.by.node, rising, weights) if answer.possible else None
    return Opened(ways[0][0][0], f"{one.words}, and that may {gain}", answer, as_another=True) if gain else None


def _calls_as_tool(actor: Actor, function: str) -> bool:
    """Whether it is an agent's that invokes this function."""
    return is_an_agents(actor) and may(actor, _INVOKES, function).possible


def _all(actor: Actor, way: Way) -> Answer:
    return all_of(may(actor, action, arn) for action, arn in way)


def _is_given(actor: Actor, one: Obeyed, first: tuple[str, str]) -> bool:
    """Whether it was given the very thing to write, or is held to a part of its own."""
    action, arn = first
    if any(is_held_to(actor, action, key) for key in one.keys):
        return True
    return not one.is_for_many and any(meets(named, arn) != "no" for named in named_for(actor, action))
