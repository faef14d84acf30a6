"""This is where it is told what somebody gets of a role of which a service gives them a part: objects in one place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.passing.access_grants import GRANTS
from daypass.graph.becoming.passing.sync_locations import SYNCS
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_of_another_owner
from daypass_policies.escalating.takeovers.gaining import WEIGHTS
from daypass_policies.escalating.takeovers.own_grants import OwnGrants
from daypass_policies.escalating.takeovers.syncing import taken_by_syncing
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.there import gained_there
from daypass_policies.escalating.takeovers.workers import works_for_itself


def taken_by_borrowing(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """The heaviest that a workload gets so, or whoever borrows of another owner.

    Who deploys locations makes grants on them and tasks of them for others.
    """
    if works_for_itself(actor, rising) or is_of_another_owner(actor, edge.target):
        for path in edge.paths:
            yield from _BY_PATH[path](edge, actor, rising)


def _by_granting(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What no grant of the stack gives them already."""
    grants = rising.reach.stack.once(OwnGrants)
    every = gained_there(edge, actor, rising, WEIGHTS)
    gain = next((one for one in every if not grants.give(edge.source.arn, one)), None)
    if gain:
        yield Taken((edge,), edge.target, gain)


_BY_PATH: Final[Mapping[str, Callable[[Edge, Actor, Rising], Iterator[Taken]]]] = {
    GRANTS: _by_granting,
    SYNCS: taken_by_syncing,
}
