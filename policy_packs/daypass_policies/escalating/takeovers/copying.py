"""This is where it is told what somebody gets who has a batch job of S3 copy objects as a role that they pass to it.

The job reads and writes as the role, whatever its owner lists: so from where the role alone reads to where its owner
reads as well, and from where the owner writes to where the role alone does. A condition may limit jobs to operations
that copy nothing (`S3PutObjectTagging`). Sources: Amazon S3 User Guide, "Granting permissions for S3 Batch Operations"
and "Controlling permissions for Batch Operations using job tags" (`s3:RequestJobOperation`); Amazon S3 API Reference,
"JobOperation" of the control API; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import best
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import Gain, counts, gains_by

_STARTS: Final = "s3:CreateJob"
_READS: Final = "s3:GetObject"
_WRITES: Final = "s3:PutObject"
_COPIES: Final = Facts({"s3:requestjoboperation": "S3PutObjectCopy"})


def gained_by_copying(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The first objects that such a job brings to its owner, or puts where they may put none."""
    role = rising.actors.by_urn.get(edge.target.key)
    if _STARTS not in edge.paths or role is None or role.is_bounded_elsewhere or not _copies(actor):
        return None
    return next(filter(counts, _brought(actor, role)), None)


def _copies(actor: Actor) -> bool:
    return best(means.anywhere(_STARTS, _COPIES) for means in actor.means).is_certain


def _brought(actor: Actor, role: Actor) -> Iterator[Gain]:
    if _meets(role, _WRITES, actor, _READS):
        yield from gains_by(actor, role, _READS, "data")
    if _meets(role, _READS, actor, _WRITES):
        yield from gains_by(actor, role, _WRITES, "change")


def _meets(role: Actor, does: str, actor: Actor, also: str) -> bool:
    """Whether the role does one thing where its owner may do the other."""
    places = (place for place in patterns(role, does) if may(role, does, place).is_certain)
    return any(may(actor, also, place).is_certain for place in places)
