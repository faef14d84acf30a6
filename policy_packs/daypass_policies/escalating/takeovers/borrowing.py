"""This is where it is told what somebody gets of a role of which a service gives them a part: objects in one place."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_of_another_owner
from daypass_policies.escalating.takeovers.gaining import Gain, Weight, counts, gains_by, may_too
from daypass_policies.escalating.takeovers.own_grants import OwnGrants
from daypass_policies.escalating.takeovers.workers import works_for_itself

_DOES: Final[tuple[tuple[str, Weight], ...]] = (
    ("s3:PutObject", "change"),
    ("s3:DeleteObject", "change"),
    ("s3:GetObject", "data"),
)
"""What is done with objects, and why it matters."""


def gained_by_borrowing(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The heaviest that a workload gets so, or whoever borrows of another owner, and that no grant gives them already.

    Who deploys locations makes grants of them for others.
    """
    role = rising.actors.by_urn.get(edge.target.key)
    if role is None or role.is_bounded_elsewhere:
        return None
    if not (works_for_itself(actor, rising) or is_of_another_owner(actor, edge.target)):
        return None
    grants = rising.reach.stack.once(OwnGrants)
    found = filter(counts, _there(edge, actor, role))
    return next((one for one in found if not grants.give(edge.source.arn, one)), None)


def _there(edge: Edge, actor: Actor, role: Actor) -> Iterator[Gain]:
    """What the role may do for certain in this place, and its borrower may not."""
    for action, weight in _DOES:
        for gain in gains_by(actor, role, action, weight):
            narrowed = gain._replace(resource=_both(gain.resource, edge.thing))
            if narrowed.resource and not may_too(actor, narrowed).possible:
                yield narrowed


def _both(resource: str, place: str) -> str:
    """What one of the patterns takes in of the other, where that is all of it; "" where it is none, or a part."""
    arn = Arn.parse(resource)
    own, there = arn.resource if arn else resource, place.rpartition(":")[2]
    if arn and matches(there, own):
        return resource
    return f"arn:{arn.partition if arn else 'aws'}:s3:::{there}" if matches(own, there) else ""
