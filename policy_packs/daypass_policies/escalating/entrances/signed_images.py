"""This is where it is told who signs, before anybody looked, the images that a cluster lets run.

A policy of admission (of Kyverno, or Sigstore's policy controller) may let in images alone that a key of KMS signed:
then it is the signature that says that an image was released, whoever pushes it. What pull requests or any branch may
sign as well says so of everything. Sources: Kyverno, "Verify Images Rules" (`attestors.entries.keys.kms`,
`validationFailureAction`); Sigstore, "Policy Controller" (`authorities.key.kms`) and "KMS" (`awskms:///`); read
2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.facts import NOTHING
from daypass.graph.leaves import text_of, within
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.key_policies import let_by_key
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all
from daypass_policies.escalating.low_trust.unreviewed import entered_by
from daypass_policies.escalating.rising import Rising

_SIGNS: Final = "kms:Sign"
_PUSHES: Final = "ecr:PutImage"
_ADMITTING: Final = tuple(
    f"kubernetes:{group}/" for group in ("kyverno.io", "policies.kyverno.io", "policy.sigstore.dev")
)
"""How the types of policies begin that say which images run."""

_KEY: Final = "awskms:///"
_ONLY_TELLS: Final = ("Audit", "warn")
"""What a policy says that lets everything run, and tells of it."""


class _Admitted(NamedTuple):
    """A key by its ARN, and the policy that lets in what it signed."""

    key: str
    by: Resource


def signs_images(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The keys with which whoever comes before anybody looked signs images that they push."""
    stack = rising.reach.stack
    if not (has_by_itself(actor, _SIGNS) and may_at_all(actor, _PUSHES)) or not entered_by(actor, stack):
        return
    for one in stack.once(_admitted):
        answer = joined(may(actor, _SIGNS, one.key), let_by_key(actor, _SIGNS, one.key, NOTHING, rising))
        yield Opened(_SIGNS, f"sign before anybody looked what policy {one.by.name!r} of a cluster lets run", answer)


def _admitted(stack: Stack) -> tuple[_Admitted, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    each = sorted((one for one in stack.resources if one.type.startswith(_ADMITTING)), key=lambda one: one.urn)
    return tuple(key for one in each for key in _keys(one))


def _keys(policy: Resource) -> Iterator[_Admitted]:
    texts = [text_of(one) for one in within(dict(policy.declared.raw))]
    if any(text in _ONLY_TELLS for text in texts):
        return
    for text in texts:
        key = text.removeprefix(_KEY)
        if text.startswith(_KEY) and Arn.parse(key):
            yield _Admitted(key, policy)
