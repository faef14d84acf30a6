"""This is where it is told what somebody gets who has a state machine give a policy to themselves.

The policy is written down, and whom it is given to the input says, or what the machine reads: so they name themselves,
or a role that they may assume. Sources: IAM API Reference, "AttachRolePolicy" and "PutRolePolicy", and the like for
users and groups; Service Authorization Reference, "AWS Identity and Access Management (IAM)" (`iam:PolicyARN`,
`iam:PermissionsBoundary`); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from daypass.data.identity_edits import WHICH_POLICY
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import Caller, tag_facts
from daypass.graph.becoming.editing.editable import boundary_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.commands.granting import Policy
from daypass.graph.given import Given
from daypass.graph.managed import DOCUMENTS, ManagedPolicies, document_or_fault
from daypass.graph.permissions import Permissions
from daypass.graph.untold import Untold
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.tags.retagging import PRINCIPAL_TAG
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight, counts, gains, may_too

KINDS: Final = ("role", "user", "group")
"""What the actions that give a policy are called after."""


class Receiver(NamedTuple):
    """Whom somebody may name to have it themselves: the identity that is given it, and the one that may then do it."""

    node: Node
    holder: Actor


def received(policy: Policy, machine: Resource, giver: Node, actor: Actor, rising: Rising) -> Gain | None:
    """That the giver may give it to them, where they may do more once they have it, and cannot give it themselves."""
    document = document_of(policy, machine, rising)
    for whom in receivers(policy.action, policy.named, actor, rising) if document else ():
        given = may_be_given(whom, policy.action, with_policy(policy.arn), giver, actor, rising)
        more = more_with(document, whom.holder, actor, HEAVY) if document and given.is_certain else ()
        if any(not is_called_like(actor, gain.resource) for gain in more):
            return Gain(policy.action, whom.node.arn, "change")
    return None


def receivers(action: str, named: str, actor: Actor, rising: Rising) -> Iterator[Receiver]:
    """As whom they may name themselves, by a name with `*` for what they say of it.

    A role by its name, or one that they may assume, a user also by a group in which they are.
    """
    kind = next((kind for kind in KINDS if kind in action.lower().partition(":")[2]), "")
    own = (Receiver(one.node, actor) for one in (actor, *rising.actors.groups_of(actor)) if one.node)
    for one in (*own, *islice(_assumed(actor, rising), MOST)):
        if one.node.kind == kind and one.node.arn and matches(named, one.node.arn.rpartition("/")[2]):
            yield one


def with_policy(arn: str) -> Facts:
    """What a request brings along that gives the policy of this ARN; nothing where that has none."""
    return Facts({WHICH_POLICY.lower(): arn} if arn else {})


def may_be_given(whom: Receiver, action: str, asked: Facts, giver: Node, actor: Actor, rising: Rising) -> Answer:
    """Whether the giver may give it to them by a request with these facts, and they may not themselves."""
    other, own = rising.actors.by_urn.get(giver.key), rising.actors.by_urn.get(whom.node.key)
    if other is None or own is None or other is whom.holder:
        return Answer(possible=False)
    tags = tag_facts(own.resource, "aws:resourcetag/", "iam:resourcetag/").and_(boundary_facts(own.permissions))
    facts = tags.and_(asked)
    if may(actor, action, whom.node.arn, facts).possible:
        return Answer(possible=False)
    return best(means.on(action, whom.node.arn, facts) for means in other.means)


def more_with(document: Document, holder: Actor, actor: Actor, weights: tuple[Weight, ...]) -> Iterator[Gain]:
    """What of these weights, in their order, the holder may do with it, and neither it nor who becomes it without."""
    given = Given(document, holder.resource, "attached", "")
    own = Permissions(holder.permissions.identity, (given,), bounded=holder.permissions.bounded)
    means = (Means(own, one.caller, one.library) for one in holder.means)
    yield from _beyond(replace(holder, means=tuple(means)), holder, actor, weights)


def more_tagged(name: str, value: str, holder: Actor, actor: Actor, weights: tuple[Weight, ...]) -> Iterator[Gain]:
    """The same once it has a tag of this value, or of whichever it likes where that is a pattern."""
    means = (replace(one, caller=_with_tag(one.caller, f"{PRINCIPAL_TAG}{name}", value)) for one in holder.means)
    yield from _beyond(replace(holder, means=tuple(means)), holder, actor, weights)


def more_for_anyone(document: Document, actor: Actor, weights: tuple[Weight, ...]) -> Iterator[Gain]:
    """The same of somebody whom the stack does not have, as far as the actor may not do it."""
    given = Given(document, actor.resource, "attached", "")
    own = Permissions(actor.permissions.identity, (given,))
    means = (Means(own, one.caller, one.library) for one in actor.means)
    yield from _beyond(replace(actor, means=tuple(means)), actor, actor, weights)


def document_of(policy: Policy, machine: Resource, rising: Rising) -> Document | None:
    """What a policy says that a machine gives; None where that is not known."""
    if policy.arn:
        return rising.reach.stack.once(ManagedPolicies).named(machine, policy.arn).document
    found = document_or_fault(policy.document, "definition", secret=True) if policy.document is not None else None
    return found if isinstance(found, Document) else None


def awaited_of(policy: Policy, machine: Resource, rising: Rising) -> tuple[Untold, ...]:
    """What is not known yet of the policy that a machine gives by its ARN."""
    found = rising.reach.stack.once(ManagedPolicies).named(machine, policy.arn) if policy.arn else None
    if found is None or found.policy is None or not (found.fault and found.fault.awaited):
        return ()
    return (Untold.of(found.policy, DOCUMENTS[found.policy.type]),)


def _with_tag(caller: Caller, key: str, value: str) -> Caller:
    others = {other: said for other, said in caller.facts.values.items() if other != key}
    is_any = has_wildcard(value)
    facts = replace(caller.facts, values=others if is_any else {**others, key: value})
    return replace(caller, facts=replace(facts, open=facts.open | {key}) if is_any else facts)


def _beyond(having: Actor, holder: Actor, actor: Actor, weights: tuple[Weight, ...]) -> Iterator[Gain]:
    found = filter(counts, gains(holder, having, weights))
    yield from (gain for gain in found if holder is actor or not may_too(actor, gain).possible)


def _assumed(actor: Actor, rising: Rising) -> Iterator[Receiver]:
    """The roles that they may assume."""
    for edge in rising.steps(actor.node) if actor.node else ():
        holder = rising.actors.by_urn.get(edge.target.key)
        if edge.how == "assume" and holder:
            yield Receiver(edge.target, holder)
