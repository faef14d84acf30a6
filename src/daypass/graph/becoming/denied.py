"""This is where it is told what the policies of buckets deny an identity, whatever its own policies allow.

An explicit Deny of a bucket holds for whoever comes, of whatever account, and counts as if the identity's own policies
said so about that bucket. One that asks only how a request comes (by TLS, by which endpoint, encrypted how) keeps
nobody out who asks as it wants, and one of a bucket whose policy the identity may rewrite keeps out nobody who does
that first. One that lets be some of what is in the bucket (`NotResource`) is about the rest of that bucket alone, as
all its policy is. What is not known of a Deny denies nothing. Sources: IAM User Guide, "Policy evaluation logic";
Amazon S3 User Guide, "Examples of Amazon S3 bucket policies"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.resource_policies import resource_policies
from daypass.graph.becoming.granted import BUCKETS, alone, named_by
from daypass.graph.becoming.means import BUCKET, Means
from daypass.graph.given import Given
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE, Document
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Resource

_WHO_ASKS: Final = (
    *("aws:principalarn", "aws:principalaccount", "aws:principaltag/", "aws:principaltype"),
    *("aws:userid", "aws:username"),
)
"""Starts of the keys that say who asks.

Some of that they choose, as a session's name in `aws:userid`, and its tags where the trust lets them bring some.
What they choose is none of the facts about them, so that a Deny which turns on it is never certain, and denies nothing.
"""

_REPLACES: Final = ("s3:if-none-match", "s3:if-match")
"""Keys that say whether an object may be there already."""

_REWRITES: Final = ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy")
_CHANGES: Final = ("s3:PutObject", "s3:PutBucketPolicy")
_ALL_BUT: Final = "NotResource"


class Denial(NamedTuple):
    """What the policy of a bucket, by its ARN, denies some of those who come: all of them (`*`), an account, or one.

    `is_apart`: it says what it lets be.
    """

    bucket: str
    whom: str
    given: Given
    is_apart: bool = False


class Denied:
    """What buckets deny to the identities of a stack. Each policy is read once, however many it is about."""

    def __init__(self, stack: Stack) -> None:
        policies = sorted(stack.of_type(*BUCKETS), key=lambda one: one.urn)
        names = Names.of(stack.resources, kinds_of(ROLE)) if policies else None
        each = tuple(one for policy in policies for one in _denials(policy, names)) if names else ()
        self._by_whom: Mapping[str, tuple[Denial, ...]] = grouped((one.whom, one) for one in each)

    def held(self, means: Means, actions: tuple[str, ...] = _CHANGES) -> Means:
        """The same means as far as buckets let be that it does these to, and whose policies it may not rewrite."""
        own = means.permissions
        whom = (EVERYONE, means.caller.account, own.identity.urn)
        each = tuple(one for key in whom for one in self._by_whom.get(key, ()))
        near = _near(each, means, actions) if each and any(map(means.may, actions)) else ()
        by_bucket = grouped((one.bucket, one) for one in near)
        kept = tuple(
            one for bucket, each in by_bucket.items() if not _is_rewritten(bucket, each, means) for one in each
        )
        return _with(means, kept) if kept else means


def _with(means: Means, denials: Iterable[Denial]) -> Means:
    each = tuple(denials)
    apart = grouped((_name_of(one.bucket), one.given) for one in each if one.is_apart)
    return means.denied((one.given for one in each if not one.is_apart), apart)


def _name_of(bucket: str) -> str:
    return bucket.partition(BUCKET)[2]


def _near(denials: Iterable[Denial], means: Means, actions: Iterable[str]) -> tuple[Denial, ...]:
    """Those of buckets that it may do any of these to at all."""
    lines = (held.line for action in actions for held in means.told(action).allows)
    named = {pattern.partition("/")[0] for line in lines for pattern in line.patterns(means.caller.facts)}
    buckets = {_name_of(one) for one in named}
    is_any = bool(means.open) or any(map(has_wildcard, buckets)) or any(BUCKET not in one for one in named)
    return tuple(one for one in denials if is_any or _name_of(one.bucket) in buckets)


def _is_rewritten(bucket: str, denials: Iterable[Denial], means: Means) -> bool:
    """Whether it may replace or take away the policy of the bucket, which denies this. No other one has a say in it."""
    able = [action for action in _REWRITES if means.may(action) and means.on(action, bucket).possible]
    held = _with(means, denials) if able else means
    return any(held.on(action, bucket).possible for action in able)


def _denials(policy: Resource, names: Names) -> Iterator[Denial]:
    """What one policy denies, for each whom it denies that, and for each bucket that it names: one, unless it errs."""
    key = resource_policies()[policy.type].path
    read = document_or_fault(declared(policy, key), key)
    if not isinstance(read, Document):
        return
    own = text_of(said(policy, "bucket")).rpartition(":")[2]
    counting = (about for one in read.statements if _counts(one) for about in _about(own, one))
    told = (
        (one, bucket, whom) for one in counting for bucket in _buckets(own, one) for whom in _whom(one, policy, names)
    )
    each = grouped(((bucket, whom, one.has(_ALL_BUT)), alone(one)) for one, bucket, whom in told)
    for (bucket, whom, is_apart), statements in each.items():
        given = Given(replace(read, statements=statements), policy, "bucket policy", key)
        yield Denial(bucket, whom, given, is_apart)


def _counts(statement: Statement) -> bool:
    """Whether it denies something in a way that depends on who asks, or on nothing."""
    if not statement.is_fully_known or statement.effect != "Deny" or statement.principals is None:
        return False
    keys = {condition.key.lower() for condition in statement.conditions}
    named = (*statement.resources, *statement.not_resources)
    is_of_buckets = bool(named) and all(BUCKET in arn for arn in named)
    return is_of_buckets and (not keys or any(key.startswith((*_WHO_ASKS, *_REPLACES)) for key in keys))


def _about(bucket: str, statement: Statement) -> Iterator[Statement]:
    """The statement about the bucket of this name alone; about those that it names where that is "", as not known.

    What it lets be of other buckets does not matter.
    """
    if statement.has(_ALL_BUT):
        yield statement
        return
    each = (tuple(_within(bucket, arn)) if bucket else (arn,) for arn in statement.resources)
    named = tuple(arn for arns in each for arn in arns if not _is_open(arn.partition("/")[0]))
    if named:
        yield replace(statement, parts={**statement.parts, "Resource": named})


def _within(bucket: str, pattern: str) -> Iterator[str]:
    """What it takes in of the bucket: itself, and objects of it. A wildcard in a name takes in slashes as well."""
    start, kind, resource = pattern.partition(BUCKET)
    name, slash, key = resource.partition("/")
    if matches(name, bucket):
        yield f"{start}{kind}{bucket}{slash}{key}"
    if not slash and name.endswith("*") and matches(name, f"{bucket}/"):
        yield f"{start}{kind}{bucket}/*"


def _is_open(bucket: str) -> bool:
    """Whether it is no bucket that an ARN names."""
    return has_wildcard(bucket.partition(BUCKET)[2]) or "$" in bucket


def _buckets(own: str, statement: Statement) -> list[str]:
    """The ARNs of the buckets that it is about: of one that says what it lets be that is its own, as far as known."""
    named = sorted({arn.partition("/")[0] for arn in (*statement.resources, *statement.not_resources)})
    if not statement.has(_ALL_BUT):
        return named
    if own:
        return [f"{named[0].partition(BUCKET)[0]}{BUCKET}{own}"]
    return named if len(named) == 1 and not _is_open(named[0]) else []


def _whom(statement: Statement, policy: Resource, names: Names) -> list[str]:
    """Everyone, else the accounts and the roles of the stack that it names."""
    principals = statement.principals or {}
    named = principals.get("AWS", ())
    if EVERYONE in principals or EVERYONE in named:
        return [EVERYONE]
    accounts = {arn.account if (arn := Arn.parse(one)) and arn.resource == "root" else one for one in named}
    return sorted({one for one in accounts if one.isdecimal()} | named_by(statement, policy, names))
