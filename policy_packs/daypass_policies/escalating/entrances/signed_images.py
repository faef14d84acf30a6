"""This is where it is told who signs, before anybody looked, the images that a cluster lets run.

A policy of admission (of Kyverno, or Sigstore's policy controller) may let in images alone that a key of KMS signed:
then it is the signature that says that an image was released, whoever pushes it. What pull requests or any branch may
sign as well says so of everything. A key that is not known yet is the one on which the policy depends.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.kms_keys import ALIAS, key_beside
from daypass.graph.becoming.reading.locks import Lock, Locks
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.image_policies import asked_keys, is_of_images
from daypass_policies.escalating.entrances.key_policies import let_by_lock
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns
from daypass_policies.escalating.low_trust.unreviewed import entered_by
from daypass_policies.escalating.rising import Rising

_SIGNS: Final = "kms:Sign"
_PUSHES: Final = "ecr:PutImage"
_SPEC: Final = "spec"


class _Admitted(NamedTuple):
    """A key by its ARN ("" for whichever), as the stack has it, and the policy that lets in what it signed."""

    key: str
    lock: Lock | None
    by: Resource
    unknown: tuple[Untold, ...]


def signs_images(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The keys with which whoever comes before anybody looked signs images that they push."""
    stack = rising.reach.stack
    if not (has_by_itself(actor, _SIGNS) and may_at_all(actor, _PUSHES)) or not entered_by(actor, stack):
        return
    for one in stack.once(_admitted, rising.reach.settings):
        for key in (one.key,) if one.key else patterns(actor, _SIGNS):
            answer = joined(may(actor, _SIGNS, key), let_by_lock(actor, _SIGNS, one.lock, key, NOTHING))
            words = f"sign before anybody looked what policy {one.by.name!r} of a cluster lets run"
            yield Opened(_SIGNS, words, answer.under(*one.unknown))


def _admitted(stack: Stack, settings: Settings) -> tuple[_Admitted, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    each = sorted((one for one in stack.resources if is_of_images(one)), key=lambda one: one.urn)
    return tuple(key for one in each for key in _keys(one, stack.once(Locks, settings)))


def _keys(policy: Resource, locks: Locks) -> Iterator[_Admitted]:
    asked = asked_keys(policy)
    if asked is None:
        return
    named = {written: locks.named(policy, written) for written in asked.written}
    for written, lock in named.items():
        lost = lock is None and ALIAS in written
        doubts = (Untold.of(policy, _SPEC),) if lost else ()
        yield _Admitted("" if lost else _arn(lock, written), lock, policy, (*asked.unknown, *doubts))
    if asked.missing != 0:
        taken = {lock.place.urn for lock in named.values() if lock}
        behind = policy.property_dependencies.get(_SPEC, ())
        made = {lock.place.urn: lock for urn in behind if (lock := locks.made_as(urn)) and lock.place.urn not in taken}
        doubts = () if len(made) == asked.missing else (Untold.of(policy, _SPEC),)
        for lock in made.values():
            yield _Admitted(_arn(lock, PROBE), lock, policy, (*asked.unknown, *doubts))
        if not made and (asked.missing or not behind):
            yield _Admitted("", None, policy, (*asked.unknown, *doubts))


def _arn(lock: Lock | None, written: str) -> str:
    return lock.arn if lock and lock.arn else key_beside("", written)
