"""This is where it is told which roles have nothing that anybody wants: their logs, their image, a sign-in to download.

Or, where they are for guests of a web page, nothing but to be counted and to see a map.

That is known of a role only where the stack says what it is given, and where no policy of a resource names it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.data.everyday_actions import everyday_actions
from daypass.data.resource_policies import resource_policies
from daypass.graph.becoming.nodes import Node
from daypass.graph.given import Gap
from daypass.graph.leaves import was_looked_up
from daypass.graph.property_path import beginning
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.iam.glob import matches
from daypass.iam.statement import Statement
from daypass.model.resource import Properties, Resource, Undecided
from daypass.settings import Settings

_TO_GUESTS: Final = (
    "rum:putrumevents",
    "geo:getmap*",
    "geo-maps:gettile",
    "geo-maps:getstaticmap",
)
"""What AWS's own guides give guests of a page: to be counted, and to be shown a map.

Sources: CloudWatch User Guide, "Authorize your application to send data to AWS" (with an identity pool); Amazon
Location Service Developer Guide, "Use Amazon Cognito to authenticate" (guests); read 2026-12.
"""

_WORD: Final = re.compile(r"[\w+=,.@-]+")
"""What the name of a role is made of. Source: IAM API Reference, "CreateRole"; read 2026-11."""


def has_only_everyday(role: Resource, stack: Stack, settings: Settings, *, or_nothing: bool = False) -> bool:
    """Whether the role is known to hold nothing but everyday actions, and to become nobody else.

    One to which the stack gives nothing may be given it elsewhere: `or_nothing` says whether it counts, unless it was
    only looked up.
    """
    or_nothing = or_nothing and not was_looked_up(role)
    return _has_only(everyday_actions(), role, stack, settings, or_nothing=or_nothing)


def counts_guests(role: Resource, stack: Stack, settings: Settings) -> bool:
    """Whether the role is known to let those who have it say what they do on a page and see its map, no more."""
    return _has_only(_TO_GUESTS, role, stack, settings)


def _has_only(
    actions: tuple[str, ...], role: Resource, stack: Stack, settings: Settings, *, or_nothing: bool = False
) -> bool:
    reach = stack.once(Reachability, settings)
    node = reach.node(role.urn)
    found = reach.permissions(node) if node else None
    if node is None or found is None or not (found.given or or_nothing) or any(map(hides, found.gaps)):
        return False
    statements = (statement for given in found.given for statement in given.document.statements)
    return all(_is_within(actions, statement) for statement in statements) and not (
        has_a_policy_elsewhere(node, stack) or any(True for _ in reach.edges(node))
    )


def hides(gap: Gap) -> bool:
    """Whether it may give more than is seen. A boundary that the stack does not have only takes away."""
    return gap.may_give or gap.fault.malformed


def _is_within(actions: tuple[str, ...], statement: Statement) -> bool:
    """Whether it allows nothing but these. What is not known may be any."""
    try:
        if statement.effect == "Deny":
            return True
        return not statement.has("NotAction") and all(_is_one_of(actions, one) for one in statement.actions)
    except Undecided:
        return False


def _is_one_of(actions: tuple[str, ...], pattern: str) -> bool:
    return any(matches(one, pattern.lower()) for one in actions)


def has_a_policy_elsewhere(role: Node, stack: Stack) -> bool:
    """Whether a policy of a resource names it, and so may give it something."""
    return stack.once(_Guarded).names(role)


def _behind_the_policy(resource: Resource) -> Iterable[str]:
    """The URNs that its policy comes from. What else it waits for may be all of a component, and is named nowhere."""
    key = beginning(resource_policies()[resource.type].path)
    if urns := resource.property_dependencies.get(key, ()):
        return urns
    policy = Properties({key: resource.declared.raw.get(key)})  # of one only looked up, `get` alone says: unknown
    return resource.dependencies if policy.unknown_paths() else ()


@dataclass(frozen=True)
class _Guarded:
    """What has a policy of its own, and may give a role something."""

    stack: Stack

    def names(self, role: Node) -> bool:
        """Whether such a policy depends on the role, or has its name in it."""
        return role.key in self._dependencies or role.arn.rpartition("/")[2] in self._words

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(self.stack.of_type(*resource_policies()))

    @cached_property
    def _dependencies(self) -> frozenset[str]:
        return frozenset(urn for one in self._each for urn in _behind_the_policy(one))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for one in self._each for word in _WORD.findall(str(one.declared.raw)))
