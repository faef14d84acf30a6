"""This is where it is told what somebody gets who picks the policy that a state machine gives to them.

The role of such a machine may be held to some policies (`iam:PolicyARN`), and the input names one of these, and whom it
is given to. So its sender takes the one that gives the most, whatever all of them are called: whoever was given the
machine was given the weakest. Where it may give but one, that is what it is there for. So it is with a tag for which
their policies ask, and of which the input says the value. Sources: IAM API Reference, "AttachRolePolicy" and the like,
"TagRole"; IAM User Guide, "Controlling access to and for IAM users and roles using tags"; Service Authorization
Reference, "AWS Identity and Access Management (IAM)" (`iam:PolicyARN`); read 2026-12.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.identity_edits import WHICH_POLICY
from daypass.graph.becoming.anything.attachable import values_of
from daypass.graph.becoming.callers import ANY, thing_arn
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.steering.commands.granting import GRANTING, Granting, granting_of
from daypass.graph.managed import DOCUMENTS, POLICY_KINDS, ManagedPolicies, PolicyFound
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.tags.retagging import REQUEST_TAG, names_of_tags, retaggings
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.coding import by_code
from daypass_policies.escalating.takeovers.gaining import HEAVY, WEIGHTS, Gain
from daypass_policies.escalating.takeovers.giving_away import GivenAway, given_away
from daypass_policies.escalating.takeovers.receiving import (
    Receiver,
    may_be_given,
    more_tagged,
    more_with,
    receivers,
    with_policy,
)


class GivenToThem(NamedTuple):
    """A policy that the machine may give to somebody, and what they may do `more` once they have it.

    `unknown` says what may still keep it from being given, or is not known of what it says.
    """

    whom: Node
    action: str
    more: tuple[Gain, ...]
    unknown: tuple[Untold, ...] = ()


def picked(edge: Edge, role: Node, actor: Actor, rising: Rising) -> Gain | None:
    """That over this step the role may give them a policy that counts."""
    certain = (one for one in _picked(edge, role, actor, rising) if not one.unknown)
    own = (Gain(one.action, one.whom.arn, "change") for one in certain)
    others = (one.gain for one in _given_to_others(edge, role, actor, rising) if not one.unknown)
    return next(chain(own, others), None)


def unpicked(edge: Edge, actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What keeps from knowing that none is given to them so."""
    every = rising.steps(edge.target) if not GRANTING.isdisjoint(edge.paths) else ()
    counting = (runs for runs in every if runs.how == "runs as" and by_code(actor, edge, runs, rising))
    each = (_unknown(edge, runs.target, actor, rising) for runs in counting)
    return next(filter(None, each), ())


def _unknown(edge: Edge, role: Node, actor: Actor, rising: Rising) -> tuple[Untold, ...]:
    """What may keep the role from giving one, to themselves or to others."""
    own = (one.unknown for one in _picked(edge, role, actor, rising))
    others = (one.unknown for one in _given_to_others(edge, role, actor, rising))
    return next(filter(None, chain(own, others)), ())


def _picked(edge: Edge, role: Node, actor: Actor, rising: Rising) -> Iterator[GivenToThem]:
    """What counts of all that they may have given to themselves."""
    each = _here(edge)
    for action, named, pattern in dict.fromkeys((one.action, one.whom, one.policy) for one in each if one.policy):
        for whom in receivers(action, named, actor, rising):
            found = [*able(whom, action, pattern, role, actor, rising)]
            yield from (one for one in found if _counts(one, found, actor))
    for action, named, tags in dict.fromkeys((one.action, one.whom, one.tags) for one in each if one.tags):
        for whom in receivers(action, named, actor, rising):
            yield from _tagged(whom, action, tags, role, actor, rising)


def _here(edge: Edge) -> list[Granting]:
    """What the machine gives to which a step leads, as that step says."""
    machine = edge.target.resource
    return [one for one in granting_of(machine) if one.path in edge.paths and one.arn == edge.thing] if machine else []


def _given_to_others(edge: Edge, role: Node, actor: Actor, rising: Rising) -> Iterator[GivenAway]:
    """What counts of all that they may have given to others, whom they name as well."""
    near = (one for one in _here(edge) if one.policy and has_wildcard(one.whom))
    for action, named, pattern in dict.fromkeys((one.action, one.whom, one.policy) for one in near):
        for policy in _policies(role, action, rising):
            arn = policy.arn or _written_arn(policy, rising)
            if policy.document and meets(pattern, arn) != "no":
                unknown = (Untold.of(policy.policy, "arn"),) if policy.policy and has_wildcard(arn) else ()
                said = "" if unknown else arn
                for one in given_away(action, named, said, policy.document, role, actor, rising):
                    yield one._replace(unknown=(*one.unknown, *unknown))


def able(whom: Receiver, action: str, pattern: str, role: Node, actor: Actor, rising: Rising) -> Iterator[GivenToThem]:
    """Each policy that fits what the input may say, and that the role may give to them."""
    for policy in _policies(role, action, rising):
        arn = policy.arn or _written_arn(policy, rising)
        unknown = (Untold.of(policy.policy, "arn"),) if policy.policy and has_wildcard(arn) else ()
        if meets(pattern, arn) == "no":
            continue
        answer = may_be_given(whom, action, with_policy("" if unknown else arn), role, actor, rising).under(*unknown)
        if answer.possible and policy.document:
            more = tuple(more_with(policy.document, whom.holder, actor, WEIGHTS))
            yield GivenToThem(whom.node, action, more, answer.unknown if more else ())
        elif answer.possible and policy.policy and policy.fault and policy.fault.awaited:
            yield GivenToThem(whom.node, action, (), (Untold.of(policy.policy, DOCUMENTS[policy.policy.type]),))


def _tagged(
    whom: Receiver, action: str, tags: Sequence[str], role: Node, actor: Actor, rising: Rising
) -> Iterator[GivenToThem]:
    """Each tag that may be put on them so, where they may do more with some value of it."""
    giver = rising.actors.by_urn.get(role.key)
    keys = frozenset().union(*(held.line.keys for means in whom.holder.means for held in means.everything))
    names = (name for name in sorted(names_of_tags(keys)) if ANY in tags or name in map(str.lower, tags))
    means = giver.means if giver else ()
    for tag, value in ((name, value) for name in names for value in _values(means, action, name)):
        if more := tuple(more_tagged(tag, value, whom.holder, actor, HEAVY)):
            written = Facts({f"{REQUEST_TAG}{tag}": value})
            asked = (request.and_(written) for one in means for request in retaggings(one, action, (tag,)))
            answer = best(may_be_given(whom, action, request, role, actor, rising) for request in asked)
            if answer.possible:
                yield GivenToThem(whom.node, action, more, answer.unknown)


def _values(every: Sequence[Means], action: str, name: str) -> tuple[str, ...]:
    """What the tag may be: what the conditions of the giver name, where they name anything, else whatever one likes."""
    found = (value for means in every for value in values_of(means, action, f"{REQUEST_TAG}{name}"))
    return tuple(dict.fromkeys(value for value in found if value not in _ASKED_WHETHER)) or (ANY,)


_ASKED_WHETHER: Final = ("true", "false")
"""What a condition names that asks whether there is such a tag (`Null`)."""


def _counts(one: GivenToThem, every: Sequence[GivenToThem], actor: Actor) -> bool:
    """Whether it gives a secret or a change, or what another does not give even to read; also where it is not known.

    Where there is but one, what is called like them is their own.
    """
    if not one.more:
        return bool(one.unknown)
    if len(every) == 1:
        return any(gain.weight in HEAVY and not is_called_like(actor, gain.resource) for gain in one.more)
    is_more = any(not other.more and not other.unknown for other in every)
    return is_more or any(gain.weight in HEAVY for gain in one.more)


def _policies(role: Node, action: str, rising: Rising) -> Iterator[PolicyFound]:
    """The managed policies of the stack, and those of AWS that the conditions of the role name."""
    stack = rising.reach.stack
    managed, giver = stack.once(ManagedPolicies), rising.actors.by_urn.get(role.key)
    yield from (managed.itself(policy)[1] for policy in stack.of_type(*POLICY_KINDS))
    texts = (text for means in giver.means for text in values_of(means, action, WHICH_POLICY)) if giver else ()
    for text in dict.fromkeys(texts):
        arn = Arn.parse(text)
        if giver and arn and arn.aws_managed_policy and not has_wildcard(text):
            yield managed.named(giver.resource, text)


def _written_arn(found: PolicyFound, rising: Rising) -> str:
    """The ARN of one of the stack, made of its name where it is not known yet."""
    if found.policy is None:
        return ANY
    return thing_arn(found.policy, POLICY_KINDS[found.policy.type], rising.reach.settings)
