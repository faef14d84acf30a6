"""This is where it is told who writes who may read what a bucket or a collection leaves to other policies to say.

A bucket that lets in whoever comes by an access point of the account, or by one that it names, has its readers in the
policies of those, and a collection of OpenSearch Serverless in its data access policies. In one account the policy of
an access point is enough, whatever those of the reader say. Source: S3 User Guide, "Configuring IAM policies for using
access points"; OpenSearch Service Developer Guide, "Data access control for Amazon OpenSearch Serverless"; read
2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.data.resource_policies import resource_policies
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.denied import Denied
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import BUCKET, best
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.document import Document
from daypass.iam.glob import filled, has_wildcard, matches
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.left_to_points import READS, LeftToPoints, left_to_points
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all, patterns, was_given
from daypass_policies.escalating.rising import Rising

_LISTS: Final = ("aoss:UpdateAccessPolicy", "aoss:CreateAccessPolicy")
_COLLECTIONS: Final = f"arn:*:aoss:*:*:{PROBE}"
"""IAM knows no resource of these actions, so that a pattern of collections allows none of them."""

_OF_ANY: Final = Facts({"aoss:collection": PROBE, "aoss:index": PROBE})
_CALLS: Final = ("aoss:APIAccessAll", "aoss:DashboardsAccessAll")
"""Without one of these nobody comes to a collection, whatever its data access policy says."""

_PUTS: Final = "s3:PutAccessPointPolicy"
_MAKES: Final = "s3:CreateAccessPoint"
_RELIES: Final = (
    f"write the policy of access points on which a bucket relies, and so do what it was not given ({READS})"
)
_POINTS: Final = ("aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint")
_POLICIES: Final = ("access point policy", "s3")
_YES: Final = Answer(possible=True)


class PointPolicy(NamedTuple):
    """The policy of an access point of this name, "" where a resource beside it says it; None where it is not known."""

    name: str
    document: Document | None
    place: Untold


def lets_itself_in(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What a workload lets itself read by a policy that another thing goes by."""
    yield from lets_itself_into_collections(actor)
    for one in rising.reach.stack.once(left_to_points):
        yield from _by_points(actor, one, rising) if has_by_itself(actor, _PUTS) else ()


def lets_itself_into_collections(actor: Actor) -> Iterator[Opened]:
    """The same of collections, to which nobody comes whom IAM does not let call them."""
    for action in _LISTS:
        if has_by_itself(actor, action) and any(may_at_all(actor, call) for call in _CALLS):
            yield Opened(action, "write who may read which collection", may(actor, action, _COLLECTIONS, _OF_ANY))


def _by_points(actor: Actor, one: LeftToPoints, rising: Rising) -> Iterator[Opened]:
    if of_arn(one.objects) not in (PRODUCTION, NO_ENVIRONMENT) or was_given(actor, READS, one.objects, rising):
        return
    stack = rising.reach.stack
    for pattern in filter(_is_of_points, patterns(actor, _PUTS)):
        is_let = any(one.lets(means.caller, pattern) for means in actor.means)
        if is_let and not _is_kept_out(actor, pattern, one, stack):
            reads, leads = _reads_by(actor, pattern, stack), _leads(actor, pattern, one, stack)
            if leads.possible and not reads.is_certain:
                answer = joined(may(actor, _PUTS, pattern), leads)
                yield Opened(_PUTS, _RELIES, answer.under(*one.unknown, *reads.unknown))


def _is_kept_out(actor: Actor, pattern: str, one: LeftToPoints, stack: Stack) -> bool:
    """Whether its own policies, or that of the bucket, deny it whatever the access point allows."""
    denied = stack.once(Denied)
    each = [denied.held(means, (_PUTS,)) for means in actor.means]
    things = (f"{pattern}/object/{PROBE}", filled(one.objects, PROBE))
    return any(means.denies(READS, thing) == "yes" for means in each for thing in things)


def _is_of_points(pattern: str) -> bool:
    return meets(pattern, f"arn:{ANY}:s3:{ANY}:{ANY}:accesspoint/{ANY}") != "no"


def _reads_by(actor: Actor, pattern: str, stack: Stack) -> Answer:
    """Whether it reads whatever is behind the access point as that one's policy says today, or its own ones."""
    objects = f"{filled(pattern, PROBE)}/object/{PROBE}"
    if may(actor, READS, objects).possible:
        return _YES
    name = _name_in(pattern)
    policies = stack.once(_point_policies)
    near = () if has_wildcard(name) else (*policies.get(name, ()), *policies.get("", ()))
    return best(_let(actor, one, objects) for one in near)


def _let(actor: Actor, policy: PointPolicy, objects: str) -> Answer:
    document = policy.document
    if document is None:
        return _YES.under(policy.place)
    return best(let_by(document, means, READS, objects, NOTHING) for means in actor.means)


def _leads(actor: Actor, pattern: str, one: LeftToPoints, stack: Stack) -> Answer:
    """Whether an access point of this pattern may be one of the bucket: of one that is named, its bucket is known."""
    name = _name_in(pattern)
    if has_wildcard(name) or one.names(pattern) or may(actor, _MAKES, pattern).possible:
        return _YES
    return best(_is_behind(point, one) for point in stack.once(_Points).called(name))


class _Points:
    """The access points of a stack, by what they are called."""

    def __init__(self, stack: Stack) -> None:
        every = [(bare(said(point, "name")), point) for point in stack.of_type(*_POINTS)]
        self._by_name = grouped((name, point) for name, point in every if isinstance(name, str))
        self._hidden = tuple(point for name, point in every if name is UNKNOWN)

    def called(self, name: str) -> tuple[Resource, ...]:
        """Those of this name, and those whose name is not known."""
        return (*self._by_name.get(name, ()), *self._hidden)


def _is_behind(point: Resource, one: LeftToPoints) -> Answer:
    """Whether the access point leads to the bucket; it and its name may not be known yet."""
    called, bucket = bare(said(point, "name")), bare(declared(point, "bucket"))
    named = one.objects.partition(BUCKET)[2].partition("/")[0] or ANY
    if not (bucket is UNKNOWN or matches(named, text_of(bucket).rpartition(":")[2])):
        return NO
    unknown = [key for key, value in (("name", called), ("bucket", bucket)) if value is UNKNOWN]
    return _YES.under(*(Untold.of(point, key) for key in unknown))


def _name_in(pattern: str) -> str:
    return pattern.rpartition("/")[2]


def _point_policies(stack: Stack) -> Mapping[str, tuple[PointPolicy, ...]]:
    """Name of an access point → those that can be read, and those that are not known yet."""
    types = [one for one, place in resource_policies().items() if (place.noun, place.service) == _POLICIES]
    return grouped((one.name, one) for point in stack.of_type(*types) for one in _policy_of(point))


def _policy_of(point: Resource) -> Iterator[PointPolicy]:
    key = resource_policies()[point.type].path
    value, place = declared(point, key), Untold.of(point, key)
    name = text_of(said(point, "name")) if point.type in _POINTS else ""
    read = None if is_empty(value) or bare(value) is UNKNOWN else document_or_fault(value, key)
    if isinstance(read, Document) or bare(value) is UNKNOWN or (read is not None and not read.malformed):
        yield PointPolicy(name, read if isinstance(read, Document) else None, place)
