"""This is where it is told which roles somebody may choose who has one of an identity pool: those that take its tokens.

With the classic flow whoever has an identity of the pool asks it for a token, and shows that to STS for the role of
their own choice: what the pool gives to whom by itself then says nothing. Sources: Amazon Cognito Developer Guide,
"Identity pools authentication flow" and "Role trust and permissions" (`aud`, `amr`); Amazon Cognito Identity Pools API
Reference, "GetOpenIdToken"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.assuming.pool_tokens import AUD, lets_in, token_of
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.assuming.trusts import is_for_pools
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.nodes import Node
from daypass.graph.identity_pools import IdentityPools
from daypass.graph.leaves import switch
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.asked import asked_of
from daypass.model.resource import Resource, Undecided

_FLOW: Final = "allowClassicFlow"


class _Got(NamedTuple):
    """A role that a pool gives, and to whom, as its tokens say it; `unknown`: whether it does, and with the flow."""

    role: Node
    amr: str
    unknown: tuple[Untold, ...]


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
            for got in self._given(pool):
                for edge in self._chosen(pool, got):
                    found.setdefault(got.role.key, {}).setdefault((pool.urn, edge.target.key), edge)
        return {key: tuple(edges.values()) for key, edges in found.items()}

    @property
    def _pools(self) -> IdentityPools:
        return self.stack.once(IdentityPools)

    def _given(self, pool: Resource) -> list[_Got]:
        """The roles that the pool gives by itself, those first of which that is certain; none without the flow."""
        pools, is_on = self._pools, switch(pool, _FLOW)
        if is_on is False:
            return []
        unsaid = () if is_on else (Untold.of(pool, _FLOW),)
        each = (
            _Got(role, given.whose, (*given.unknown, *unsaid))
            for attachment in pools.attachments(pool)
            for given in (*pools.given(attachment), *pools.given_by_rules(attachment))
            for urn in given.roles
            if (role := self.roles.get(urn))
        )
        return sorted(each, key=lambda one: len(one.unknown))

    def _chosen(self, pool: Resource, got: _Got) -> Iterator[Edge]:
        id_ = next(iter(self._pools.ids(pool)), "")
        token = token_of(id_, got.amr)
        for trust in self._taking(id_) if id_ else ():
            if _is_another(trust, got) and (grounds := lets_in(trust, token).grounds):
                yield _edge(pool, got.role, trust.node, grounds, got.unknown)
        for trust in self._not_known.get(pool.urn, ()):
            if _is_another(trust, got):
                yield _edge(pool, got.role, trust.node, unknown=(*got.unknown, *trust.unknown))

    def _taking(self, id_: str) -> tuple[Trust, ...]:
        """Those that may take the tokens of the pool of this id."""
        return (*self._by_aud.get(id_, ()), *self._by_aud.get("", ()))

    @cached_property
    def _by_aud(self) -> Mapping[str, tuple[Trust, ...]]:
        """Id of a pool → the trusts that may take its tokens; under "" those that may take any."""
        return grouped((id_, one) for one in self.trusts.values() if one.document for id_ in _ids_asked_for(one))

    @cached_property
    def _not_known(self) -> Mapping[str, tuple[Trust, ...]]:
        """URN of what a trust depends on that is not known yet → those trusts."""
        waiting = (one for one in self.trusts.values() if one.document is None)
        return grouped((urn, one) for one in waiting for urn in dict.fromkeys(one.dependencies))


def _is_another(trust: Trust, got: _Got) -> bool:
    return trust.node != got.role and trust.node.account in (got.role.account, "")


def _ids_asked_for(trust: Trust) -> tuple[str, ...]:
    """The ids of the pools for whose tokens alone its statements ask; "" where one may take others."""
    found: dict[str, None] = {}
    for line in filter(is_for_pools, trust.for_tokens):
        try:
            claims = asked_of(line.statement.conditions, line.version).get(AUD, ())
        except Undecided:
            claims = ()
        is_told = claims and all(one.exact and not one.folded for one in claims)
        found.update(dict.fromkeys(one.text for one in claims) if is_told else {"": None})
    return ("",) if "" in found else tuple(found)


def _edge(
    pool: Resource, given: Node, target: Node, grounds: tuple[Ground, ...] = (), unknown: tuple[Untold, ...] = ()
) -> Edge:
    says = f"who has {given} from identity pool {pool.name!r} may choose {target} by the classic flow"
    return Edge("federation", given, target, says, grounds, unknown)
