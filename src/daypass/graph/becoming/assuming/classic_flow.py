"""This is where it is told which roles somebody may choose who has one of an identity pool: those that take its tokens.

With the classic flow whoever has an identity of the pool asks it for a token, and shows that to STS for the role of
their own choice: what the pool gives to whom by itself then says nothing. Sources: Amazon Cognito Developer Guide,
"Identity pools authentication flow" and "Role trust and permissions" (`aud`, `amr`); Amazon Cognito Identity Pools API
Reference, "GetOpenIdToken"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from daypass.graph.becoming.assuming.trust import FEDERATES, Trust
from daypass.graph.becoming.assuming.trusts import OF_POOLS, is_for_pools
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import ORDER, Ground, Say
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.identity_pools import IdentityPools
from daypass.graph.leaves import said
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource, bare

_FLOW: Final = "allowClassicFlow"
_TO_GUESTS: Final = "roles.unauthenticated"
_SIGNED_IN, _GUEST = "authenticated", "unauthenticated"


@dataclass(frozen=True)
class ClassicFlow:
    """The identity pools of a stack that leave the flow on. `roles` and `trusts` are its roles, by their URN."""

    stack: Stack
    roles: Mapping[str, Node]
    trusts: Mapping[str, Trust]

    def edges(self) -> Mapping[str, tuple[Edge, ...]]:
        """Key of each role that such a pool gives → edges to the others that take the same tokens."""
        found: dict[str, dict[tuple[str, str], Edge]] = {}
        for pool in self._pools.each:
            for role, amr in self._given(pool) if _leaves_on(pool) else ():
                for edge in self._chosen(pool, role, amr):
                    found.setdefault(role.key, {}).setdefault((pool.urn, edge.target.key), edge)
        return {key: tuple(edges.values()) for key, edges in found.items()}

    @property
    def _pools(self) -> IdentityPools:
        return self.stack.once(IdentityPools)

    def _given(self, pool: Resource) -> Iterator[tuple[Node, str]]:
        """The roles that the pool gives by itself, and whether those are signed in who get them."""
        attached = {one.urn for one in self._pools.attachments(pool)}
        for use in self.stack.once(Consumers).every_use if attached else ():
            role = self.roles.get(use.role)
            if role and use.consumer.urn in attached:
                is_for_guests = role.arn in texts_at(use.consumer.state, _TO_GUESTS).texts
                yield role, _GUEST if is_for_guests else _SIGNED_IN

    def _chosen(self, pool: Resource, given: Node, amr: str) -> Iterator[Edge]:
        tokens = (Facts({f"{OF_POOLS}:aud": id_, f"{OF_POOLS}:amr": amr}) for id_ in self._pools.ids(pool))
        facts = next(tokens, None)
        for trust in self.trusts.values():
            if trust.node == given or trust.node.account not in (given.account, ""):
                continue
            if facts and (grounds := _lets_in(trust, facts)):
                yield _edge(pool, given, trust.node, grounds)
            elif trust.document is None and pool.urn in trust.dependencies:
                yield _edge(pool, given, trust.node, unknown=trust.unknown)


def _leaves_on(pool: Resource) -> bool:
    return str(bare(said(pool, _FLOW))).lower() == "true"


def _lets_in(trust: Trust, facts: Facts) -> tuple[Ground, ...]:
    """The statement that lets in whoever shows such a token, if one does for certain."""
    lines = trust.library.lines(trust.document).about(FEDERATES) if trust.document else ()
    whole = facts.and_(trust.facts)
    if any(line.is_allow is not True and line.says(FEDERATES, trust.node.arn, whole) != "no" for line in lines):
        return ()
    sure: Say = ORDER[-1]
    letting = (line for line in trust.for_tokens if is_for_pools(line))
    return tuple(trust.ground(one) for one in letting if one.says(FEDERATES, trust.node.arn, whole) == sure)[:1]


def _edge(
    pool: Resource, given: Node, target: Node, grounds: tuple[Ground, ...] = (), unknown: tuple[Untold, ...] = ()
) -> Edge:
    says = f"who has {given} from identity pool {pool.name!r} may choose {target} by the classic flow"
    return Edge("federation", given, target, says, grounds, unknown)
