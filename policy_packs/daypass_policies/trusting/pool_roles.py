"""This is where it is found which roles a stack attaches to an identity pool, for guests and for whoever signed in."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from daypass.graph.becoming.assuming.trusts import OF_POOLS
from daypass.graph.identity_pools import GUEST, IdentityPools
from daypass.graph.stack import Stack
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of


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
        pools = self.stack.once(IdentityPools)
        each = pools.attachments(pool)
        if not each:
            return None
        given = [one for attachment in each for one in pools.given(attachment)]
        knows_guests = all(one.roles for one in given if one.whose == GUEST)
        return Attached(knows_guests, frozenset(urn for one in given for urn in one.roles))

    @cached_property
    def entered(self) -> frozenset[str]:
        """The URNs of the stack's roles that take tokens of identity pools, or may, as their trust is not known yet."""
        return frozenset(role.urn for role in self.stack.of_type(*ROLES) if _is_entered(role))


def _is_entered(role: Resource) -> bool:
    try:
        return any(one.principal == OF_POOLS for one in admitted_by(role, trust_of(role)))
    except MalformedDocument:
        return False
    except Undecided:
        return True
