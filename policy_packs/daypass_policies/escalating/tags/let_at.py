"""This is where it is told who puts on a thing the tag by which alone its policy lets them at it.

The policy of a key, a secret or a bucket may name a role and hold it to what carries a tag: to one of the role's own,
or to what somebody has released. Who may also put that tag on is held to nothing. What a policy says to everyone is for
whoever sets the tag to release, and no way of that one's own. Sources: IAM User Guide, "Controlling access to AWS
resources using tags" (`aws:ResourceTag`); Amazon S3 User Guide, "Categorizing your objects using tags" and "Tagging and
access control policies" (`s3:ExistingObjectTag`); AWS KMS Developer Guide, "ABAC for AWS KMS" ("permission to manage
tags and aliases is now an access control permission"); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.data.tagging_actions import tagging_action
from daypass.graph.becoming.anything.tagging import OBJECT_TAG, RESOURCE_TAG, requests_for
from daypass.graph.becoming.anything.unnamed import untagged
from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.glob import filled
from daypass.iam.variables import Template, as_text
from daypass.model.resource import Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, keys_asked, open_policies
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import Gain, counts, weight_of

_OBJECTS: Final = "s3"
_VARIABLE: Final = "${"
_MOST: Final = 8
"""Values of one tag that are tried: each is a question of its own."""


class _Held(NamedTuple):
    """What a policy lets a role do to a thing that carries a tag; `start` is how the condition key begins."""

    policy: OpenPolicy
    start: str
    tag: str

    def carrying(self, value: str) -> Facts:
        """What the thing brings along once it carries the tag, by whatever name of the key."""
        starts = {self.start, f"aws:{RESOURCE_TAG}", f"{self.policy.service}:{RESOURCE_TAG}"}
        return Facts({f"{start}{self.tag.lower()}": value for start in starts})


def tags_what_it_is_let_at(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The things of the stack that it is let at by their policies once it has tagged them, and not before."""
    things = rising.reach.stack.once(HeldToTags)
    for held in things.of(actor):
        policy = held.policy
        arn = Arn.parse(policy.thing)
        puts, has = tagging_action(arn.service, arn.resource) if arn else None, things.has(policy)
        if puts and has is not None and not is_called_like(actor, policy.thing):
            answer = best(_once_tagged(means, held, puts, has) for means in actor.means)
            words = f"tag what a policy lets it at by a tag alone, and so do what it was not given{policy.quoted}"
            yield Opened(puts, words, answer)


class HeldToTags:
    """What the policies of a stack's things let roles do that they name, by tags of the things."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._by_role = grouped((role, one) for one in _each(stack) for role in one.policy.roles)

    def of(self, actor: Actor) -> tuple[_Held, ...]:
        """Those that name a role, or its sessions."""
        node = actor.node
        return self._by_role.get((node.account, node.arn.rpartition("/")[2]), ()) if node else ()

    def has(self, policy: OpenPolicy) -> Facts | None:
        """What the thing brings along as it is; None for one that the stack does not have.

        Objects of a bucket are as whoever wrote them left them: those that nobody tagged carry no tag.
        """
        if policy.service == _OBJECTS:
            return untagged(_OBJECTS)
        thing = self._by_arn.get(policy.thing)
        starts = (f"aws:{RESOURCE_TAG}", f"{policy.service}:{RESOURCE_TAG}")
        return tag_facts(thing, *starts) if thing else None

    @cached_property
    def _by_arn(self) -> Mapping[str, Resource]:
        arns = ((text_of(bare(said(one, "arn"))), one) for one in self._stack.resources)
        return {arn: one for arn, one in arns if arn}


def _each(stack: Stack) -> Iterator[_Held]:
    for key in sorted(stack.once(keys_asked)):
        prefix, slash, tag = key.partition("/")
        start = f"{prefix}{slash}"
        if tag and start.endswith((RESOURCE_TAG, OBJECT_TAG)):
            held = (_Held(one, start, _written(one, key)) for one in open_policies(stack, key) if one.thing)
            yield from filter(_matters, held)


def _written(policy: OpenPolicy, key: str) -> str:
    """The name of the tag as the policy writes it, since what may be put on can be held to names in one case."""
    every = (one.key for each in policy.document.statements if each.is_fully_known for one in each.conditions)
    return next(one for one in every if one.lower() == key).partition("/")[2]


def _matters(held: _Held) -> bool:
    """Whether it is of a few, and weighs; of what is in buckets the objects have tags of their own."""
    policy = held.policy
    weight = weight_of(policy.action)
    is_on_such = (policy.service == _OBJECTS) == held.start.endswith(OBJECT_TAG)
    return is_on_such and not policy.is_for_all and bool(weight and counts(Gain(policy.action, policy.thing, weight)))


def _once_tagged(means: Means, held: _Held, puts: str, has: Facts) -> Answer:
    """Whether it is let at the thing once it has put on the tag, and not before."""
    unknown = has.lacks(f"{held.start}{held.tag.lower()}")
    plain = untagged(held.policy.service) if unknown else has
    if held.policy.lets(means, plain):
        return NO
    values = (one for one in _values(held, means) if held.policy.lets(means, plain.and_(held.carrying(one))))
    found = best(_puts_on(means, held, value, puts, plain) for value in values)
    return found.under(unknown) if unknown else found


def _puts_on(means: Means, held: _Held, value: str, puts: str, has: Facts) -> Answer:
    asked = requests_for({held.tag: value}, puts)
    document, thing = held.policy.document, held.policy.thing
    return all_of(let_by(document, means, puts, thing, has.and_(one)) for one in asked)


def _values(held: _Held, means: Means) -> Iterator[str]:
    """Those of the tag by which it is let in; of a variable what that is for this caller."""
    for written in list(dict.fromkeys(held.policy.values))[:_MOST]:
        if _VARIABLE not in written:
            yield filled(written, PROBE)
        elif (tokens := Template.parse(written).resolve(means.caller.facts.context)) is not None:
            yield as_text(tokens)
