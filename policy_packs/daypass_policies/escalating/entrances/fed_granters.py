"""This is where it is told which workload feeds a function that gives rights to whom it is told to, and so to it, too.

The role of the function may give a policy to the workload's own role, and what is written to a table, a queue, a stream
or a bucket is handed to the function. What its code asks nobody here knows, so that this counts where others see to it
who is given what: somebody who writes there, too, is called after approvals, or it is called after what was granted.
Who is called so itself, or alone writes there, is the one that is meant; who is held to some keys of rows, or to some
attributes, was given a part. Sources: IAM API Reference, "AttachRolePolicy", "PutRolePolicy", "UpdateAssumeRolePolicy"
and "AddUserToGroup"; AWS Lambda Developer Guide, "How Lambda processes records from stream and queue-based event
sources"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.records import Records, handed_on
from daypass.graph.becoming.steering.commands.uploads import uploads
from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.words import singular
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.approvals import records_approvals
from daypass_policies.escalating.entrances.opened import Opened, may_at_all
from daypass_policies.escalating.low_trust.approval_words import says_approved
from daypass_policies.escalating.low_trust.approving_records import WRITES, ApprovingRecords
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, counts, gains
from daypass_policies.escalating.takeovers.policy_picking import able
from daypass_policies.escalating.takeovers.receiving import Receiver, may_be_given

_OBJECTS: Final = ("write the object", ("s3:PutObject",))
_OF_ANY: Final = Facts({"dynamodb:leadingkeys": PROBE, "dynamodb:attributes": (PROBE,)})
"""A row with a key and an attribute that nobody named: who is held to some of them was given a part of the table."""

_GRANTED: Final = frozenset(("grant", "granted", "elevation", "entitlement", "jit"))
"""Words, in the singular, by which a table or a queue is called that says who is given what."""

_ATTACHES: Final[Mapping[str, str]] = {"role": "iam:AttachRolePolicy", "user": "iam:AttachUserPolicy"}
_WRITES_POLICY: Final[Mapping[str, str]] = {"role": "iam:PutRolePolicy", "user": "iam:PutUserPolicy"}
_TRUSTS: Final = "iam:UpdateAssumeRolePolicy"
_JOINS: Final = "iam:AddUserToGroup"


class _Feed(NamedTuple):
    """What is handed on, as which roles that is worked on, and who writes it but for these."""

    records: Records
    givers: tuple[Actor, ...]
    words: str
    writers: Mapping[str, tuple[Actor, str, Answer]]


class _Granted(NamedTuple):
    """By which action somebody is given something, and what they may do then; None for whatever there is."""

    action: str
    gain: Gain | None
    unknown: tuple[Untold, ...] = ()


def feeds_granters(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What somebody may write and is given rights for."""
    stack = rising.reach.stack
    if actor.node is None or records_approvals(actor, stack):
        return
    for feed in stack.once(_Feeds, rising).each:
        if actor.resource.urn in feed.writers and _is_seen_to(feed, actor, stack):
            _, action, written = feed.writers[actor.resource.urn]
            for giver in feed.givers:
                if granted := next(_granted(giver, actor, rising), None):
                    yield Opened(action, _says(feed, giver, granted), written.under(*granted.unknown))


def _says(feed: _Feed, giver: Actor, granted: _Granted) -> str:
    """In words that follow "may"."""
    does = f": {granted.gain}" if granted.gain else ""
    given = f"which may give it what it was not given ({granted.action}{does})"
    return f"{feed.words} that {feed.records.noun} {feed.records.by.name!r} hands to {giver.title}, {given}"


def _is_seen_to(feed: _Feed, actor: Actor, stack: Stack) -> bool:
    """Whether others see to it what is written there."""
    others = [one for one, _, _ in feed.writers.values() if one is not actor]
    return any(records_approvals(one, stack) for one in others) or (bool(others) and _is_of_grants(feed.records))


def _is_of_grants(records: Records) -> bool:
    arn = Arn.parse(records.arn)
    name = arn.resource.removeprefix("table/").removeprefix("stream/") if arn else ""
    words = {*singular(name, "joined")}
    return says_approved(name) or (not _GRANTED.isdisjoint(words) and "request" not in words)


class _Feeds:
    """Those of a stack whose functions may change identities."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._approving = rising, stack.once(ApprovingRecords)
        found = (self._feed(one) for one in (*handed_on(stack), *uploads(stack)))
        self.each: tuple[_Feed, ...] = tuple(one for one in found if one.givers)

    def _feed(self, records: Records) -> _Feed:
        uses = (use for use in self._approving.started(records) if use.consumer.type not in (*MACHINES, *PIPELINES))
        actors = (self._rising.actors.by_urn.get(use.role) for use in uses)
        givers = {one.resource.urn: one for one in actors if one and _may_give(one)}
        writers = self._writers(records, givers) if givers else {}
        words = (_OBJECTS if records.service == "s3" else WRITES.get(records.service, ("write what",)))[0]
        return _Feed(records, tuple(givers.values()), words, writers)

    def _writers(self, records: Records, givers: Mapping[str, Actor]) -> Mapping[str, tuple[Actor, str, Answer]]:
        each = ((one, *self._written(one, records)) for one in self._rising.actors.each)
        return {
            one.resource.urn: (one, action, answer)
            for one, action, answer in each
            if answer.possible and one.resource.urn not in givers
        }

    def _written(self, actor: Actor, records: Records) -> tuple[str, Answer]:
        """How somebody writes there, also as the policy of it lets them."""
        hidden = (Untold.of(records.by, records.hidden),) if records.hidden else ()
        ways = (
            (_OBJECTS,)
            if records.service == "s3"
            else (WRITES.get(records.service),)
            if records.arn
            else WRITES.values()
        )
        facts = _OF_ANY if records.service == "dynamodb" else NOTHING
        means = self._rising.reach.means(actor.node) if actor.node else ()
        found = [
            (action, best(_writes(one, action, records, facts) for one in means).under(*hidden))
            for way in ways
            for action in (way[1] if way else ())
            if means and not actor.has_among_everything(action)
        ]
        certain = next((way for way in found if way[1].is_certain), None)
        return certain or next((way for way in found if way[1].possible), ("", NO))


def _writes(means: Means, action: str, records: Records, facts: Facts) -> Answer:
    """Whether they may, wherever that is while nobody knows it."""
    return means.on(action, records.arn, facts) if records.arn else Answer(possible=means.may(action))


def _may_give(role: Actor) -> bool:
    return any(may_at_all(role, one) for one in (*_ATTACHES.values(), *_WRITES_POLICY.values(), _TRUSTS, _JOINS))


def _granted(giver: Actor, actor: Actor, rising: Rising) -> Iterator[_Granted]:
    """What it may be given that it has not, and that is not called like it, the certain first."""
    each = [*_attached(giver, actor, rising), *_let_in(giver, actor, rising)]
    yield from sorted(each, key=lambda one: bool(one.unknown))


def _attached(giver: Actor, actor: Actor, rising: Rising) -> Iterator[_Granted]:
    if actor.node is None or giver.node is None or actor.node.kind not in _ATTACHES:
        return
    itself, attaches, writes = Receiver(actor.node, actor), _ATTACHES[actor.node.kind], _WRITES_POLICY[actor.node.kind]
    written = may_be_given(itself, writes, NOTHING, giver.node, actor, rising)
    if written.possible:
        yield _Granted(writes, None, written.unknown)
    for one in able(itself, attaches, "*", giver.node, actor, rising):
        gain = next((gain for gain in one.more if _counts(gain, actor)), None)
        if gain or (one.unknown and not one.more):
            yield _Granted(attaches, gain, one.unknown)


def _let_in(giver: Actor, actor: Actor, rising: Rising) -> Iterator[_Granted]:
    """By the trust of a role, or as a member of a group."""
    asked = [(_TRUSTS, "role")] + ([(_JOINS, "group")] if actor.node and actor.node.kind == "user" else [])
    for action, kind in asked:
        others = (one for one in rising.actors.each if one.node and one.node.kind == kind and one not in (giver, actor))
        near = [one for one in others if may_at_all(giver, action)]
        for other in islice(sorted(near, key=lambda one: one.resource.urn), MOST):
            whom = Receiver(other.node, other) if other.node else None
            answer = may_be_given(whom, action, NOTHING, giver.node, actor, rising) if whom and giver.node else NO
            gain = next((one for one in gains(actor, other, HEAVY) if _counts(one, actor)), None)
            if answer.possible and gain:
                yield _Granted(action, gain, answer.unknown)
        if len(near) > MOST:
            yield _Granted(action, None, (TOO_MUCH,))


def _counts(gain: Gain, actor: Actor) -> bool:
    return gain.weight in HEAVY and counts(gain) and not is_called_like(actor, gain.resource)
