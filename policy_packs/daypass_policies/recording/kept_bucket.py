"""This is where it is told what keeps the objects of a bucket from being lost: versions, a lock, a policy that denies.

Source: Amazon S3 User Guide (versioning, Object Lock), read 2026-11; the properties of pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from daypass.graph.leaves import leaves, yes_or_no
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import is_any
from daypass.iam.statement import EVERYONE, Statement
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.located import locate
from daypass_policies.recording.trails import BUCKET_KINDS
from daypass_policies.settle import collect

_VERSIONING: Final = ("aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2")
_LOCK: Final = (
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
)
_POLICY: Final = ("aws:s3/bucketPolicy:BucketPolicy", "aws-native:s3:BucketPolicy")

_WHERE: Final = {
    "aws:s3/bucket:Bucket": ("versioning.enabled", "objectLockEnabled", "objectLockConfiguration.objectLockEnabled"),
    "aws:s3/bucketV2:BucketV2": (
        "versionings[].enabled",
        "objectLockEnabled",
        "objectLockConfiguration.objectLockEnabled",
    ),
    "aws-native:s3:Bucket": ("versioningConfiguration.status", "objectLockEnabled"),
}
_LIFECYCLE: Final = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
_BESIDE: Final = (
    ("versioningConfiguration.status", _VERSIONING),
    ("", _LOCK),
    ("policy", _POLICY),
    ("rules[]", _LIFECYCLE),
)
_EXPIRY: Final = {
    "aws:s3/bucket:Bucket": ("lifecycleRules[]",),
    "aws:s3/bucketV2:BucketV2": ("lifecycleRules[]",),
    "aws-native:s3:Bucket": ("lifecycleConfiguration.rules[]",),
}
_MODE: Final = {
    "aws:s3/bucket:Bucket": "objectLockConfiguration.rule.defaultRetention.mode",
    "aws:s3/bucketV2:BucketV2": "objectLockConfiguration.rules[].defaultRetentions[].mode",
    "aws-native:s3:Bucket": "objectLockConfiguration.rule.defaultRetention.mode",
    **dict.fromkeys(_LOCK, "rule.defaultRetention.mode"),
}
_SAYS_YES: Final = (True, "true", "enabled")

Keeping = Literal["nothing", "versions", "governance", "everything"]
"""What keeps objects: `versions` until the version is deleted, `governance` from whoever may not bypass it."""


class BucketKeeping:
    """What resources of a stack say about its buckets beside the buckets themselves; made once for each stack."""

    def __init__(self, stack: Stack) -> None:
        self._names = Names.of(stack.resources, BUCKET_KINDS)
        self._beside: dict[str, list[tuple[Resource, str]]] = {}
        self._of_any: list[Resource] = []
        for path, types in _BESIDE:
            for resource in stack.of_type(*types):
                self._note(resource, path)

    def is_kept(self, bucket: Resource) -> bool:
        """Whether something keeps what lies in it. Raises `Undecided` where an unknown may."""
        questions = [self._says(bucket, path) for path in _WHERE[bucket.type]]
        for resource, path in self._beside.get(self._names.canonical.get(bucket.urn, ""), ()):
            if resource.type not in _LIFECYCLE:
                questions.append(_policy_keeps(resource) if path == "policy" else self._says(resource, path))
        questions.append(_policy_keeps(bucket))
        found, unknown = collect(questions)
        if any(found):
            return True
        if unknown:
            raise unknown
        if self._of_any:
            raise Undecided("bucket")
        return False

    def is_governed(self, bucket: Resource) -> bool:
        """Whether its objects are locked by default, and some may undo that. Raises `Undecided`."""
        modes = self._modes(bucket)
        return "GOVERNANCE" in modes and "COMPLIANCE" not in modes

    def _modes(self, bucket: Resource) -> set[str]:
        """The modes, in capitals, in which what is put there is locked. Raises `Undecided`."""
        beside = self._beside.get(self._names.canonical.get(bucket.urn, ""), ())
        locks = (bucket, *(resource for resource, _ in beside if resource.type in _LOCK))
        return {str(one.known).upper() for lock in locks for one in locate(lock.declared.raw, _MODE[lock.type])}

    def keeping(self, bucket: Resource) -> Keeping:
        """What stands between its objects and whoever may delete them. Raises `Undecided`."""
        beside = self._beside.get(self._names.canonical.get(bucket.urn, ""), ())
        policies = [resource for resource, path in beside if path == "policy"]
        denied, unknown = collect(map(_policy_keeps, (bucket, *policies)))
        if any(denied):
            return "everything"
        if unknown:
            raise unknown
        modes = self._modes(bucket)
        if "COMPLIANCE" in modes:
            return "everything"
        return "governance" if "GOVERNANCE" in modes else "versions" if self.is_kept(bucket) else "nothing"

    def shortest(self, bucket: Resource) -> float | None:
        """The days after which the first of its objects expire; None where none do. Raises `Undecided`."""
        beside = self._beside.get(self._names.canonical.get(bucket.urn, ""), ())
        lives = [_lives(bucket, path) for path in _EXPIRY[bucket.type]]
        lives += [_lives(resource, path) for resource, path in beside if resource.type in _LIFECYCLE]
        found, unknown = collect(lives)
        if unknown:
            raise unknown
        return min(found, default=None)

    def _note(self, resource: Resource, path: str) -> None:
        for meant in self._names.meant(resource, "bucket", list(leaves(resource, "bucket"))):
            if meant.urn:
                self._beside.setdefault(meant.urn, []).append((resource, path))
                return
            if bare(resource.declared.raw.get("bucket")) is UNKNOWN and resource.type not in _LIFECYCLE:
                self._of_any.append(resource)

    def _says(self, resource: Resource, path: str) -> Iterator[bool]:
        """Whether the value there turns it on; that a lock is configured at all does, which no path says."""
        if not path:
            yield True
        for one in locate(resource.declared.raw, path):
            value = one.known
            yield (value.lower() if isinstance(value, str) else value) in _SAYS_YES


def _lives(resource: Resource, path: str) -> Iterator[float]:
    """The days after which rules let objects expire that are on, and that are not about old versions alone."""
    for one in locate(resource.declared.raw, path):
        rule = one.known
        if not isinstance(rule, dict) or yes_or_no(rule.get("enabled")) is False:
            continue
        if bare(rule.get("status")) == "Disabled":
            continue
        for days in (*locate(rule, "expiration.days"), *locate(rule, "expirationInDays")):
            if isinstance(days.known, int | float | str) and str(days.known).replace(".", "", 1).isdecimal():
                yield float(days.known)


def _policy_keeps(resource: Resource) -> Iterator[bool]:
    """Whether a bucket policy denies everyone to delete objects, but for those whom its conditions except."""
    for key in ("policy", "policyDocument"):
        value: Any = resource.declared.raw.get(key)
        if value is None or bare(value) == "":
            continue
        try:
            yield any(map(_denies_deletes, _statements(value, key)))
        except MalformedDocument:
            yield False


def _statements(value: Any, key: str) -> Iterable[Statement]:
    return Document.parse(value, path=key).statements


def _denies_deletes(statement: Statement) -> bool:
    if statement.effect != "Deny" or not any(action_matches(one, "s3:DeleteObject") for one in statement.actions):
        return False
    who = statement.principals or {}
    is_everyone = EVERYONE in who or any(is_any(one) for one in who.get("AWS", ()))
    return is_everyone and all(one.key.lower().startswith(_WHO) for one in statement.conditions)


_WHO: Final = (
    *("aws:principalarn", "aws:principaltag/", "aws:principaltype", "aws:principalisawsservice"),
    *("aws:principalservicename", "aws:userid", "aws:username", "aws:sourceidentity", "aws:multifactorauth"),
)
"""Conditions that except somebody. Others deny what is asked in a certain way (without TLS, from another network or
organisation), and leave the rest to whoever may."""
