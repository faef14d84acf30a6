"""This is where it is told who puts users into a group of a user pool, and so gives them the role of the group.

Whoever may add a user to one group of the pool may add any user to any: IAM asks about the pool alone. An identity pool
hands out the group's role by the token of the user, who has whatever that role may do. Sources: Service Authorization
Reference, "Amazon Cognito User Pools"; Amazon Cognito Developer Guide, "Adding groups to a user pool" and "Using
role-based access control"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.escalation_paths import PROBE
from daypass.graph.becoming.assuming.trusts import OF_POOLS, is_for_pools
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.gaining import WEIGHTS, gains
from daypass_policies.escalating.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising

_ADDS: Final = "cognito-idp:AdminAddUserToGroup"
_USER_GROUP: Final = "user group"
_POOL: Final = "userPoolId"
_POOLS: Final[Mapping[str, Kind]] = {
    "aws:cognito/userPool:UserPool": Kind("user pool", "userpool", "id"),
    "aws-native:cognito:UserPool": Kind("user pool", "userpool", "userPoolId"),
}
_KINDS: Final[Mapping[str, str]] = {
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": "roleMappings[].type",
    "aws-native:cognito:IdentityPoolRoleAttachment": "roleMappings.*.type",
}
"""Where identity pools say how a role is chosen."""

_BY_GROUP: Final = "Token"
_NOBODYS: Final = Facts(absent=frozenset({f"{OF_POOLS}:sub"}))
"""What is given for the user's own id names nothing for a user that is nobody: each user has the same of their own."""


class Group(NamedTuple):
    """The pool of a group by its ARN, with what a request to it brings along, and the role that the group gives.

    `anyone` is that role as any of its users has it.
    """

    pool: str
    brings: Facts
    role: Node
    anyone: Actor


def joins(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The groups into which a workload puts whom it likes, where their role gives what it was not given."""
    groups = rising.reach.stack.once(_groups, rising)
    for group in groups if groups and has_by_itself(actor, _ADDS) else ():
        answer = may(actor, _ADDS, group.pool, group.brings)
        if answer.possible and _is_of_account(actor, group) and _gives_more(actor, group):
            words = f"put whom it likes into a group of users that get role {group.role.name!r}"
            yield Opened(_ADDS, words, answer)


def _is_of_account(actor: Actor, group: Group) -> bool:
    """Its own policies alone let nobody into a pool of another account."""
    own = {means.caller.account for means in actor.means}
    return bool(own & {group.role.account, ""}) or not group.role.account


def _gives_more(actor: Actor, group: Group) -> bool:
    """Whether any user of the role may do something that counts and that the workload may not do already."""
    is_its_own = actor.resource.urn == group.role.key
    return not is_its_own and any(True for _ in gains(actor, group.anyone, WEIGHTS))


def _as_nobody(means: Means) -> Means:
    return means.as_caller(replace(means.caller, facts=means.caller.facts.and_(_NOBODYS)))


def _groups(stack: Stack, rising: Rising) -> tuple[Group, ...]:
    """Those of a stack whose role is entered with a token of an identity pool."""
    every = (use for use in stack.once(Consumers).every_use if use.noun == _USER_GROUP)
    uses = sorted(every, key=lambda use: (use.consumer.urn, use.role))
    if not uses or not _chooses_by_token(stack):
        return ()
    pools = Names.of(stack.resources, _POOLS)
    found = (_group(use.consumer, use.role, stack, pools, rising) for use in uses)
    return tuple(group for group in found if group)


def _chooses_by_token(stack: Stack) -> bool:
    """Whether an identity pool of the stack may go by groups: by the token, or where it has none that can be seen."""
    found = [texts_at(one.state, _KINDS[one.type]) for one in stack.of_type(*_KINDS)]
    return not found or any(each.unknown or _BY_GROUP in each.texts for each in found)


def _group(group: Resource, role: str, stack: Stack, pools: Names, rising: Rising) -> Group | None:
    trust, other = rising.reach.trusts.by_urn.get(role), rising.actors.by_urn.get(role)
    if trust is None or not any(map(is_for_pools, trust.for_tokens)):
        return None
    if other is None or other.is_bounded_elsewhere:
        return None
    anyone = replace(other, means=tuple(map(_as_nobody, other.means)))
    id_ = text_of(said(group, _POOL))
    behind = pools.behind(group, _POOL)
    urn = pools.named(group, id_).urn if id_ else behind[0] if len(behind) == 1 else ""
    pool = stack.by_urn.get(urn)
    arn = text_of(said(pool, "arn")) if pool else ""
    known = arn if Arn.parse(arn) else f"arn:*:cognito-idp:*:{trust.node.account or ANY}:userpool/{id_ or PROBE}"
    return Group(known, tag_facts(pool, "aws:resourcetag/") if pool else NOTHING, trust.node, anyone)
