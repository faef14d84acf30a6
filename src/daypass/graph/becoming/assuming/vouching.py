"""This is where it is told which roles somebody gets who vouches for users of an identity pool.

A pool with a developer provider takes the word of whoever asks it for a token for any user of theirs. Nobody need sign
what trades the token for the role of those who signed in, or shows it to STS; IAM asks whoever vouches about the pool
alone. Sources: Amazon Cognito Developer Guide, "Developer-authenticated identities" and "Identity pools authentication
flow"; Amazon Cognito Identity Pools API Reference, "GetOpenIdTokenForDeveloperIdentity"; Service Authorization
Reference, "Amazon Cognito Identity"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.assuming.pool_tokens import lets_in, token_of
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.stepping import Path, steps
from daypass.graph.becoming.things import Thing
from daypass.graph.identity_pools import SIGNED_IN, IdentityPools
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

VOUCHES: Final = "cognitoidentity-x01"
"""The path on which somebody has a pool take their word for who a user is."""

_PROVIDER: Final = "developerProviderName"


class Vouched(NamedTuple):
    """A pool that takes somebody's word, as what they are asked about, and the role that it gives for that."""

    pool: Resource
    thing: Thing
    role: Node
    let: Answer


def vouched(stack: Stack, roles: Mapping[str, Node], trusts: Mapping[str, Trust]) -> tuple[Vouched, ...]:
    """Those of a stack. `roles` and `trusts` are its roles, by their URN."""
    pools = stack.once(IdentityPools)
    taking = ((pool, provider) for pool in pools.each if (provider := _provider(pool)).possible)
    return tuple(
        Vouched(pool, _thing(pool, id_, role), role, let)
        for pool, provider in taking
        for id_ in (next(iter(pools.ids(pool)), ""),)
        for given in (one for attachment in pools.attachments(pool) for one in pools.given(attachment))
        for role in (roles[urn] for urn in given.roles if given.whose == SIGNED_IN and urn in trusts)
        if (let := joined(provider, _let(trusts[role.key], id_, pool)).under(*given.unknown)).possible
    )


@dataclass(frozen=True)
class Vouching:
    """The roles that one identity gets so. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    each: tuple[Vouched, ...]

    def __iter__(self) -> Iterator[Edge]:
        path = Path("federation", VOUCHES, paths_here()[VOUCHES].actions)
        yield from steps(path, self.node, self.means, self.each, _asked, _does, lambda one: one.thing.arn)


def _asked(means: Means, one: Vouched) -> Answer:
    """Whether it may vouch for somebody, and the role takes that."""
    (action,) = paths_here()[VOUCHES].actions
    return joined(one.thing.asked(means, action), one.let)


def _does(one: Vouched) -> str:
    return f"have {one.role} as any user for whom it vouches to identity pool {one.pool.name!r}"


def _provider(pool: Resource) -> Answer:
    """Whether it has a developer provider."""
    name = bare(said(pool, _PROVIDER))
    if name is UNKNOWN:
        return Answer(possible=True, unknown=(Untold.of(pool, _PROVIDER),))
    return Answer(possible=bool(text_of(name)))


def _let(trust: Trust, id_: str, pool: Resource) -> Answer:
    """Whether the role lets in whoever signed in, or whoever did with this provider."""
    kinds = filter(None, (SIGNED_IN, text_of(said(pool, _PROVIDER))))
    return best(lets_in(trust, token_of(id_, kind)) for kind in kinds)


def _thing(pool: Resource, id_: str, role: Node) -> Thing:
    pattern = f"arn:*:cognito-identity:*:{role.account or ANY}:identitypool/{{}}"
    return Thing.of(pool, "arn", pattern, id_, tag_facts(pool, "aws:resourcetag/"))
