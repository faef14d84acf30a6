"""This is where it is told what somebody gets who has a service copy objects of S3 as a role that they pass to it.

A batch job reads and writes as the role, whatever its owner lists, a pipeline of OpenSearch Ingestion whatever its body
names, and a task of DataSync from one location to another, each of which was made with a role: so from where the role
alone reads to where its owner reads as well, and from where the owner writes to where the role alone does. A condition
may limit jobs to operations that copy nothing (`S3PutObjectTagging`). What is called like whoever changes a pipeline,
or makes a task, is their own, and so is what is copied as a role that is called like them. Sources: Amazon S3 User
Guide, "Granting permissions for S3 Batch Operations" and "Controlling permissions for Batch Operations using job tags"
(`s3:RequestJobOperation`); Amazon S3 API Reference, "JobOperation" of the control API; read 2026-11; OpenSearch
Ingestion API Reference, "UpdatePipeline" (`PipelineConfigurationBody`); Amazon OpenSearch Service Developer Guide,
"Setting up roles and users in Amazon OpenSearch Ingestion" (sources and sinks of S3, and who manages a pipeline passes
its role); AWS DataSync User Guide, "Providing DataSync access to S3 buckets" and "Scheduling when your DataSync task
runs" (a task that has a schedule needs nobody to start it); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import best
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, patterns
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_called_otherwise
from daypass_policies.escalating.takeovers.gaining import Gain, counts, gains_by

_STARTS: Final = "s3:CreateJob"
_LOCATES: Final = "datasync:CreateLocationS3"
_READS: Final = "s3:GetObject"
_WRITES: Final = "s3:PutObject"
_COPYING: Final[Mapping[str, Facts]] = {
    _STARTS: Facts({"s3:requestjoboperation": "S3PutObjectCopy"}),
    "osis:CreatePipeline": NOTHING,
    "osis:UpdatePipeline": NOTHING,
    _LOCATES: NOTHING,
}
"""Action by which something copies as a role that is passed, and what a request for it says."""

_ALSO: Final[Mapping[str, tuple[str, ...]]] = {_LOCATES: ("datasync:CreateTask",)}
"""What else is done so that it copies."""


def gained_by_copying(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The first objects that are brought to somebody so, or put where they may put none."""
    role = rising.actors.by_urn.get(edge.target.key)
    by = [action for action in edge.paths if action in _COPYING and _copies(actor, action)]
    if not by or role is None:
        return None
    if by == [_LOCATES] and not is_called_otherwise(actor, edge.target):
        return None
    is_any, others = _STARTS in by, tuple(_at_other_locations(edge, rising)) if _LOCATES in by else ()
    found = _brought(actor, role, (role, *others))
    return next((one for one in found if is_any or not is_called_like(actor, one.resource)), None)


def meets(one: Actor, does: str, other: Actor, also: str) -> bool:
    """Whether one does something where the other may do something else, as far as patterns of either say so."""
    places = dict.fromkeys((*patterns(one, does), *patterns(other, also)))
    return any(may(one, does, place).is_certain and may(other, also, place).is_certain for place in places)


def _copies(actor: Actor, action: str) -> bool:
    each = ((one, _COPYING[action]) for one in (action, *_ALSO.get(action, ())))
    return all(best(means.anywhere(one, facts) for means in actor.means).is_certain for one, facts in each)


def _at_other_locations(edge: Edge, rising: Rising) -> Iterator[Actor]:
    """The other roles with which the same one makes locations."""
    others = (one for one in rising.steps(edge.source) if _LOCATES in one.paths and one.target != edge.target)
    found = (rising.actors.by_urn.get(one.target.key) for one in islice(others, MOST))
    yield from filter(None, found)


def _brought(actor: Actor, role: Actor, with_: tuple[Actor, ...]) -> Iterator[Gain]:
    """What comes from where the role reads to where one of these writes, and the other way round."""
    if any(meets(one, _WRITES, actor, _READS) for one in with_):
        yield from filter(counts, gains_by(actor, role, _READS, "data"))
    if any(meets(one, _READS, actor, _WRITES) for one in with_):
        yield from filter(counts, gains_by(actor, role, _WRITES, "change"))
