"""This is where it is told what somebody gets of a function that gives out the credentials of a role which they name.

That is any role which the function's may assume, also where that is one alone: the function asks nobody who calls. What
is called like the holder is the holder's own, and so is a function that is called like it and its only role. Where the
deployment itself writes which role it is, a writer whose names tell nothing was not given that to say.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.steering.programs.telling import VENDS
from daypass.graph.becoming.steering.programs.vended_as_read import VENDS_AS_READ, Vended
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained
from daypass_policies.escalating.takeovers.role_picking import Picking
from daypass_policies.escalating.takeovers.roles_written import RolesWritten
from daypass_policies.escalating.takeovers.workers import does_as_defined, works_for_itself
from daypass_policies.trusting.trust import ROLES

_VENDS: Final = VENDS_AS_READ | {VENDS}


def vended_for(edge: Edge, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    """What this step gives a workload; nothing where it is one of another kind."""
    if _VENDS.isdisjoint(edge.paths) or not works_for_itself(actor, rising) or _is_defined(actor, rising):
        return
    named = rising.reach.stack.once(Vended)
    for runs in rising.steps(edge.target):
        role = rising.actors.by_urn.get(runs.target.key) if runs.how == "runs as" else None
        for further in _assumed(edge, runs, role, actor, rising) if role else ():
            may_be = edge.target.resource is None or named.may_be(edge.target.resource, further.target.arn)
            if may_be and (gain := gained(actor, further.target, rising, HEAVY)):
                yield AskedGain((edge, runs, further), gain)


def _assumed(edge: Edge, runs: Edge, role: Actor, actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The roles that are not the holder's own."""
    is_said = not VENDS_AS_READ.isdisjoint(edge.paths) and edge.thing in rising.reach.stack.once(RolesWritten)
    picking = Picking(runs, role, actor, rising)
    several = [*picking.steps()]
    for further in several:
        gain = gained(actor, further.target, rising, HEAVY)
        if gain and (picking.gives(further, gain) or (is_said and picking.is_called_as_all)):
            yield further
    for further in rising.steps(runs.target) if not several else ():
        is_others = further.target != actor.node and not is_kin(actor, further.target, edge.target.name)
        if further.how == "assume" and is_others:
            yield further


def _is_defined(actor: Actor, rising: Rising) -> bool:
    """Whether services act as it that invoke with what a deployment wrote."""
    return actor.node is not None and actor.resource.type in ROLES and does_as_defined(actor.node, rising)
