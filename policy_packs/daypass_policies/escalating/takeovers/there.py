"""This is where it is told what a role may do with objects of S3 in one place, and somebody may not."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import Gain, Weight, counts, gains_by, may_too

READS, WRITES = "s3:GetObject", "s3:PutObject"
_DOES: Final[tuple[tuple[str, Weight], ...]] = ((WRITES, "change"), ("s3:DeleteObject", "change"), (READS, "data"))
"""What is done with objects, and why it matters."""


def gained_there(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[Gain]:
    """What the target of a step may do for certain in the place of it, and whoever takes it may not."""
    role = rising.actors.by_urn.get(edge.target.key)
    if role is None:
        return
    for action, weight in _DOES:
        for gain in gains_by(None, role, action, weight) if weight in weights else ():
            narrowed = gain._replace(resource=_both(gain.resource, edge.thing))
            if narrowed.resource and counts(narrowed) and not may_too(actor, narrowed).possible:
                yield narrowed


def meets_there(edge: Edge, does: str, actor: Actor, also: str, rising: Rising) -> bool:
    """Whether the target does one thing in the place of a step where whoever takes it may do the other."""
    role = rising.actors.by_urn.get(edge.target.key)
    places = (_both(one, edge.thing) for one in patterns(role, does)) if role else ()
    able = (place for place in places if place and role and may(role, does, place).is_certain)
    return any(may(actor, also, place).is_certain for place in able)


def _both(resource: str, place: str) -> str:
    """What one of the patterns takes in of the other, where that is all of it; "" where it is none, or a part."""
    arn = Arn.parse(resource)
    own, there = arn.resource if arn else resource, place.rpartition(":")[2]
    if arn and matches(there, own):
        return resource
    return f"arn:{arn.partition if arn else 'aws'}:s3:::{there}" if matches(own, there) else ""
