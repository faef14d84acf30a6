"""This is where it is told what somebody gets who says by an input what a state machine does, or as which role.

By a statement of theirs that is what the role may do to what is stored; as a role that they name, what the call does
that stands there. What is called like the holder is the holder's own.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.doings import DOING, Doing, Doings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_kin
from daypass_policies.escalating.takeovers.calling import gained_by_action, gained_by_call
from daypass_policies.escalating.takeovers.choosing import are_named
from daypass_policies.escalating.takeovers.gaining import Gain, Weight


class AskedGain(NamedTuple):
    """`edges` lead to a role that reads or works for the holder, or is assumed for them, who get this `gain`."""

    edges: tuple[Edge, ...]
    gain: Gain


def done_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step gives; nothing where it is one of another kind. `weights` are those that count."""
    machine = edge.target.resource if not DOING.isdisjoint(edge.paths) and weights else None
    doings = rising.reach.stack.once(Doings).of(machine) if machine else ()
    here = [one for one in doings if one.path in edge.paths and one.arn == edge.thing]
    for runs in rising.steps(edge.target) if here else ():
        if runs.how == "runs as" and (role := rising.actors.by_urn.get(runs.target.key)):
            for doing in here:
                for way in _as_whom(doing, runs, role, actor, rising):
                    if gain := _gained(doing, way[-1].target, actor, rising, weights):
                        yield AskedGain((edge, *way), gain)


def is_one_of_several(assumed: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether the input chooses among roles that somebody named, and this one is called otherwise than the holder."""
    others = (one for one in rising.steps(assumed.source) if one.how == "assume" and one.target != assumed.target)
    return any(True for _ in others) and not is_kin(actor, assumed.target)


def _as_whom(doing: Doing, runs: Edge, role: Actor, actor: Actor, rising: Rising) -> Iterator[tuple[Edge, ...]]:
    """The steps to the role as which it is done: that of the machine, the one that is named, or any that may be."""
    if doing.role is None:
        yield (runs,)
        return
    is_any = not are_named(role, (ASSUME,))
    for further in rising.steps(runs.target):
        if further.how == "assume" and further.target != actor.node:
            is_named = doing.role == further.target.arn
            is_chosen = not doing.role and (is_any or is_one_of_several(further, actor, rising))
            if is_named or is_chosen:
                yield runs, further


def _gained(doing: Doing, role: Node, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    by_statement = (gain for one in doing.actions for gain in gained_by_action(actor, role, one, rising))
    found = by_statement if doing.actions else gained_by_call(actor, role, doing.call, rising)
    return next((one for one in found if one.weight in weights and not is_called_like(actor, one.resource)), None)
