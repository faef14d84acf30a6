"""This is where it is told of which roles somebody has a part who grants themselves a location of S3 Access Grants.

The role of a location was handed over when that was registered. Whoever makes a grant on it, for any prefix and anyone,
and asks for data access gets credentials of the role for what the grant says: to read and write objects there. Sources:
Amazon S3 User Guide, "Register a location" and "Request access to Amazon S3 data through S3 Access Grants"; Amazon S3
API Reference, "GetDataAccess" (for an identity of IAM the role lets S3 set the source identity); read 2026-12.
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
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.borrowing import borrowed
from daypass.graph.becoming.passing.serving import Served, served
from daypass.graph.becoming.things import Thing
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

GRANTS: Final = "s3-x03"
"""The path on which somebody grants themselves what is below a location."""

_NOUN: Final = "access grants location"
_SERVICE: Final = "access-grants.s3.amazonaws.com"
_NAMES_WHOM: Final = "sts:SetSourceIdentity"
_ID: Final = "accessGrantsLocationId"
_WHERE: Final = "locationScope"
_SCOPE: Final = "s3:accessgrantscope"
_START: Final = "s3://"
_INSTANCE: Final = "access-grants/default"
_NEW: Final = f"/grant/{PROBE}"
"""What is made. The Service Authorization Reference said at first that who makes a grant is asked about the location,
and now that it is the grant, and AWS's own policies name both (SageMakerStudioProjectUserRolePolicy); read 2026-12."""


class Location(NamedTuple):
    """One of S3 Access Grants, as what somebody is asked about, and the ARN of its instance, and of what is below it.

    `role` reads and writes there, if it lets S3 do so: `let`.
    """

    resource: Resource
    thing: Thing
    instance: str
    objects: str
    role: Node
    let: Answer


def locations(stack: Stack, roles: Mapping[str, Node], trusts: Trusts) -> tuple[Location, ...]:
    """Those of a stack. `roles` are its roles, by their URN."""
    each = served(stack, _NOUN, _SERVICE, roles, trusts)
    return tuple(_location(one) for one in each if _is_placed(one.thing) and _lets_name_whom(one.role, trusts))


@dataclass(frozen=True)
class Granting:
    """The roles of which one identity has a part so. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    each: tuple[Location, ...]

    def __iter__(self) -> Iterator[Edge]:
        yield from borrowed(self.node, self.means, GRANTS, self.each, _granted, _does)


def _does(one: Location) -> str:
    return f"grant itself what {one.role} may at access grants location {one.resource.name!r}"


def objects_in(scope: str) -> str:
    """The ARN, as a pattern, of what a scope takes in (`s3://bucket/reports*`, `s3://`); "" where it is no scope."""
    where = scope.removeprefix(_START)
    if where == scope:
        return ""
    whole = f"{where}/" if where and "/" not in where else where
    return f"arn:*:s3:::{whole.removesuffix(ANY)}{ANY}"


def _granted(means: Means, one: Location) -> Answer:
    """Whether it makes a grant of something there that nobody named, and is given credentials for that."""
    makes, asks = paths_here()[GRANTS].actions
    scope = Facts({_SCOPE: f"{_START}{one.objects.rpartition(':')[2].removesuffix(ANY)}{PROBE}"})
    made = best((one.thing.asked(means, makes, scope), means.on(makes, f"{one.instance}{_NEW}", scope)))
    return all_of((made, means.on(asks, one.instance), one.let))


def _location(one: Served) -> Location:
    account = one.role.account or ANY
    id_ = text_of(said(one.thing, _ID))
    pattern = f"arn:*:s3:*:{account}:{_INSTANCE}/location/{{}}"
    thing = Thing.of(one.thing, "accessGrantsLocationArn", pattern, id_, tag_facts(one.thing, "aws:resourcetag/"))
    unknown = (Untold.of(one.thing, _WHERE),) if bare(said(one.thing, _WHERE)) is UNKNOWN else ()
    objects = objects_in(_START if unknown else text_of(said(one.thing, _WHERE)))
    instance = f"{thing.arn.partition(_INSTANCE)[0]}{_INSTANCE}"
    return Location(one.thing, thing, instance, objects, one.role, one.let.under(*unknown))


def _is_placed(location: Resource) -> bool:
    """Whether it says where it is, or will."""
    where = said(location, _WHERE)
    return bare(where) is UNKNOWN or bool(objects_in(text_of(where)))


def _lets_name_whom(role: Node, trusts: Trusts) -> bool:
    """Whether S3 may say as the role for which identity of IAM it comes: else these get no credentials."""
    trust = trusts.by_urn[role.key]
    return trust.document is None or bool(trust.letting(_NAMES_WHOM))
