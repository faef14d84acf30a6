"""This is where it is found which roles a stack attaches to an identity pool, for guests and for whoever signed in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.assuming.trusts import OF_POOLS
from daypass.graph.identity_pools import IdentityPools
from daypass.graph.leaves import leaves, text_of
from daypass.graph.names import Names
from daypass.graph.property_path import Leaf, is_empty
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.iam.document import MalformedDocument
from daypass.model.resource import UNKNOWN, Resource, Undecided
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of

_GUESTS: Final = "unauthenticated"


class Attached(NamedTuple):
    """What the stack attaches to a pool. `guests`: the role of guests is none, or one of the stack, which is judged.

    `roles` are the URNs of those that the pool gives by itself.
    """

    guests: bool
    roles: frozenset[str]


@dataclass(frozen=True)
class PoolRoles:
    """What the pools of a stack give. Made once for all that ask."""

    stack: Stack

    def attached(self, pool: Resource) -> Attached | None:
        """None where no attachment of the stack says what the pool gives."""
        each = self.stack.once(IdentityPools).attachments(pool)
        if not each:
            return None
        roles = (urn for one in each for leaf in leaves(one, "roles.*") for urn in self._meant(one, leaf))
        return Attached(all(map(self._knows_guests, each)), frozenset(roles))

    @cached_property
    def entered(self) -> frozenset[str]:
        """The URNs of the stack's roles that take tokens of identity pools, or may, as their trust is not known yet."""
        return frozenset(role.urn for role in self.stack.of_type(*ROLES) if _is_entered(role))

    def _knows_guests(self, attachment: Resource) -> bool:
        """Whether the role of guests is none, or one of the stack."""
        found = (leaf for leaf in leaves(attachment, f"roles.{_GUESTS}") if not is_empty(leaf.value))
        return all(self._meant(attachment, leaf) for leaf in found)

    def _meant(self, attachment: Resource, leaf: Leaf) -> list[str]:
        """The URN of the role; of an unknown one those of all roles that the attachment has from the stack."""
        if leaf.value is UNKNOWN:
            return self._roles.behind(attachment, "roles")
        urn = self._roles.named(attachment, text_of(leaf.value)).urn
        return [urn] if urn else []

    @cached_property
    def _roles(self) -> Names:
        return Names.of(self.stack.resources, kinds_of(ROLE), by_last_part=True)


def _is_entered(role: Resource) -> bool:
    try:
        return any(one.principal == OF_POOLS for one in admitted_by(role, trust_of(role)))
    except MalformedDocument:
        return False
    except Undecided:
        return True
