"""This is where it is told what any user of a pool has by a role that an identity pool gives, and who gains by it."""

from dataclasses import replace
from typing import Final, NamedTuple

from daypass.graph.becoming.assuming.trusts import OF_POOLS, is_for_pools
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, gains
from daypass_policies.trusting.user_pools import UserPool

_NOBODYS: Final = Facts(absent=frozenset({f"{OF_POOLS}:sub"}))
"""What is given for the user's own id names nothing for a user that is nobody: each user has the same of their own."""


class OfUsers(NamedTuple):
    """A pool by its ARN, with what a request to it brings along, and a role that its users get.

    `anyone` is that role as any of its users has it; only what goes by the condition key `by` is given, "" for all.
    """

    pool: str
    brings: Facts
    role: Node
    anyone: Actor
    by: str = ""

    def gives_more(self, actor: Actor) -> bool:
        """Whether any user of the role may do something that counts and that the workload may not do already."""
        if actor.resource.urn == self.role.key or not self._is_of_account(actor):
            return False
        return any(True for _ in gains(actor, self.anyone, WEIGHTS, self.by))

    def _is_of_account(self, actor: Actor) -> bool:
        """Its own policies alone let nobody into a pool of another account."""
        own = {means.caller.account for means in actor.means}
        return bool(own & {self.role.account, ""}) or not self.role.account


def of_users(pool: UserPool, role: str, rising: Rising) -> OfUsers | None:
    """The role of this URN for the users of a pool; None where no token of an identity pool enters it."""
    trust, other = rising.reach.trusts.by_urn.get(role), rising.actors.by_urn.get(role)
    if trust is None or not any(map(is_for_pools, trust.for_tokens)):
        return None
    if other is None:
        return None
    brings = tag_facts(pool.resource, "aws:resourcetag/") if pool.resource else NOTHING
    return OfUsers(pool.arn(trust.node.account), brings, trust.node, _with(other, _NOBODYS))


def tagged(of: OfUsers, key: str, value: str) -> OfUsers:
    """The same for a user whose session has this value of a tag: what goes by the tag."""
    return of._replace(anyone=_with(of.anyone, Facts({key: value})), by=key)


def _with(actor: Actor, facts: Facts) -> Actor:
    return replace(actor, means=tuple(_brings(means, facts) for means in actor.means))


def _brings(means: Means, facts: Facts) -> Means:
    return means.as_caller(replace(means.caller, facts=means.caller.facts.and_(facts)))
