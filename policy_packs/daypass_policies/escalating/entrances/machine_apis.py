"""This is where it is told as which roles the APIs of a stack act for whoever brings a token of a user pool.

An authorizer says whose tokens an API takes, an integration which function that then calls. Source: API Gateway
Developer Guide, "Control access to HTTP APIs with JWT authorizers" and "Control access to REST APIs using Amazon
Cognito user pools as an authorizer"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.addresses import ADDRESSES, Apis, unknown_api
from daypass.graph.consumers import Use
from daypass.graph.property_path import Leaf, beginning, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising
from daypass_policies.trusting.user_pools import UserPool, UserPools

_ISSUERS: Final[Mapping[str, str]] = {
    "aws:apigatewayv2/authorizer:Authorizer": "jwtConfiguration.issuer",
    "aws-native:apigatewayv2:Authorizer": "jwtConfiguration.issuer",
    "aws:apigateway/authorizer:Authorizer": "providerArns[]",
    "aws-native:apigateway:Authorizer": "providerArns[]",
}
"""Type of what says whose tokens an API takes → where it says so."""

_ALIASES: Final = ("aws:lambda/alias:Alias", "aws-native:lambda:Alias")
_OF_FUNCTION: Final = "functionName"
_FUNCTION: Final = re.compile(r":function:(?P<name>[\w-]+)")
_ELSEWHERE: Final = "pulumi:pulumi:StackReference"


class Served(NamedTuple):
    """As which role an API acts; `unknown`: whether it does so for this pool."""

    role: Node
    unknown: tuple[Untold, ...] = ()


class ServedPools:
    """The pools whose tokens the APIs of a stack take."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._rising = stack, rising
        self._apis, self._pools, self._runners = Apis(stack), stack.once(UserPools), stack.once(Runners)
        self._by_pool = grouped(self._each())

    def of(self, pool: UserPool | None) -> tuple[Served, ...]:
        """As which roles APIs act for who has a token of this one (None for any); what is sure comes first."""
        keys = ("", pool.key) if pool else tuple(self._by_pool)
        return _once(one for key in keys for one in self._by_pool.get(key, ()))

    def _each(self) -> Iterator[tuple[str, Served]]:
        """What tells a pool from others, "" for any that it may be, and as which role an API acts for it."""
        called = grouped(self._called())
        lost, every = called.get(None, ()), _once(one for each in called.values() for one in each)
        for authorizer in self._stack.of_type(*_ISSUERS) if called else ():
            api = self._apis.of(authorizer)
            served = every if api is None else _once((*called.get(api, ()), *lost))
            doubts = (unknown_api(authorizer),) if api is None else ()
            for key, unknown in self._taken(authorizer) if served else ():
                yield from ((key, _under(one, *doubts, *unknown)) for one in served)

    def _taken(self, authorizer: Resource) -> Iterator[tuple[str, tuple[Untold, ...]]]:
        for leaf in _walked(authorizer, _ISSUERS[authorizer.type]):
            if isinstance(leaf.value, str):
                yield self._pools.with_id(authorizer, leaf.value.rstrip("/").rpartition("/")[2]).key, ()
                continue
            try:
                pool = self._pools.of_provider(authorizer, leaf)
            except Undecided as undecided:
                yield "", (Untold.of(authorizer, undecided.path),)
            else:
                yield from ((pool.key, ()),) if pool else ()

    def _called(self) -> Iterator[tuple[str | None, Served]]:
        """An API, None for any that it may be, and as which role it acts."""
        for integration in self._stack.of_type(*ADDRESSES):
            api = self._apis.of(integration)
            doubts = (unknown_api(integration),) if api is None else ()
            for leaf in _walked(integration, ADDRESSES[integration.type]) if api != "" else ():
                yield from ((api, _under(one, *doubts)) for one in self._functions(integration, leaf))

    def _functions(self, integration: Resource, leaf: Leaf) -> Iterator[Served]:
        """As which role runs what it calls: any function where nothing tells, and it may be one."""
        if leaf.value is not UNKNOWN:
            found = _FUNCTION.search(leaf.value) if isinstance(leaf.value, str) else None
            yield from self._as_nodes(self._runners.named("function", found["name"])) if found else ()
            return
        urns = integration.property_dependencies.get(beginning(leaf.path), ())
        behind = [one for one in map(self._stack.by_urn.get, urns) if one]
        own = tuple(self._as_nodes(use for one in behind for use in self._runs(one)))
        yield from own
        if not own and (not behind or any(one.type == _ELSEWHERE for one in behind)):
            every = self._as_nodes(self._runners.of_noun("function"))
            yield from (_under(one, Untold.of(integration, leaf.path)) for one in every)

    def _runs(self, one: Resource) -> Iterator[Use]:
        """What runs as the function that this is, or that it is an alias of."""
        named = (one.property_dependencies.get(_OF_FUNCTION, ())) if one.type in _ALIASES else ()
        return (use for use in self._runners.behind((one.urn, *named)) if use.noun == "function")

    def _as_nodes(self, uses: Iterable[Use]) -> Iterator[Served]:
        nodes = (self._rising.reach.nodes.get(use.role) for use in uses)
        return (Served(node) for node in nodes if node)


def _walked(by: Resource, path: str) -> list[Leaf]:
    return walk(Leaf(by.state.raw, by.state.path), steps(path), loose=True)


def _under(one: Served, *unknown: Untold) -> Served:
    return one._replace(unknown=(*one.unknown, *unknown))


def _once(each: Iterable[Served]) -> tuple[Served, ...]:
    """Each role once, with the least that is not known; in an order that says nothing of their registration."""
    found: dict[str, Served] = {}
    for one in sorted(each, key=lambda one: (len(one.unknown), one.role.key)):
        found.setdefault(one.role.key, one)
    return tuple(found.values())
