"""This is where it is told who makes a role that the policy of a resource lets in by what it is called.

The policy of a resource may let in all roles of its account whose ARN is like a pattern. Whoever makes roles chooses
their names, and whom they let in: one that is called so reads what nobody gave it. Of the permissions boundary that it
must have a Deny holds it back, and not that it leaves something out: the policy names everybody. A pattern that takes
in all that they may make was meant for those. Sources: IAM User Guide, "AWS global condition context keys"
(`aws:PrincipalArn`) and "Policy evaluation for requests within a single account"; read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.identity_edits import WHOSE_BOUNDARY
from daypass.graph.becoming.anything.boundless import bounded_by
from daypass.graph.becoming.anything.known_policies import KnownPolicies
from daypass.graph.becoming.anything.unnamed import UNBOUND, may_unnamed, texts_of
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.made import called_by_both
from daypass.graph.becoming.callers import made_caller
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import ASSUME, Means
from daypass.graph.becoming.patterns import covers
from daypass.graph.given import Given
from daypass.graph.permissions import Permissions
from daypass.graph.ways import ROLE
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, open_policies
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import HEAVY, weight_of

_MAKES: Final = "iam:CreateRole"
_ARN: Final = "aws:principalarn"


class _Made(NamedTuple):
    """A role of this ARN as somebody makes it: whether they may, and what holds it back."""

    arn: str
    answer: Answer
    bounded: Given | None


def makes_who_is_meant(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The resources that it opens to a role of its own by the name that it gives to that."""
    asking = rising.reach.stack.once(open_policies, _ARN) if has_by_itself(actor, _MAKES) else ()
    for one in asking:
        if (
            one.is_for_all
            and weight_of(one.action) in HEAVY
            and not any(one.lets(means, NOTHING) for means in actor.means)
        ):
            for means in actor.means:
                made = (each for text in one.values for each in _fitting(text, means, rising))
                if found := next((each for each in made if _is_let(one, each, means)), None):
                    words = f"make a role that is called as the policy of {one.by.name!r} asks ({one.action})"
                    yield Opened(_MAKES, words, found.answer)


def _fitting(asked: str, means: Means, rising: Rising) -> Iterator[_Made]:
    """Those that it may make and be, and that are called as this pattern asks."""
    every = f"arn:*:iam::{means.caller.account}:{ROLE}/*"
    written = dict.fromkeys(text for text in texts_of(means, _MAKES) if "${" not in text)
    if not has_wildcard(asked) or not means.caller.account:
        return
    named = (arn for text in written if not covers(asked, text) for arn in called_by_both(text, asked, every))
    for arn in dict.fromkeys(named):
        if means.denies(ASSUME, arn) == "no":
            for fence, bounded in _fences(means, rising):
                answer = may_unnamed(means, _MAKES, arn, fence)
                if answer.is_certain:
                    yield _Made(arn, answer, bounded)


def _fences(means: Means, rising: Rising) -> Iterator[tuple[Facts, Given | None]]:
    """No boundary, then those that the request may name and that are known."""
    yield UNBOUND, None
    policies = rising.reach.stack.once(KnownPolicies, rising.reach.settings)
    for policy in policies.named_by(means, _MAKES, WHOSE_BOUNDARY):
        if policy.given:
            yield bounded_by(policy.arn), replace(policy.given, how="boundary")


def _is_let(policy: OpenPolicy, made: _Made, means: Means) -> bool:
    """Whether the resource lets it in by its name alone, since nothing is given to it besides."""
    permissions = Permissions(means.permissions.identity, bounded=made.bounded)
    return policy.lets(Means(permissions, made_caller(made.arn, ROLE, NOTHING), means.library), NOTHING)
