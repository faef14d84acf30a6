"""This is where it is told as which roles the APIs of a stack act for whoever brings a token of a user pool.

An authorizer says whose tokens an API takes, an integration which function that then calls. Source: API Gateway
Developer Guide, "Control access to HTTP APIs with JWT authorizers" and "Control access to REST APIs using Amazon
Cognito user pools as an authorizer"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.entrances.served_apis import Served, ServedApis, once, walked
from daypass_policies.escalating.rising import Rising
from daypass_policies.trusting.user_pools import UserPool, UserPools

_ISSUERS: Final[Mapping[str, str]] = {
    "aws:apigatewayv2/authorizer:Authorizer": "jwtConfiguration.issuer",
    "aws-native:apigatewayv2:Authorizer": "jwtConfiguration.issuer",
    "aws:apigateway/authorizer:Authorizer": "providerArns[]",
    "aws-native:apigateway:Authorizer": "providerArns[]",
}
"""Type of what says whose tokens an API takes → where it says so."""


class ServedPools:
    """The pools whose tokens the APIs of a stack take."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._pools, self._served = stack, stack.once(UserPools), stack.once(ServedApis, rising)
        self._by_pool = grouped(self._each())

    def of(self, pool: UserPool | None) -> tuple[Served, ...]:
        """As which roles APIs act for who has a token of this one (None for any); what is sure comes first."""
        keys = ("", pool.key) if pool else tuple(self._by_pool)
        return once(one for key in keys for one in self._by_pool.get(key, ()))

    def _each(self) -> Iterator[tuple[str, Served]]:
        """What tells a pool from others, "" for any that it may be, and as which role an API acts for it."""
        for authorizer in self._stack.of_type(*_ISSUERS):
            served = self._served.behind(authorizer)
            for key, unknown in self._taken(authorizer) if served else ():
                yield from ((key, one.under(*unknown)) for one in served)

    def _taken(self, authorizer: Resource) -> Iterator[tuple[str, tuple[Untold, ...]]]:
        for leaf in walked(authorizer, _ISSUERS[authorizer.type]):
            if isinstance(leaf.value, str):
                yield self._pools.with_id(authorizer, leaf.value.rstrip("/").rpartition("/")[2]).key, ()
                continue
            try:
                pool = self._pools.of_provider(authorizer, leaf)
            except Undecided as undecided:
                yield "", (Untold.of(authorizer, undecided.path),)
            else:
                yield from ((pool.key, ()),) if pool else ()
