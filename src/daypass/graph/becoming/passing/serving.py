"""This is where it is told as which roles a service acts for things that a stack has, for whoever may use these."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource


class Served(NamedTuple):
    """A thing and a role that was handed over for it; `let`: whether that is it, and lets the service in."""

    thing: Resource
    role: Node
    let: Answer


def served(stack: Stack, noun: str, service: str, roles: Mapping[str, Node], trusts: Trusts) -> Iterator[Served]:
    """Those of the things with this noun in `role_consumers`, in an order that says nothing of their registration."""
    uses = [use for use in stack.once(Consumers).every_use if use.noun == noun]
    each = trusts.passable(service, "") if uses else ()
    lets = {one.node.key: one.let for targets in each for one in targets.members}
    for use in sorted(uses, key=lambda one: (one.consumer.urn, one.role)):
        unknown = (Untold.of(use.consumer, use.unknown),) if use.unknown else ()
        for urn in (use.role,) if use.role else use.possible:
            if urn in roles and urn in lets:
                yield Served(use.consumer, roles[urn], lets[urn].under(*unknown))
