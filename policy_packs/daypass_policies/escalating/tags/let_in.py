"""This is where it is told what the policies of things let do whoever carries a tag, and who puts that on themselves.

In one account the policy of a bucket, a key, a secret or a queue is enough: one that lets in everyone who carries a
value of `aws:PrincipalTag/KEY`, or keeps out everyone else, lets in whoever may write it on themselves. Sources: IAM
User Guide, "AWS global condition context keys" (`aws:PrincipalTag`), "Policy evaluation for requests within a single
account" and "Controlling access to and for IAM users and roles using tags" (`aws:RequestTag`, `aws:TagKeys`); read
2026-12.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.unnamed import may_to
from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.callers import resource_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import filled
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, keys_asked, open_policies, unread_policies
from daypass_policies.escalating.tags.opened import own_tag
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG, REQUEST_TAG, retaggings
from daypass_policies.escalating.takeovers.gaining import Gain, counts, weight_of

_MOST: Final = 8
"""Values of one tag that are tried: each is a question of its own."""


class _Open(NamedTuple):
    """What a policy lets do whoever carries these tags, by their names in small letters."""

    policy: OpenPolicy
    tags: Mapping[str, str]

    def gives(self, means: Means) -> bool:
        """Whether it lets this caller do so once they carry the tags, and not as they are."""
        others = NOTHING
        for tag in self.tags:
            others = others.and_(own_tag(means, tag))
        carried = Facts({f"{PRINCIPAL_TAG}{tag}": value for tag, value in self.tags.items()})
        return not self.policy.lets(means, others) and self.policy.lets(means, carried)


class OpenByTags:
    """What the policies of a stack's things let do by tags. Each policy is read once, however many ask."""

    def __init__(self, stack: Stack) -> None:
        self._each = tuple(_each(stack))
        self._unread = stack.once(unread_policies)

    def tags_itself(self, actor: Actor, action: str) -> Answer:
        """Whether it may put on itself, by an action on its own identity, tags by which it is let in as it is not."""
        node = actor.node
        if node is None or node.resource is None or "untag" in action.lower():
            return NO
        own = resource_facts(node.resource, node.account)
        open_ = best(
            all_of(_puts(means, action, node.arn, own, tag, value) for tag, value in one.tags.items())
            for one in self._each
            for means in actor.means
            if one.gives(means)
        )
        return best((open_, *self._unknown(actor, action, node.arn, own)))

    def _unknown(self, actor: Actor, action: str, arn: str, own: Facts) -> Iterator[Answer]:
        """Whether it may put on itself any tag there is, where it is not known yet which one a policy asks for."""
        for means in actor.means if self._unread else ():
            yield _puts(means, action, arn, own, PROBE, PROBE).under(*self._unread)


def _puts(means: Means, action: str, arn: str, own: Facts, tag: str, value: str) -> Answer:
    said = own.and_(Facts({f"{REQUEST_TAG}{tag}": value}))
    return best(may_to(means, action, arn, asked.and_(said)) for asked in retaggings(means, action, (tag,)))


def _each(stack: Stack) -> Iterator[_Open]:
    """By each value of one tag alone, and where several are asked for by the first of each."""
    keys = sorted(key for key in stack.once(keys_asked) if key.startswith(PRINCIPAL_TAG))
    found = ((key.removeprefix(PRINCIPAL_TAG), one) for key in keys for one in open_policies(stack, key))
    by_thing = grouped(((one.by.urn, one.action, one.thing), (tag, one)) for tag, one in found if _matters(one))
    for asked in by_thing.values():
        policy, first = asked[0][1], dict[str, str]()
        for tag, one in asked:
            for value in islice(_values(one), _MOST):
                first.setdefault(tag, value)
                yield _Open(policy, {tag: value})
        if len(first) > 1:
            yield _Open(policy, first)


def _values(policy: OpenPolicy) -> Iterator[str]:
    """Those that somebody may write: what is the caller's own already (`${…}`) is no value."""
    yield from dict.fromkeys(filled(one, PROBE) for one in policy.values if "${" not in one)


def _matters(policy: OpenPolicy) -> bool:
    weight = weight_of(policy.action)
    return policy.is_for_all and bool(weight and counts(Gain(policy.action, policy.thing, weight)))
