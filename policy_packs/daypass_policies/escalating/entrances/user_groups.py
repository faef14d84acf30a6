"""This is where it is told who puts users into a group of a user pool, and so gives them the role of the group.

Whoever may add a user to one group of the pool may add any user to any: IAM asks about the pool alone. An identity pool
hands out the group's role by the token of the user, who has whatever that role may do. Sources: Service Authorization
Reference, "Amazon Cognito User Pools"; Amazon Cognito Developer Guide, "Adding groups to a user pool" and "Using
role-based access control"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.consumers import Consumers
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.entrances.pool_users import OfUsers, of_users
from daypass_policies.escalating.rising import Rising
from daypass_policies.trusting.user_pools import UserPool, UserPools

_ADDS: Final = "cognito-idp:AdminAddUserToGroup"
_USER_GROUP: Final = "user group"
_NOT_MADE: Final = UserPool("")
_KINDS: Final[Mapping[str, str]] = {
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": "roleMappings[].type",
    "aws-native:cognito:IdentityPoolRoleAttachment": "roleMappings.*.type",
}
"""Where identity pools say how a role is chosen."""

_BY_GROUP: Final = "Token"


def joins(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The groups into which a workload puts whom it likes, where their role gives what it was not given."""
    groups = rising.reach.stack.once(_groups, rising)
    for group in groups if groups and has_by_itself(actor, _ADDS) else ():
        answer = may(actor, _ADDS, group.pool, group.brings)
        if answer.possible and group.gives_more(actor):
            words = f"put whom it likes into a group of users that get role {group.role.name!r}"
            yield Opened(_ADDS, words, answer, as_another=True)


def _groups(stack: Stack, rising: Rising) -> tuple[OfUsers, ...]:
    """Those of a stack whose role is entered with a token of an identity pool."""
    every = (use for use in stack.once(Consumers).every_use if use.noun == _USER_GROUP)
    uses = sorted(every, key=lambda use: (use.consumer.urn, use.role))
    if not uses or not _chooses_by_token(stack):
        return ()
    found = (of_users(_pool(use.consumer, stack), use.role, rising) for use in uses)
    return tuple(group for group in found if group)


def _chooses_by_token(stack: Stack) -> bool:
    """Whether an identity pool of the stack may go by groups: by the token, or where it has none that can be seen."""
    found = [texts_at(one.state, _KINDS[one.type]) for one in stack.of_type(*_KINDS)]
    return not found or any(each.unknown or _BY_GROUP in each.texts for each in found)


def _pool(group: Resource, stack: Stack) -> UserPool:
    try:
        return stack.once(UserPools).of(group) or _NOT_MADE
    except Undecided:
        return _NOT_MADE
