"""This is where it is told which user has sessions made that are called as the policy of a resource asks.

Whoever may have a token made for a federated user (`sts:GetFederationToken`) says how that one is called, as far as the
names in the resource of the right go. Such a session may what its maker may and was passed on, and besides that what
the policy of a resource gives to the one that is called so. Only users ask for such tokens: a role's session cannot.
Sources: IAM User Guide, "Permissions for GetFederationToken" and "AWS JSON policy elements: Principal" (federated user
principals); STS API Reference, "GetFederationToken"; read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.graph.becoming.callers import account_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.ways import USER
from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.principal import Principal
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.open_policies import OpenPolicy, policies_naming
from daypass_policies.escalating.entrances.opened import Opened, may, may_at_all, was_given
from daypass_policies.escalating.entrances.saying import UNSAID, hands_out, is_its_own
from daypass_policies.escalating.rising import Rising

_MAKES: Final = "sts:GetFederationToken"
_FEDERATED: Final = "federated-user/"


def makes_itself_federated(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What a user is let do by the name of a session that it has made, and may not do itself.

    Who is there to hand out the sessions of many says whose each is, and who is called so itself says who it is.
    """
    naming = rising.reach.stack.once(policies_naming, _FEDERATED) if may_at_all(actor, _MAKES) else ()
    if not naming or actor.node is None or actor.node.kind != USER or hands_out(actor.node, rising):
        return
    for one in naming:
        for arn in one.values:
            answer = may(actor, _MAKES, arn)
            is_others = not is_its_own(actor, arn.rpartition(_FEDERATED)[2]) and account_of(arn) == actor.node.account
            if answer.possible and is_others and _opens(one, arn, actor, rising):
                words = f"have a session made that is called as the policy of {one.by.name!r} asks{one.quoted}"
                yield Opened(_MAKES, words, answer)
                if answer.is_certain:
                    return  # who may do so with very many is told of one


def _opens(policy: OpenPolicy, arn: str, actor: Actor, rising: Rising) -> bool:
    """Whether the policy lets in the session, and the holder may not do that itself."""
    if was_given(actor, policy.action, policy.thing, rising) or any(policy.lets(one, UNSAID) for one in actor.means):
        return False
    return any(policy.lets(_federated(one, arn), UNSAID) for one in actor.means)


def _federated(means: Means, arn: str) -> Means:
    """As whom the session of this ARN asks."""
    try:
        principal = Principal.parse(arn)
    except MalformedRequest:
        return means  # nobody is called so
    parsed = Arn.parse(arn)
    values = {"aws:principalarn": arn, "aws:principaltype": "FederatedUser"}
    values["aws:userid"] = f"{parsed.account if parsed else ''}:{principal.name}"
    return means.as_caller(replace(means.caller, principal=principal, facts=means.caller.facts.and_(Facts(values))))
