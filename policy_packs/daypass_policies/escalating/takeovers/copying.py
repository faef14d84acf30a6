"""This is where it is told what somebody gets who has a service copy objects of S3 as a role that they pass to it.

A batch job reads and writes as the role, whatever its owner lists, and a pipeline of OpenSearch Ingestion whatever its
body names: so from where the role alone reads to where its owner reads as well, and from where the owner writes to
where the role alone does. A condition may limit jobs to operations that copy nothing (`S3PutObjectTagging`). What is
called like whoever changes a pipeline is their own. Sources: Amazon S3 User Guide, "Granting permissions for S3 Batch
Operations" and "Controlling permissions for Batch Operations using job tags" (`s3:RequestJobOperation`); Amazon S3 API
Reference, "JobOperation" of the control API; read 2026-11; OpenSearch Ingestion API Reference, "UpdatePipeline"
(`PipelineConfigurationBody`); Amazon OpenSearch Service Developer Guide, "Setting up roles and users in Amazon
OpenSearch Ingestion" (sources and sinks of S3, and who manages a pipeline passes its role); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import best
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import Gain, counts, gains_by

_STARTS: Final = "s3:CreateJob"
_READS: Final = "s3:GetObject"
_WRITES: Final = "s3:PutObject"
_COPYING: Final[Mapping[str, Facts]] = {
    _STARTS: Facts({"s3:requestjoboperation": "S3PutObjectCopy"}),
    "osis:CreatePipeline": NOTHING,
    "osis:UpdatePipeline": NOTHING,
}
"""Action by which something copies as a role that is passed, and what a request for it says."""


def gained_by_copying(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The first objects that are brought to somebody so, or put where they may put none."""
    role = rising.actors.by_urn.get(edge.target.key)
    by = [action for action in edge.paths if action in _COPYING and _copies(actor, action)]
    if not by or role is None or role.is_bounded_elsewhere:
        return None
    is_any = _STARTS in by
    return next((one for one in _brought(actor, role) if is_any or not is_called_like(actor, one.resource)), None)


def meets(one: Actor, does: str, other: Actor, also: str) -> bool:
    """Whether one does something where the other may do something else, as far as patterns of either say so."""
    places = dict.fromkeys((*patterns(one, does), *patterns(other, also)))
    return any(may(one, does, place).is_certain and may(other, also, place).is_certain for place in places)


def _copies(actor: Actor, action: str) -> bool:
    return best(means.anywhere(action, _COPYING[action]) for means in actor.means).is_certain


def _brought(actor: Actor, role: Actor) -> Iterator[Gain]:
    if meets(role, _WRITES, actor, _READS):
        yield from filter(counts, gains_by(actor, role, _READS, "data"))
    if meets(role, _READS, actor, _WRITES):
        yield from filter(counts, gains_by(actor, role, _WRITES, "change"))
