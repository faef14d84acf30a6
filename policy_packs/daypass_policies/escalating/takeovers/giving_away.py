"""This is where it is told what a state machine gives to whomever its starter names, with nobody asked in between.

Who says whom it is given to decides who may do what the policy says, though it is not theirs to give: so it is where
the role of the machine may give it to one of several. So it is with a trust that is written down, and of which the
input says which role's it becomes. What only denies gives nothing, and whom names say to give approvals was asked.
Sources: IAM API Reference, "AttachRolePolicy", "PutRolePolicy" and "UpdateAssumeRolePolicy"; read 2026-12.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.steering.commands.granting import TRUSTS
from daypass.graph.untold import Untold
from daypass.iam.document import EVERYONE, Document
from daypass.iam.glob import filled, has_wildcard, matches
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, patterns
from daypass_policies.escalating.low_trust.approval_words import asks_for_approval, says_approved
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, counts, gains
from daypass_policies.escalating.takeovers.receiving import (
    KINDS,
    Receiver,
    may_be_given,
    more_for_anyone,
    more_with,
    receivers,
    with_policy,
)
from daypass_policies.escalating.takeovers.workers import works_for_itself

_LETTING_IN: Final = ("AWS", "Federated", "CanonicalUser", EVERYONE)
"""Kinds of principals that a trust may name, but for services: to be a service's again gives nobody anything."""


class GivenAway(NamedTuple):
    """To whom (the ARN, or a pattern of them) by which action, and what still may keep it from that."""

    action: str
    whom: str
    unknown: tuple[Untold, ...] = ()

    @property
    def gain(self) -> Gain:
        """The same as what somebody gets."""
        return Gain(self.action, self.whom, "change")


def given_away(
    action: str, named: str, arn: str, document: Document | None, giver: Node, actor: Actor, rising: Rising
) -> Iterator[GivenAway]:
    """To whom an actor has the giver give the policy of this ARN, or the document itself, and who may do more then.

    `named` is their name, with `*` for what the actor says of it. Without a document, whatever it says.
    """
    other = rising.actors.by_urn.get(giver.key)
    if other is None or not _decides(actor, rising):
        return
    kind = next((kind for kind in KINDS if kind in action.lower()), "")
    reached = _reached(other, action, kind, named)
    if not _is_one_of_several(reached):
        return
    own = {one.node.key for one in receivers(action, named, actor, rising)}
    others = sorted(_others(kind, named, reached, rising), key=lambda one: one.node.key)
    for whom in islice(others, MOST):
        answer = may_be_given(whom, action, with_policy(arn), giver, actor, rising)
        if whom.node.key in own or not answer.possible:
            continue
        if document is None or _gives_anothers(_more(action, document, whom, actor), actor):
            yield GivenAway(action, whom.node.arn, answer.unknown)
    if len(others) > MOST:
        yield GivenAway(action, named, (TOO_MUCH,))
    if action != TRUSTS and (document is None or _gives_anothers(more_for_anyone(document, actor, HEAVY), actor)):
        yield from _to_those_of_elsewhere(action, arn, reached, other, actor)


def _decides(actor: Actor, rising: Rising) -> bool:
    """Whether it is a workload, and not one that asks for approvals or gives them, as its name says."""
    name = actor.node.name if actor.node else ""
    return works_for_itself(actor, rising) and not (asks_for_approval(name) or says_approved(name))


def _reached(giver: Actor, action: str, kind: str, named: str) -> tuple[str, ...]:
    """The patterns of its rights that are about somebody of this name, below whatever path."""
    every, of_kind = patterns(giver, action), f"arn:{ANY}:iam::{ANY}:{kind}/{ANY}"
    near = (one for one in every if meets(one, of_kind) != "no")
    return tuple(one for one in near if meets(one.rpartition("/")[2], named) != "no")


def _is_one_of_several(reached: Sequence[str]) -> bool:
    return len(reached) > 1 or any(map(has_wildcard, reached))


def _others(kind: str, named: str, reached: Sequence[str], rising: Rising) -> Iterator[Receiver]:
    """Those of the stack that the giver reaches and that have this name."""
    for one in rising.actors.each:
        node = one.node
        if node is None or node.kind != kind or not node.arn or not matches(named, node.arn.rpartition("/")[2]):
            continue
        if any(matches(pattern, node.arn) for pattern in reached):
            yield Receiver(node, one)


def _to_those_of_elsewhere(
    action: str, arn: str, reached: Sequence[str], giver: Actor, actor: Actor
) -> Iterator[GivenAway]:
    """The same of those whom the stack does not have, and a pattern takes in."""
    for pattern in filter(has_wildcard, reached):
        whom, asked = filled(pattern, PROBE), with_policy(arn)
        answer = best(means.on(action, whom, asked) for means in giver.means)
        if answer.possible and not may(actor, action, whom, asked).possible:
            yield GivenAway(action, pattern, answer.unknown)


def _gives_anothers(more: Iterator[Gain], actor: Actor) -> bool:
    """Whether any of it is not called like the actor, whose own it would be."""
    return any(not is_called_like(actor, gain.resource) for gain in more)


def _more(action: str, document: Document, whom: Receiver, actor: Actor) -> Iterator[Gain]:
    """What they may do with the policy, or somebody has whom the trust lets in, if that is anybody but a service."""
    if action != TRUSTS:
        yield from more_with(document, whom.holder, actor, HEAVY)
    elif _lets_somebody_in(document):
        yield from filter(counts, gains(actor, whom.holder, HEAVY))


def _lets_somebody_in(trust: Document) -> bool:
    """Whether it does for certain. What is not known yet of a definition keeps the whole of it from being read."""
    for statement in trust.statements:
        try:
            if statement.effect == "Allow" and not (statement.principals or {}).keys().isdisjoint(_LETTING_IN):
                return True
        except Undecided:
            continue
    return False
