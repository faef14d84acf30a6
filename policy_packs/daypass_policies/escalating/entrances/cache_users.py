"""This is where it is told who gives themselves all of a cache as the user as which they connect to it.

What a user of MemoryDB or ElastiCache may do stands in its access string, and not in IAM: whoever may change the user
as which they sign in by IAM writes that string. Who makes such users looks after them, and a user that has everything
already gains nothing. Sources: Amazon MemoryDB API Reference, "UpdateUser"; Amazon ElastiCache API Reference,
"ModifyUser"; MemoryDB Developer Guide and ElastiCache User Guide, "Authenticating with IAM"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.rising import Rising


class _Cache(NamedTuple):
    """How users of a service are changed, connect and are made, and what stands before their name in an ARN."""

    changes: str
    connects: str
    makes: str
    before: str


_CACHES: Final = (
    _Cache("memorydb:UpdateUser", "memorydb:Connect", "memorydb:CreateUser", ":user/"),
    _Cache("elasticache:ModifyUser", "elasticache:Connect", "elasticache:CreateUser", ":user:"),
)
_USERS: Final[Mapping[str, str]] = {
    "aws:memorydb/user:User": "userName",
    "aws-native:memorydb:User": "userName",
    "aws:elasticache/user:User": "userId",
    "aws-native:elasticache:User": "userId",
}
"""Type → the property with the name that stands in its ARN."""

_EVERYTHING: Final = frozenset(("~*", "+@all"))
"""What stands in the string of a user that has all keys, and all commands."""


def changes_its_cache_user(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The users as which it connects by their names, and that it changes."""
    for cache in _CACHES:
        if has_by_itself(actor, cache.changes) and not has_by_itself(actor, cache.makes):
            for user in patterns(actor, cache.connects):
                name = user.partition(cache.before)[2]
                if name and not has_wildcard(name) and name not in rising.reach.stack.once(_having_all):
                    words = f"give cache user {name!r}, as which it connects, every command and every key"
                    yield Opened(cache.changes, words, may(actor, cache.changes, user))


def _having_all(stack: Stack) -> frozenset[str]:
    """The names of those of the stack that have everything already."""
    return frozenset(
        text_of(said(one, _USERS[one.type]))
        for one in stack.of_type(*_USERS)
        if set(text_of(said(one, "accessString")).split()) >= _EVERYTHING
    )
