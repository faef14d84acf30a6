"""This is where it is told which user pool of Cognito a resource speaks of: by its id, or as it depends on it.

Source: Amazon Cognito Identity Pools API Reference, "RoleMapping" and "CognitoIdentityProvider"; read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare

CLIENTS: Final = (
    "aws:cognito/userPoolClient:UserPoolClient",
    "aws:cognito/managedUserPoolClient:ManagedUserPoolClient",
    "aws-native:cognito:UserPoolClient",
)
OF_POOL: Final = "userPoolId"
"""The property that says of which pool a client or a group is."""

_POOLS: Final[Mapping[str, Kind]] = {
    "aws:cognito/userPool:UserPool": Kind("user pool", "userpool", "id"),
    "aws-native:cognito:UserPool": Kind("user pool", "userpool", "userPoolId"),
}
_PROVIDER: Final = re.compile(r"(?:https://)?cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/(?P<id>[^:/]+)(?::.*)?")


class UserPool(NamedTuple):
    """`id` is "" where it is not known yet; `resource` is None where the stack does not have the pool."""

    id: str
    resource: Resource | None = None

    @property
    def key(self) -> str:
        """What tells it from others."""
        return self.resource.urn if self.resource else self.id

    def arn(self, account: str) -> str:
        """Its ARN, else one made of what is known, for an account ("" for any)."""
        arn = text_of(said(self.resource, "arn")) if self.resource else ""
        return arn if Arn.parse(arn) else f"arn:*:cognito-idp:*:{account or ANY}:userpool/{self.id or PROBE}"


class UserPools:
    """Those of a stack, and those that it names."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._names = stack, Names.of(stack.resources, _POOLS)

    def of(self, by: Resource) -> UserPool | None:
        """The pool of a client or a group; None where it says none. Raises `Undecided` where that is not known yet."""
        if id_ := text_of(said(by, OF_POOL)):
            return self.with_id(by, id_)
        behind = self._names.behind(by, OF_POOL)
        if len(behind) == 1:
            return UserPool("", self._stack.by_urn[behind[0]])
        if bare(said(by, OF_POOL)) is UNKNOWN:
            raise Undecided(OF_POOL)
        return None

    def with_id(self, by: Resource, id_: str) -> UserPool:
        """The pool that somebody means by an id."""
        return UserPool(id_, self._stack.by_urn.get(self._names.named(by, id_).urn))

    def of_provider(self, by: Resource, leaf: Leaf) -> UserPool | None:
        """The pool whose users a provider of an identity pool signs in; None where they are those of somebody else.

        Raises `Undecided` where that is not known yet, and the property depends on no pool, or on several.
        """
        if leaf.value is not UNKNOWN:
            found = _PROVIDER.fullmatch(leaf.value) if isinstance(leaf.value, str) else None
            return self.with_id(by, found["id"]) if found else None
        key = re.split(r"[.\[]", leaf.path, maxsplit=1)[0]
        behind = {urn: UserPool("", self._stack.by_urn[urn]) for urn in self._names.behind(by, key)}
        for urn in by.property_dependencies.get(key, ()):
            client = self._stack.by_urn.get(urn)
            if client and client.type in CLIENTS and (pool := self.of(client)):
                behind[pool.key] = pool
        if len(behind) != 1:
            raise Undecided(leaf.path)
        return next(iter(behind.values()))
