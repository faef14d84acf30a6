"""This is where it is told what counts of a role that somebody passes to a service that then works for them."""

from daypass.graph.becoming.class_order import is_above
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.asking import is_on_many
from daypass_policies.escalating.takeovers.belonging import (
    is_called_otherwise,
    is_foreign,
    is_kin,
    is_kin_beyond,
    is_of_another_name,
    is_of_another_owner,
)
from daypass_policies.escalating.takeovers.choosing import chooses, passed_by
from daypass_policies.escalating.takeovers.gaining import (
    HEAVY,
    SECRETS,
    TO_SEE,
    WEIGHTS,
    Gain,
    Weight,
    every_gained,
    gained,
    is_over_identities,
)
from daypass_policies.escalating.takeovers.own_paths import is_of_a_chosen_path, is_of_an_own_path
from daypass_policies.escalating.takeovers.workers import is_deployer, is_persons, is_there_for_others
from daypass_policies.trusting.workloads import is_orchestrators


def by_passing(actor: Actor, role: Node, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role that is passed. One that is named was given to be passed, unless somebody else owns it.

    So was one in a path of its own, to which a Deny keeps the holder; one in a path that somebody chose among several
    does not count for what it reads. People see what their code prints that runs as
    the role, also as one that they were given to deploy.
    """
    if is_of_another_owner(actor, role):
        return HEAVY if is_deployer(actor) and not chooses(actor, role) else WEIGHTS
    if is_persons(actor, rising):
        return TO_SEE
    if is_orchestrators(actor.resource):  # whoever edits its definition has no more than it starts
        return _of_strangers(actor, role, rising, SECRETS)
    if is_there_for_others(actor):
        of_strangers = _of_strangers(actor, role, rising, WEIGHTS)
        return of_strangers or (SECRETS if is_called_otherwise(actor, role) else ())
    if chooses(actor, role) and not is_of_an_own_path(actor, role, rising):
        unnamed = HEAVY if is_of_a_chosen_path(actor, role, rising) else WEIGHTS
        return SECRETS if is_kin_beyond(actor, role, passed_by(actor, role)) else unnamed
    is_higher = is_above(actor.node.workload_class if actor.node else "", role.workload_class)
    return HEAVY if is_higher else SECRETS


def gained_of_a_namesake(actor: Actor, role: Node, rising: Rising) -> Gain | None:
    """What a role reads whose name is as the pattern wants it, and which is called by whose it is: another's secret."""
    if not is_there_for_others(actor) or not chooses(actor, role):
        return None
    gain = gained(actor, role, rising, SECRETS)
    return gain if gain and _is_a_namesakes(gain, actor, role) else None


def gained_over_identities(actor: Actor, role: Node, rising: Rising) -> Gain | None:
    """What a role that a pattern of names takes in may change of identities: nobody deploys with that by the way.

    Also of one that shares with the holder nothing but the words of the pattern, as `lake-governance` does with
    `lake-etl-deploy`, which passes `lake-*`.
    """
    if not chooses(actor, role) or _writes(actor, role, rising):
        return None
    every, are_strangers = every_gained(actor, role, rising, HEAVY), not is_kin(actor, role)
    over = filter(is_over_identities, every)
    return next((gain for gain in over if are_strangers or _is_a_namesakes(gain, actor, role)), None)


def _is_a_namesakes(gain: Gain, actor: Actor, role: Node) -> bool:
    """Whether the pattern alone is what both are called by, and what the gain is on is not called like the holder."""
    are_many = is_on_many(gain)
    return is_of_another_name(actor, role, passed_by(actor, role), gain.resource, are_many=are_many)


def reaches_strangers(actor: Actor, role: Node) -> bool:
    """Whether a pattern of names lets it pass the role, and nothing says that it is its own."""
    return chooses(actor, role) and not is_kin(actor, role)


def _of_strangers(actor: Actor, role: Node, rising: Rising, most: tuple[Weight, ...]) -> tuple[Weight, ...]:
    """What counts of a role that a pattern of names lets it pass, where nothing says that it is its own.

    That is `most` where its name says whose the holder is. Whoever writes what the role may do decides that anyway.
    """
    if not reaches_strangers(actor, role):
        return ()
    return most if is_foreign(actor, role) and not _writes(actor, role, rising) else SECRETS


def _writes(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether it may decide what the role may do."""
    return actor.node is not None and any(True for _ in rising.reach.outgoing(actor.node).deciding(role))
