"""This is where it is told who writes who may read what a bucket or a collection leaves to other policies to say.

A bucket that lets in whoever comes by an access point of the account has its readers in the policies of those, and a
collection of OpenSearch Serverless in its data access policies. Source: S3 User Guide, "Configuring IAM policies for
using access points"; OpenSearch Service Developer Guide, "Data access control for Amazon OpenSearch Serverless"; read
2026-11.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.data.resource_policies import resource_policies
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import Facts
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import action_matches
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, MalformedDocument
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource, Undecided
from daypass.rule import Problem
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import ask_grants
from daypass_policies.opening.taken_back import Conditions

_LISTS: Final = ("aoss:UpdateAccessPolicy", "aoss:CreateAccessPolicy")
_COLLECTIONS: Final = f"arn:*:aoss:*:*:{PROBE}"
"""IAM knows no resource of these actions, so that a pattern of collections allows none of them."""

_OF_ANY: Final = Facts({"aoss:collection": PROBE, "aoss:index": PROBE})
_CALLS: Final = ("aoss:APIAccessAll", "aoss:DashboardsAccessAll")
"""Without one of these nobody comes to a collection, whatever its data access policy says."""

_PUTS: Final = "s3:PutAccessPointPolicy"
_MAKES: Final = "s3:CreateAccessPoint"
_READS: Final = "s3:GetObject"
_RELIES: Final = (
    f"write the policy of access points on which a bucket relies, and so do what it was not given ({_READS})"
)
_POINTS: Final = ("aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint")
_POLICIES: Final = ("bucket policy", "s3")
_BY_POINTS: Final = "s3:dataaccesspointaccount"
_ASKS_NOTHING_ELSE: Final = (_BY_POINTS, "aws:securetransport")


class Delegated(NamedTuple):
    """What a bucket leaves to access points: a pattern of objects, and the accounts of the access points.

    `unknown`: whether it does, and of which objects.
    """

    objects: str
    accounts: tuple[str, ...]
    unknown: tuple[Untold, ...] = ()


def lets_itself_in(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What a workload lets itself read by a policy that another thing goes by."""
    yield from lets_itself_into_collections(actor)
    for one in rising.reach.stack.once(_delegated):
        yield from _by_points(actor, one, rising.reach.stack) if has_by_itself(actor, _PUTS) else ()


def lets_itself_into_collections(actor: Actor) -> Iterator[Opened]:
    """The same of collections, to which nobody comes whom IAM does not let call them."""
    for action in _LISTS:
        if has_by_itself(actor, action) and any(may_at_all(actor, call) for call in _CALLS):
            yield Opened(action, "write who may read which collection", may(actor, action, _COLLECTIONS, _OF_ANY))


def _by_points(actor: Actor, one: Delegated, stack: Stack) -> Iterator[Opened]:
    own = {means.caller.account for means in actor.means}
    is_of_own = "" in own or any(matches(each, account) for each in one.accounts for account in own)
    is_told = is_of_own and of_arn(one.objects) in (PRODUCTION, NO_ENVIRONMENT)
    if not is_told or may(actor, _READS, one.objects).possible:
        return
    for pattern in patterns(actor, _PUTS):
        is_kept_out = any(means.denies(_READS, f"{pattern}/object/{PROBE}") == "yes" for means in actor.means)
        if not is_kept_out and _leads(actor, pattern, one, stack):
            yield Opened(_PUTS, _RELIES, may(actor, _PUTS, pattern).under(*one.unknown))


def _leads(actor: Actor, pattern: str, one: Delegated, stack: Stack) -> bool:
    """Whether an access point of this pattern may be one of the bucket: of one that is named, its bucket is known."""
    name = pattern.rpartition("/")[2]
    if has_wildcard(name) or may(actor, _MAKES, pattern).possible:
        return True
    buckets = (text_of(declared(point, "bucket")) for point in stack.of_type(*_POINTS) if _is_called(point, name))
    return any(matches(one.objects, f"arn:aws:s3:::{bucket}/{PROBE}") for bucket in buckets)


def _is_called(point: Resource, name: str) -> bool:
    return text_of(said(point, "name")) == name


def _delegated(stack: Stack) -> tuple[Delegated, ...]:
    types = (one for one, place in resource_policies().items() if (place.noun, place.service) == _POLICIES)
    return tuple(sorted({found for one in stack.of_type(*types) for found in _left_by(one)}))


def _left_by(resource: Resource) -> list[Delegated]:
    found: list[Delegated] = []

    def note(grant: Grant) -> Iterator[Problem]:
        found.extend(_left_in(grant, resource))
        yield from ()

    with suppress(MalformedDocument, Undecided):  # other rules say so, and what could be read was found
        list(ask_grants(resource, note))
    return found


def _left_in(grant: Grant, resource: Resource) -> Iterator[Delegated]:
    """What a statement leaves to access points, where it asks for nothing else; or may leave, as far as is known."""
    accounts = tuple(account for one in grant.conditions if _is_by_points(one) for account in one.values)
    waits = grant.unknown.lower().endswith(_BY_POINTS)
    if grant.principal != EVERYONE or not (accounts or waits):
        return
    try:
        reads = any(action_matches(one, _READS) for one in grant.actions)
        if reads and not grant.is_closed(_asks_more):
            yield from (Delegated(one, accounts) for one in grant.resources if "/" in one or one.endswith("*"))
    except Undecided as stopped:
        # A bucket that is not known either is one that nobody named: who reads it reads whatever there is.
        bucket = text_of(declared(resource, "bucket")) or PROBE
        unknown = (Untold.of(resource, stopped.path),)
        yield Delegated(f"arn:aws:s3:::{bucket}/*", accounts or (EVERYONE,), unknown)


def _is_by_points(condition: Condition) -> bool:
    asks = condition.operator in ("StringEquals", "StringLike") and condition.qualifier != "ForAllValues"
    return asks and not condition.if_exists and condition.is_on(_BY_POINTS)


def _asks_more(conditions: Conditions, version: str) -> bool:
    del version
    return any(one.key.lower() not in _ASKS_NOTHING_ELSE for one in conditions)
