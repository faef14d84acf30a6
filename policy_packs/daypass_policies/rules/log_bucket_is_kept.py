"""Whoever can delete the record can have done nothing."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.recording.kept_bucket import BucketKeeping
from daypass_policies.recording.trails import BUCKET_KINDS, TRAIL_TYPES, Trails, called, says
from daypass_policies.settle import collect


@rule(
    "log-bucket-is-kept",
    risk="evidence-gap",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(BUCKET_KINDS),
    stack=True,
    pack="account_baseline",
    controls=(
        "NIST-800-53:AU-9",
        "NIST-800-53:AU-11",
        "PCI-DSS-4.0.1:10.3.2",
        "SOC2:CC7.2",
        "MAESTRO:L5-COMPROMISED-OBSERVABILITY-TOOLS",
    ),
    remedy="Leave forceDestroy off, and keep versions or lock the objects of the bucket (Object Lock).",
)
def log_bucket_is_kept(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """The bucket that a trail writes to holds the only proof, and whoever may empty it may rewrite what happened.

    Asked of buckets of the stack that a trail of the stack writes to, or whose policy lets CloudTrail write, as where
    one account keeps the logs of others. `forceDestroy` lets an update delete the bucket with all that it holds: where
    its policy is not known yet, that is undecided.
    Advisory is a bucket without versions, without Object Lock, and without a bucket policy that denies everyone to
    delete objects: there a log file that is deleted or overwritten is gone; of one that no trail of the stack writes to
    only profile `strict` says so. So is one that expires within 90 days.

    Refused:
        logs:
          type: aws:s3/bucket:Bucket
          properties: {bucket: acme-logs, forceDestroy: true, versioning: {enabled: true}}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true, enableLogFileValidation: true}

    Mended:
        logs:
          type: aws:s3/bucket:Bucket
          properties: {bucket: acme-logs, objectLockEnabled: true, versioning: {enabled: true}}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true, enableLogFileValidation: true}
    """
    for urn, writer in stack.once(Trails).buckets.items():
        bucket = stack.by_urn[urn]
        if not was_looked_up(bucket):
            # What a stack lets CloudTrail write to may be kept by what another stack says of the bucket.
            keeps = writer.type in TRAIL_TYPES or ask.profile == "strict"
            questions = (_destroyed, _unkept, _expiring) if keeps else (_destroyed, _expiring)
            found, unknown = collect(question(stack, bucket, writer) for question in questions)
            yield from found
            if unknown:
                yield Open(bucket, (unknown.path,))
    for urn, path in stack.once(Trails).maybe.items():
        bucket = stack.by_urn[urn]
        if not was_looked_up(bucket) and _may_be_destroyed(bucket):
            yield Open(bucket, (path,))


def _may_be_destroyed(bucket: Resource) -> bool:
    """Whether it would be refused if it kept a record; what is advice alone may wait until that is known."""
    try:
        return says(bucket, "forceDestroy", default=False)
    except Undecided:
        return True


def _destroyed(stack: Stack, bucket: Resource, writer: Resource) -> Iterator[Problem]:
    if says(bucket, "forceDestroy", default=False):
        fact = f"bucket {bucket.name!r}, which {called(writer)} writes to, is deleted with all that it holds"
        mended = json.dumps({"forceDestroy": False})
        yield Problem(fact, at="forceDestroy", key="force-destroy", mended=mended, on=bucket)


def _expiring(stack: Stack, bucket: Resource, writer: Resource) -> Iterator[Problem]:
    days = stack.once(BucketKeeping).shortest(bucket)
    if days is not None and 0 < days < _AT_HAND:
        what = f"bucket {bucket.name!r}, which {called(writer)} writes to,"
        fact = f"{what} lets its objects expire after {days:g} days"
        yield Problem(fact, at="lifecycleRules", key="expires", severity="medium", advisory=True, on=bucket)


_AT_HAND: Final = 90
"""Days for which PCI DSS 4.0.1 wants the record at hand (10.5.1)."""


def _unkept(stack: Stack, bucket: Resource, writer: Resource) -> Iterator[Problem]:
    if not stack.once(BucketKeeping).is_kept(bucket):
        what = f"bucket {bucket.name!r}, which {called(writer)} writes to,"
        fact = f"{what} keeps no versions, locks no objects, and denies nobody to delete them"
        yield Problem(fact, key="unkept", severity="medium", confidence="medium", advisory=True, on=bucket)
