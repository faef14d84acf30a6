"""This is where it is told what somebody gets who has a state machine give a policy to themselves.

The policy is written down, and whom it is given to the input says, or what the machine reads: so they name themselves.
Sources: IAM API Reference, "AttachRolePolicy" and "PutRolePolicy", and the like for users and groups; Service
Authorization Reference, "AWS Identity and Access Management (IAM)" (`iam:PolicyARN`); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.data.identity_edits import WHICH_POLICY
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.granting import Policy
from daypass.graph.given import Given
from daypass.graph.managed import ManagedPolicies, document_or_fault
from daypass.graph.permissions import Permissions
from daypass.iam.document import Document
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, counts, gains

_KINDS: Final = ("role", "user", "group")


def received(policy: Policy, machine: Resource, giver: Node, actor: Actor, rising: Rising) -> Gain | None:
    """That the giver may give it to them, where they may do more once they have it, and cannot give it themselves."""
    document, other = _document(policy, machine, rising), rising.actors.by_urn.get(giver.key)
    if document is None or other is None or other.is_bounded_elsewhere or not _gives_more(document, actor):
        return None
    for whom in _themselves(policy, actor, rising):
        tags = tag_facts(whom.resource, "aws:resourcetag/", "iam:resourcetag/") if whom.resource else Facts()
        facts = tags.and_(Facts({WHICH_POLICY.lower(): policy.arn} if policy.arn else {}))
        given = best(means.on(policy.action, whom.arn, facts) for means in other.means)
        if given.is_certain and not may(actor, policy.action, whom.arn, facts).possible:
            return Gain(policy.action, whom.arn, "change")
    return None


def _themselves(policy: Policy, actor: Actor, rising: Rising) -> Iterator[Node]:
    """As whom they may name themselves: a role by its name, a user also by a group in which they are."""
    kind = next((kind for kind in _KINDS if kind in policy.action.lower().partition(":")[2]), "")
    own = (one.node for one in (actor, *rising.actors.groups_of(actor)) if one.node)
    return (one for one in own if one.kind == kind and one.arn)


def _document(policy: Policy, machine: Resource, rising: Rising) -> Document | None:
    if policy.arn:
        return rising.reach.stack.once(ManagedPolicies).named(machine, policy.arn).document
    found = document_or_fault(policy.document, "definition", secret=True) if policy.document is not None else None
    return found if isinstance(found, Document) else None


def _gives_more(document: Document, actor: Actor) -> bool:
    """Whether they may read a secret or change something with it that they may not without, and that is not theirs."""
    given = Given(document, actor.resource, "attached", "")
    own = Permissions(actor.permissions.identity, (given,), bounded=actor.permissions.bounded)
    having = replace(actor, means=tuple(Means(own, means.caller, means.library) for means in actor.means))
    found = filter(counts, gains(actor, having, HEAVY))
    return any(not is_called_like(actor, gain.resource) for gain in found)
