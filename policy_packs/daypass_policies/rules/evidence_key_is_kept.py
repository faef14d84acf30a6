"""What encrypts the record is part of it: without its key, the record is gone."""

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import leaves, was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import beginning
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.recording.trails import BUCKET_KINDS, Trails

KEY_KINDS: Final[Mapping[str, Kind]] = {
    "aws:kms/key:Key": Kind("key", "", "keyId"),
    "aws:kms/externalKey:ExternalKey": Kind("key", "", "keyId"),
    "aws-native:kms:Key": Kind("key", "", "keyId"),
}
_WINDOW: Final = {"aws-native:kms:Key": "pendingWindowInDays"}

_LONGEST: Final = 30
"""Days that KMS waits at most, and unless told otherwise. Source: KMS API reference, `ScheduleKeyDeletion`."""


@rule(
    "evidence-key-is-kept",
    risk="evidence-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(KEY_KINDS),
    stack=True,
    pack="account_baseline",
    controls=("NIST-800-53:AU-9", "NIST-800-53:SC-12", "PCI-DSS-4.0.1:10.3.2", "SOC2:CC7.2"),
    remedy="Leave the deletion window at 30 days, so that somebody notices while the key can still be kept.",
    options={
        "minDays": {
            "type": "integer",
            "minimum": 7,
            "maximum": _LONGEST,
            "default": 14,
            "description": "The shortest deletion window of a key that encrypts the record; 30 in profile `strict`.",
        }
    },
)
def evidence_key_is_kept(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Deleting one key makes every log file unreadable that it encrypts, faster than a review would notice.

    Asked of keys of the stack that encrypt a trail of the stack, or a bucket or a log group that a trail writes to.
    Until the window of its deletion ends, a key can be kept; KMS waits 7 to 30 days, and 30 unless told otherwise.

    Refused:
        evidence:
          type: aws:kms/key:Key
          properties: {arn: "arn:aws:kms:eu-west-1:111122223333:key/1a2b", deletionWindowInDays: 7}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1a2b"}

    Mended:
        evidence:
          type: aws:kms/key:Key
          properties: {arn: "arn:aws:kms:eu-west-1:111122223333:key/1a2b", deletionWindowInDays: 30}
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1a2b"}
    """
    least = _LONGEST if ask.profile == "strict" else int(ask.options["minDays"])
    encrypted = _encrypted(stack)
    keys = [one for one in stack.of_type(*KEY_KINDS) if not was_looked_up(one)] if encrypted else []
    named, unknown = _keys(stack, encrypted) if keys else ({}, ())
    for key in keys:
        if key.urn in named or unknown:
            yield from _judged(key, named.get(key.urn, ""), unknown, least)


def _judged(key: Resource, what: str, unknown: tuple[str, ...], least: int) -> Iterator[Problem | Open]:
    at = _WINDOW.get(key.type, "deletionWindowInDays")
    try:
        days = _days(key, at)
    except Undecided as stopped:
        yield Open(key, (stopped.path,))
        return
    if days < least and what:
        fact = f"key {key.name!r}, which encrypts {what}, can be gone {days:g} days after somebody deletes it"
        yield Problem(fact, at=at, mended=json.dumps({at: _LONGEST}), on=key)
    elif days < least:
        yield Open(key, unknown)


class _Encrypted(NamedTuple):
    """A resource that names a key at a path, and how people call what is encrypted."""

    by: Resource
    path: str
    what: str


def _encrypted(stack: Stack) -> list[_Encrypted]:
    """What belongs to the record and may be encrypted."""
    trails = stack.once(Trails)
    found = [_Encrypted(trail, _KEY, f"trail {trail.name!r}") for trail in trails.made]
    found += [_Encrypted(stack.by_urn[urn], _KEY, f"log group {stack.by_urn[urn].name!r}") for urn in trails.groups]
    if trails.buckets:
        names = Names.of(stack.resources, BUCKET_KINDS)
        kept = {urn: f"bucket {stack.by_urn[urn].name!r}" for urn in trails.buckets}
        found += [_Encrypted(stack.by_urn[urn], path, what) for urn, what in kept.items() for path in _IN_BUCKETS]
        for by in stack.of_type(*_BESIDE):
            meant = names.meant(by, "bucket", list(leaves(by, "bucket")))
            found += [_Encrypted(by, _IN_RULES, kept[one.urn]) for one in meant if one.urn in kept]
    return found


def _keys(stack: Stack, encrypted: list[_Encrypted]) -> tuple[dict[str, str], tuple[str, ...]]:
    """URN of each key of the stack → what it encrypts; and the paths that may name any of them."""
    names, found, unknown = Names.of(stack.resources, KEY_KINDS), dict[str, str](), list[str]()
    for by, path, what in encrypted:
        for meant in names.meant(by, beginning(path), list(leaves(by, path))):
            if meant.urn:
                found.setdefault(meant.urn, what)
            elif meant.fault.awaited:
                unknown.append(path)
    return found, tuple(dict.fromkeys(unknown))


_KEY: Final = "kmsKeyId"
_BY_DEFAULT: Final = "applyServerSideEncryptionByDefault.kmsMasterKeyId"
_IN_BUCKETS: Final = (
    f"serverSideEncryptionConfiguration.rule.{_BY_DEFAULT}",
    "bucketEncryption.serverSideEncryptionConfiguration[].serverSideEncryptionByDefault.kmsMasterKeyId",
)
_IN_RULES: Final = f"rules[].{_BY_DEFAULT}"
_BESIDE: Final = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)


def _days(key: Resource, at: str) -> float:
    """The window as the provider reads it: a number, or a text that is one. Anything else is no window of KMS."""
    value = key.declared.get(at, _LONGEST)
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except ValueError:
        return 0.0
