"""This is where the identity pools of a stack are, and which of its attachments say what roles each of them gives.

Source: Amazon Cognito API Reference, "SetIdentityPoolRoles"; Cognito Developer Guide, "Identity pools authentication
flow"; read 2026-11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.data.table import grouped
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

POOLS: Final = ("aws:cognito/identityPool:IdentityPool", "aws-native:cognito:IdentityPool")
_ATTACHMENTS: Final = (
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    "aws-native:cognito:IdentityPoolRoleAttachment",
)
_POOL: Final = "identityPoolId"
_IDS: Final = ("id", _POOL, "awsId")


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

    def ids(self, pool: Resource) -> tuple[str, ...]:
        """Its id; before it is made, the one that all attachments name where it is the only pool."""
        own = dict.fromkeys(filter(None, (pool.id, *(text_of(said(pool, key)) for key in _IDS))))
        return tuple(own) or self._named

    @cached_property
    def _attachments(self) -> tuple[Resource, ...]:
        return tuple(sorted(self.stack.of_type(*_ATTACHMENTS), key=lambda one: one.urn))

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Resource, ...]]:
        return grouped((id_, one) for one in self._attachments if (id_ := text_of(said(one, _POOL))))

    @cached_property
    def _behind(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of each pool → the attachments that wait for its id."""
        waiting = (one for one in self._attachments if not text_of(said(one, _POOL)))
        return grouped((urn, one) for one in waiting for urn in one.property_dependencies.get(_POOL, ()))

    @cached_property
    def _named(self) -> tuple[str, ...]:
        return tuple(self._by_id) if len(self._by_id) == len(self.each) == 1 else ()
