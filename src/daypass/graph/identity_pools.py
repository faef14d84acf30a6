"""This is where the identity pools of a stack are, and which of its attachments say what roles each of them gives.

Source: Amazon Cognito API Reference, "SetIdentityPoolRoles" (`Roles` has a role for `authenticated` and one for
`unauthenticated`, and `RoleMappings` choose among more for whoever signed in); Cognito Developer Guide, "Identity pools
authentication flow"; read 2026-11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.role_consumers import role_consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Names
from daypass.graph.property_path import Leaf, beginning, is_empty, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.ways import ROLE, kinds_of
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource

POOLS: Final = ("aws:cognito/identityPool:IdentityPool", "aws-native:cognito:IdentityPool")
_ATTACHMENTS: Final = (
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    "aws-native:cognito:IdentityPoolRoleAttachment",
)
POOL: Final = "identityPoolId"
_IDS: Final = ("id", POOL, "awsId")
_ROLES: Final = "roles"
SIGNED_IN, GUEST = "authenticated", "unauthenticated"
"""Whom a pool knows, and whom it does not: the keys of `roles`, and what `amr` of its tokens says."""


class GivenRole(NamedTuple):
    """Who gets a role, and the URNs of those of the stack that it is, or may be where something is `unknown`."""

    whose: str
    roles: tuple[str, ...]
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class IdentityPools:
    """Those of a stack, in an order that says nothing of their registration. Made once for all that ask."""

    stack: Stack

    @cached_property
    def each(self) -> tuple[Resource, ...]:
        """The pools."""
        return tuple(sorted(self.stack.of_type(*POOLS), key=lambda one: one.urn))

    def attachments(self, pool: Resource) -> tuple[Resource, ...]:
        """What says which roles the pool gives."""
        known = (one for id_ in self.ids(pool) for one in self._by_id.get(id_, ()))
        return (*known, *self._behind.get(pool.urn, ()))

    @cached_property
    def adrift(self) -> tuple[Resource, ...]:
        """The attachments of which it is not known of which pool they are."""
        behind = {one.urn for attached in self._behind.values() for one in attached}
        return tuple(one for one in self._attachments if said(one, POOL) is UNKNOWN and one.urn not in behind)

    def given(self, attachment: Resource) -> tuple[GivenRole, ...]:
        """What it gives to each kind of users that gets a role by itself."""
        each = [(whose, leaf) for whose in (SIGNED_IN, GUEST) for leaf in _at(attachment, f"{_ROLES}.{whose}")]
        return self._meant(attachment, [(whose, leaf) for whose, leaf in each if not is_empty(leaf.value)])

    def given_by_rules(self, attachment: Resource) -> tuple[GivenRole, ...]:
        """What its mappings give to some of those who signed in."""
        ways = (way.path for way in role_consumers().get(attachment.type, ()) if beginning(way.path) != _ROLES)
        return self._meant(attachment, [(SIGNED_IN, leaf) for way in ways for leaf in _at(attachment, way)])

    def ids(self, pool: Resource) -> tuple[str, ...]:
        """Its id; before it is made, the one that all attachments name where it is the only pool."""
        own = dict.fromkeys(filter(None, (pool.id, *(text_of(said(pool, key)) for key in _IDS))))
        return tuple(own) or self._named

    def _meant(self, attachment: Resource, written: list[tuple[str, Leaf]]) -> tuple[GivenRole, ...]:
        """Of a role that is not known those on which the attachment depends, but for the ones that it names."""
        known = [self._roles.named(attachment, text_of(leaf.value)).urn for _, leaf in written]
        return tuple(
            self._not_known(attachment, whose, leaf, known)
            if leaf.value is UNKNOWN
            else GivenRole(whose, (urn,) if urn else ())
            for (whose, leaf), urn in zip(written, known, strict=True)
        )

    def _not_known(self, attachment: Resource, whose: str, leaf: Leaf, known: list[str]) -> GivenRole:
        """Which it is, is certain of the only one; where all roles are not known nobody knows who gets it."""
        behind = [urn for urn in self._roles.behind(attachment, beginning(leaf.path)) if urn not in known]
        is_sure = len(behind) == 1 and leaf.path != _ROLES
        return GivenRole(whose, tuple(behind), () if is_sure else (Untold.of(attachment, leaf.path),))

    @cached_property
    def _roles(self) -> Names:
        return Names.of(self.stack.resources, kinds_of(ROLE), by_last_part=True)

    @cached_property
    def _attachments(self) -> tuple[Resource, ...]:
        return tuple(sorted(self.stack.of_type(*_ATTACHMENTS), key=lambda one: one.urn))

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Resource, ...]]:
        return grouped((id_, one) for one in self._attachments if (id_ := text_of(said(one, POOL))))

    @cached_property
    def _behind(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of each pool → the attachments that wait for its id."""
        waiting = (one for one in self._attachments if not text_of(said(one, POOL)))
        return grouped((urn, one) for one in waiting for urn in one.property_dependencies.get(POOL, ()))

    @cached_property
    def _named(self) -> tuple[str, ...]:
        return tuple(self._by_id) if len(self._by_id) == len(self.each) == 1 else ()


def _at(attachment: Resource, path: str) -> list[Leaf]:
    return walk(Leaf(attachment.state.raw, attachment.state.path), steps(path), loose=True)
