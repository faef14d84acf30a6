"""This is where it is told what several trusts give in a row, each of which names the role before it.

Whoever wrote the last of them meant the role that stands there, and not whom the first one lets in, who is there for
something else. Nobody gave the first role the right to go on, nor the last but one. Roles that are all called after one
company are not alike for that. Source: AWS STS API Reference, "AssumeRole"; read 2026-12.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from daypass.data.helper_words import helper_words
from daypass.graph.becoming.edges import Edge
from daypass.graph.consumers import Consumers
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_named_after, words_of, words_of_target, words_of_thing
from daypass_policies.escalating.takeovers.gaining import HEAVY, WEIGHTS, Gain, every_gained, gains
from daypass_policies.escalating.takeovers.trust_alone import (
    MANY,
    is_given,
    is_left_to_trust,
    is_named_by_many,
    is_there_for_many,
    names_of_trust,
)
from daypass_policies.escalating.takeovers.workers import is_workloads
from daypass_policies.trusting.trust import is_trusted_by_name

OF_ACCESS: Final = frozenset(
    (
        *("access", "admin", "edit", "editor", "read", "reader", "update", "updater"),
        *("user", "view", "viewer", "write", "writer"),
    )
)
"""Words that say what a role may do to a thing, and not whose it is: one application has a reader and a writer."""


def gained_over_trusts(way: Sequence[Edge], actor: Actor, rising: Rising) -> Gain | None:
    """What a workload gets at the end of such a way, where that is called otherwise."""
    if not _is_left_to_trusts(way, actor, rising) or not has_work(actor, rising):
        return None
    target = way[-1].target
    if is_named_after(target, actor) or _is_named_to_many(way[-1], rising) or is_named_by_many(actor, rising):
        return None
    shared = frozenset.intersection(*(words_of_target(edge.target) for edge in way))
    own, theirs = words_of(actor) - shared - OF_ACCESS, words_of_target(target) - shared - OF_ACCESS
    if not own.isdisjoint(theirs) or any(words <= helper_words() for words in (own, theirs)):
        return None
    found = every_gained(actor, target, rising, HEAVY)
    return next((one for one in found if own.isdisjoint(words_of_thing(one.resource))), None)


def has_work(actor: Actor, rising: Rising) -> bool:
    """Whether it does something else: it may, or something of its own runs as it. Else it is there to assume roles."""
    uses = rising.reach.stack.once(Consumers).by_role.get(actor.resource.urn, ())
    return any(use.own for use in uses) or any(True for _ in gains(None, actor, WEIGHTS))


def _is_left_to_trusts(way: Sequence[Edge], actor: Actor, rising: Rising) -> bool:
    """Whether each trust names the one before, and nobody gave the right for the first of the steps, or the last."""
    before = rising.actors.by_urn.get(way[-1].source.key)
    if len(way) < 2 or before is None or not is_workloads(actor, rising):  # noqa: PLR2004 - one step is trust_alone's
        return False
    are_named = all(is_trusted_by_name(edge.target.resource, edge.source.arn) for edge in way)
    return are_named and is_left_to_trust(way[0], actor, rising) and is_left_to_trust(way[-1], before, rising)


def _is_named_to_many(edge: Edge, rising: Rising) -> bool:
    """Whether the trust names several who were not given the right, whatever they are called: so its owner gives."""
    entering = (one for one in names_of_trust(edge.target, rising) if not is_given(one, edge.target))
    return is_there_for_many(edge.target, rising) or sum(1 for _ in islice(entering, MANY)) >= MANY
