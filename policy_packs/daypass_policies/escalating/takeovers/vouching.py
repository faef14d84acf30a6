"""This is where it is told what counts of a role that somebody has by vouching for users of an identity pool.

A pool with a developer provider needs somebody who vouches. Whoever was given that right by its name, and on this pool,
is that one, and hands out the role of the users, unless its name says that it counts or watches what others do. A
pattern of actions that takes it in (`cognito-identity:Get*`) gives it to somebody of whom nobody meant that.
"""

from typing import Final

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.assuming.vouching import VOUCHES
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.held import Held
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, is_helper_of, is_of_another_owner
from daypass_policies.escalating.takeovers.choosing import are_named
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, WEIGHTS, Weight
from daypass_policies.escalating.takeovers.workers import is_persons, is_there_for_others

_FOR_THIS: Final = "AmazonCognitoDeveloperAuthenticatedIdentities"
"""The policy of AWS for who vouches, to whatever pool. Source: AWS Managed Policy Reference; read 2026-12."""


def vouches(edge: Edge) -> bool:
    """Whether it is to vouch for users."""
    return VOUCHES in edge.paths


def by_vouching(actor: Actor, edge: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of the role of the users."""
    if is_of_another_owner(actor, edge.target):
        return WEIGHTS
    if is_persons(actor, rising):
        return SECRETS
    is_strange = is_called_otherwise(actor, edge.target)
    if is_there_for_others(actor):
        return SECRETS if is_strange else ()
    if not _is_spelled_out(actor):
        return HEAVY
    is_meant = are_named(actor, paths_here()[VOUCHES].actions) or all(map(_is_for_this, _giving(actor)))
    return HEAVY if is_strange and (not is_meant or is_helper_of(actor, edge.target)) else ()


def _is_spelled_out(actor: Actor) -> bool:
    """Whether whatever gives the right says its name, and is no list of all that reads."""
    return all(_says_its_name(held) and (not held.given.is_of_aws or _is_for_this(held)) for held in _giving(actor))


def _giving(actor: Actor) -> tuple[Held, ...]:
    actions = paths_here()[VOUCHES].actions
    return tuple(held for means in actor.means for action in actions for held in means.told(action).allows)


def _says_its_name(held: Held) -> bool:
    try:
        named = {action.lower() for action in held.line.statement.actions}
    except Undecided:
        return False
    return any(action.lower() in named for action in paths_here()[VOUCHES].actions)


def _is_for_this(held: Held) -> bool:
    return held.given.arn.rpartition("/")[2] == _FOR_THIS
