"""This is where it is told whether a role may be had by anyone who opens a pull request without harm.

Such roles plan and build previews. What they may become is asked by other rules, of every role. To seal with a key
changes nothing but what is written then: of one that seals what is for tests, no more than that. Source: AWS KMS API
Reference, "GenerateDataKey"; read 2026-12.
"""

from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, counts, gains
from daypass_policies.escalating.takeovers.sealed import used_of
from daypass_policies.trusting.everyday import has_a_policy_elsewhere, hides

_SEALS: Final = ("kms:generatedatakey", "kms:generatedatakey*", "kms:generatedatakeywithoutplaintext", "kms:encrypt")


def is_harmless(role: Resource, stack: Stack, settings: Settings) -> bool:
    """Whether the role reads no secret and changes nothing but what is for tests, and all that it has is known."""
    actor = stack.once(Actors, settings).by_urn.get(role.urn)
    if actor is None or actor.node is None or was_looked_up(role) or not _is_given_something(actor):
        return False
    found = stack.once(Reachability, settings).permissions(actor.node)
    is_hidden = found is None or any(map(hides, found.gaps))
    if is_hidden or actor.broad or has_a_policy_elsewhere(actor.node, stack):
        return False
    return all(_is_to_seal_tests(gain, actor) for gain in gains(None, actor, HEAVY) if counts(gain))


def is_harmful(role: Resource, stack: Stack, settings: Settings) -> bool:
    """Whether the role is known to read a secret or to change something. Between the two is much that is not known."""
    actor = stack.once(Actors, settings).by_urn.get(role.urn)
    return actor is not None and any(
        counts(one) and not _is_to_seal_tests(one, actor) for one in gains(None, actor, HEAVY)
    )


def _is_to_seal_tests(gain: Gain, actor: Actor) -> bool:
    """Whether it is to seal with a key of which it uses what is for tests, and nothing else."""
    if gain.action.lower() not in _SEALS or not actor.sealed:
        return False
    used = [thing for means in actor.means for thing in used_of(means, actor.sealed.by(gain.resource))]
    return bool(used) and all(map(is_for_tests, used))


def _is_given_something(actor: Actor) -> bool:
    return any(held.line.is_allow for means in actor.means for held in means.everything)
