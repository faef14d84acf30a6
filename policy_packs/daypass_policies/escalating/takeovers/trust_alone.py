"""This is where it is told what a trust alone gives: it names a role that nobody gave a right to assume the other.

Within an account that is enough. Whoever wrote the name meant it, and whoever gives the named role its rights did not:
what else these are shows what it is there for. One that has none but such names is there to assume others, and one that
many strangers are named to is there for many. Source: AWS STS API Reference, "AssumeRole" ("When a resource-based
policy grants access to a principal in the same account, no additional identity-based policy is required"); read
2026-12.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from daypass.data.helper_words import helper_words
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.checked import is_checked
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    is_called_like,
    is_called_otherwise,
    is_foreign,
    is_named_after,
    shares_no_word,
    words_beyond_house,
    words_of,
    words_of_target,
)
from daypass_policies.escalating.takeovers.choosing import reached_by
from daypass_policies.escalating.takeovers.gaining import HEAVY, WEIGHTS, Gain, every_gained, gains
from daypass_policies.escalating.takeovers.workers import is_deployer, is_workloads
from daypass_policies.trusting.trust import is_trusted_by_name, known_admissions

MANY: Final = 3
"""So many strangers whom a trust names, or so many roles that name one, say that names are how their owner gives."""

_FOR_MANY: Final = frozenset(
    (
        *("audit", "base", "baseline", "central", "common", "generic", "log", "logger"),
        *("logging", "readonly", "shared", "telemetry", "trace", "tracing"),
    )
)
"""Words by which roles are called that are there for whoever asks."""


def is_by_trust_alone(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether nobody gave a workload the right to assume a role that is called otherwise and lets it in, unchecked."""
    return is_workloads(actor, rising) and is_foreign(actor, edge.target) and is_left_to_trust(edge, actor, rising)


def gained_by_trust_alone(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What it gets so, where its own rights are for something else, and names do not say that both are of one."""
    if not is_left_to_trust(edge, actor, rising) or not _is_for_something_else(edge, actor, rising):
        return None
    if is_there_for_many(edge.target, rising) or _is_there_to_assume(actor, rising):
        return None
    found = every_gained(actor, edge.target, rising, HEAVY)
    return next((one for one in found if not is_called_like(actor, one.resource)), None)


def is_left_to_trust(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether the trust names it, unchecked, and nothing that it has, or may have, lets it assume the role."""
    may_anyhow = is_given(actor, edge.target) or _may_have_more(actor, rising)
    is_named = not may_anyhow and is_trusted_by_name(edge.target.resource, edge.source.arn)
    return is_named and not is_checked(rising.reach, edge)


def is_given(actor: Actor, role: Node) -> bool:
    """Whether its own policies let it assume the role."""
    return any(True for _ in reached_by(actor, role, ASSUME))


def is_there_for_many(role: Node, rising: Rising) -> bool:
    """Whether it is called so, or names several who are called otherwise and have no right to assume it."""
    strangers = (one for one in names_of_trust(role, rising) if is_foreign(one, role) and not is_given(one, role))
    return not words_of_target(role).isdisjoint(_FOR_MANY) or sum(1 for _ in strangers) >= MANY


def names_of_trust(role: Node, rising: Rising) -> Iterator[Actor]:
    """The identities of the stack that its trust names."""
    admitted = known_admissions(role.resource) if role.resource else ()
    names = dict.fromkeys(one.principal for one in admitted if one.kind == "AWS")
    yield from (rising.by_arn[name] for name in names if name in rising.by_arn)


def is_named_by_many(actor: Actor, rising: Rising) -> bool:
    """Whether several roles let it in so, as those of tenants do what works for all."""
    steps = (edge for edge in rising.steps(actor.node) if edge.how == "assume") if actor.node else ()
    alike = islice((edge for edge in steps if is_left_to_trust(edge, actor, rising)), MANY)
    return sum(1 for _ in alike) >= MANY


def _may_have_more(actor: Actor, rising: Rising) -> bool:
    """Whether it is given something that the stack does not have, which may let it assume roles."""
    return any(means.open for means in rising.reach.means(actor.node)) if actor.node else True


def _is_for_something_else(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether both are called by whose they are, and not the same; of a pipeline, not even by what they do.

    Who deploys is let into much. Of that counts what another was given as well, which shows how it was meant.
    """
    target = edge.target
    if not is_called_otherwise(actor, target) or is_named_after(target, actor):
        return False
    if words_of(actor) <= helper_words() or words_beyond_house(actor, target) <= helper_words():
        return False
    if is_deployer(actor) and not is_workloads(actor, rising):
        others = (other for other in names_of_trust(target, rising) if other is not actor)
        return shares_no_word(actor, target) and any(is_given(other, target) for other in others)
    return is_workloads(actor, rising)


def _is_there_to_assume(actor: Actor, rising: Rising) -> bool:
    """Whether it has no other rights, or several roles let it in so."""
    return is_named_by_many(actor, rising) or not any(True for _ in gains(None, actor, WEIGHTS))
