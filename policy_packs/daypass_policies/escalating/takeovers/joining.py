"""This is where it is told what counts of a group that somebody joins, or puts a user into whose credential it makes.

To manage who is in the groups that it names is what many are there for. Who may do so to groups that a pattern takes in
has what each of them has, also what nobody thought of who wrote the pattern.
"""

from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_foreign, is_kin, is_of_another_owner
from daypass_policies.escalating.takeovers.choosing import chooses
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, Weight, every_gained, example_of
from daypass_policies.escalating.takeovers.workers import is_persons, is_there_for_others
from daypass_policies.trusting.machine_users import USERS


def gained_by_joining(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The heaviest of the group that it gets. Who joins it keeps their permissions boundary; a new user has none."""
    found = every_gained(actor, edge.target, rising, _by_joining(edge, actor, rising))
    return next((gain for gain in found if edge.how == "own member" or _is_within_bounds(actor, gain)), None)


def _is_within_bounds(actor: Actor, gain: Gain) -> bool:
    action = example_of(gain.action, gain.weight)
    return any(not means.is_bounded or means.of_boundary().on(action, gain.resource).possible for means in actor.means)


def _by_joining(edge: Edge, actor: Actor, rising: Rising) -> tuple[Weight, ...]:
    """What counts of the group. A role that puts others there has nothing of it unless it acts as one of them."""
    group = edge.target
    acts = edge.how == "own member" or actor.resource.type in USERS
    if not acts or not chooses(actor, group, _ADDS):
        return ()
    if is_there_for_others(actor):
        if is_of_another_owner(actor, group):
            return HEAVY
        return SECRETS if is_foreign(actor, group) else ()
    return SECRETS if is_persons(actor, rising) or is_kin(actor, group) else HEAVY


_ADDS: Final = "iam:AddUserToGroup"
