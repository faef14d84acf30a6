"""This is where it is told of which roles somebody has a part who has DataSync copy between locations of S3.

The role of a location was handed over when that was made. Whoever makes a task of two locations is asked about both,
and not about `iam:PassRole`; the task then reads the one as its role, and writes the other as its own. Sources: AWS
DataSync User Guide, "Providing DataSync access to S3 buckets" and "DataSync API permissions"; Service Authorization
Reference, "AWS DataSync" (CreateTask is asked about locations, StartTaskExecution about the task); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.data.escalation_paths import paths_here
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.borrowing import borrowed
from daypass.graph.becoming.passing.serving import Served, served
from daypass.graph.becoming.things import Thing
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

SYNCS: Final = "datasync-x01"
"""The path on which somebody has objects copied as the roles of two locations."""

_NOUN: Final = "DataSync location"
_SERVICE: Final = "datasync.amazonaws.com"
_TYPES: Final = ("aws:datasync/s3Location:S3Location", "aws-native:datasync:LocationS3")
_BUCKET, _BELOW = "s3BucketArn", "subdirectory"
_OF_S3: Final = ":s3:::"


class SyncLocation(NamedTuple):
    """One of S3, as what somebody is asked about, with the ARN of what is below it, and the ARN of any new task.

    `role` reads and writes there, if it lets DataSync do so: `let`.
    """

    resource: Resource
    thing: Thing
    task: str
    objects: str
    role: Node
    let: Answer


def sync_locations(stack: Stack, roles: Mapping[str, Node], trusts: Trusts) -> tuple[SyncLocation, ...]:
    """Those of a stack. `roles` are its roles, by their URN."""
    each = served(stack, _NOUN, _SERVICE, roles, trusts)
    return tuple(_location(one) for one in each if one.thing.type in _TYPES and _is_placed(one.thing))


@dataclass(frozen=True)
class Syncing:
    """The roles of which one identity has a part so. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    each: tuple[SyncLocation, ...]

    def __iter__(self) -> Iterator[Edge]:
        each = self.each if len(self.each) > 1 else ()  # a task is from one to another
        yield from borrowed(self.node, self.means, SYNCS, each, _copied, _does)


def _does(one: SyncLocation) -> str:
    return f"have DataSync copy as {one.role} at location {one.resource.name!r}"


def _copied(means: Means, one: SyncLocation) -> Answer:
    """Whether it makes a task of the location, and starts that."""
    makes, starts = paths_here()[SYNCS].actions
    return all_of((one.thing.asked(means, makes), means.on(starts, one.task), one.let))


def _location(one: Served) -> SyncLocation:
    start = f"arn:*:datasync:*:{one.role.account or ANY}"
    thing = Thing.of(one.thing, "arn", f"{start}:location/loc-{{}}", "", tag_facts(one.thing, "aws:resourcetag/"))
    bucket = bare(said(one.thing, _BUCKET))
    unknown = tuple(Untold.of(one.thing, key) for key in (_BUCKET, _BELOW) if bare(said(one.thing, key)) is UNKNOWN)
    below = text_of(said(one.thing, _BELOW)).strip("/")
    objects = f"{bucket}/{f'{below}/' if below else ''}*" if isinstance(bucket, str) else f"arn:*{_OF_S3}*"
    task = f"{start}:task/task-{PROBE}"
    return SyncLocation(one.thing, thing, task, objects, one.role, one.let.under(*unknown))


def _is_placed(location: Resource) -> bool:
    """Whether it says in which bucket it is, or will; an access point is none that an ARN of objects begins with."""
    bucket = said(location, _BUCKET)
    return bare(bucket) is UNKNOWN or _OF_S3 in text_of(bucket)
