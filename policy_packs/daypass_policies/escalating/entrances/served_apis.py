"""This is where it is told as which roles the APIs of a stack act: those of the functions that they call.

An integration says which function an API calls. Source: API Gateway Developer Guide, "Lambda integrations for REST
APIs" and "Create AWS Lambda proxy integrations for HTTP APIs"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.addresses import ADDRESSES, Apis, unknown_api
from daypass.graph.consumers import Use
from daypass.graph.property_path import Leaf, beginning, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising

_ALIASES: Final = ("aws:lambda/alias:Alias", "aws-native:lambda:Alias")
_OF_FUNCTION: Final = "functionName"
_FUNCTION: Final = re.compile(r":function:(?P<name>[\w-]+)")
_ELSEWHERE: Final = "pulumi:pulumi:StackReference"


class Served(NamedTuple):
    """As which role an API acts; `unknown`: whether it does so for who is asked about."""

    role: Node
    unknown: tuple[Untold, ...] = ()

    def under(self, *unknown: Untold) -> "Served":
        """The same if this is so, too."""
        return self._replace(unknown=(*self.unknown, *unknown))


class ServedApis:
    """Those of a stack that call a function."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._rising = stack, rising
        self._apis, self._runners = Apis(stack), stack.once(Runners)
        called = grouped(self._called())
        self._by_api: Final = called
        self._lost: Final = called.get(None, ())
        self._every: Final = once(one for each in called.values() for one in each)

    def behind(self, authorizer: Resource) -> tuple[Served, ...]:
        """As which roles the API acts that an authorizer is for: any, where it is not known which one that is."""
        api = self._apis.of(authorizer) if self._every else ""
        if api is None:
            return tuple(one.under(unknown_api(authorizer)) for one in self._every)
        return once((*self._by_api.get(api, ()), *self._lost))

    def functions(self, by: Resource, path: str) -> Iterator[Served]:
        """As which roles the functions run that something names there."""
        for leaf in walked(by, path):
            yield from self._functions(by, leaf)

    def _called(self) -> Iterator[tuple[str | None, Served]]:
        """An API, None for any that it may be, and as which role it acts."""
        for integration in self._stack.of_type(*ADDRESSES):
            api = self._apis.of(integration)
            doubts = (unknown_api(integration),) if api is None else ()
            for leaf in walked(integration, ADDRESSES[integration.type]) if api != "" else ():
                yield from ((api, one.under(*doubts)) for one in self._functions(integration, leaf))

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
            yield from (one.under(Untold.of(integration, leaf.path)) for one in every)

    def _runs(self, one: Resource) -> Iterator[Use]:
        """What runs as the function that this is, or that it is an alias of."""
        named = (one.property_dependencies.get(_OF_FUNCTION, ())) if one.type in _ALIASES else ()
        return (use for use in self._runners.behind((one.urn, *named)) if use.noun == "function")

    def _as_nodes(self, uses: Iterable[Use]) -> Iterator[Served]:
        nodes = (self._rising.reach.nodes.get(use.role) for use in uses)
        return (Served(node) for node in nodes if node)


def walked(by: Resource, path: str) -> list[Leaf]:
    """What stands there."""
    return walk(Leaf(by.state.raw, by.state.path), steps(path), loose=True)


def once(each: Iterable[Served]) -> tuple[Served, ...]:
    """Each role once, with the least that is not known; in an order that says nothing of their registration."""
    found: dict[str, Served] = {}
    for one in sorted(each, key=lambda one: (len(one.unknown), one.role.key)):
        found.setdefault(one.role.key, one)
    return tuple(found.values())
