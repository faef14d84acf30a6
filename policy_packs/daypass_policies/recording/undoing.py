"""This is where it is told on which things of a stack an action would undo the record that its trails make.

What a bucket locks is a record too, of whoever writes there: some may undo that lock, but not its writer, and nobody
whose work is another where the bucket is called by what it proves. So is a log group that is called by that, but what
AWS or ECS calls after what runs, as it holds what that one writes anyway.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.data.record_actions import RecordAction
from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided, bare
from daypass.words import words_in
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.recording.kept_bucket import BucketKeeping, Keeping
from daypass_policies.recording.trails import BUCKET_KINDS, GROUP_KINDS, NATIVE_TRAIL, Trails
from daypass_policies.settle import collect

BYPASS: Final = "s3:BypassGovernanceRetention"
_DELETES: Final = "s3:DeleteObjectVersion"
_AS_WRITER: Final = ("s3:PutObject", _DELETES)
_ENDS_OBJECTS: Final[Mapping[str, tuple[Keeping, ...]]] = {
    "s3:DeleteObject": ("nothing",),  # where versions are kept, it only hides the last one
    _DELETES: ("nothing", "versions", "governance"),
    "s3:PutLifecycleConfiguration": ("nothing", "versions"),  # what is locked does not expire
}


class Recording:
    """Made once for each stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._trails = stack, stack.once(Trails)

    def asked(self, action: RecordAction) -> Iterator[tuple[str, ...]]:
        """The ARN of each thing that it would be done to, then what else must be allowed on it for that.

        Raises `Undecided` where it is not known what keeps a bucket's objects.
        """
        if action.on in ("any", "trail"):
            yield (action.resource.format(PROBE),)
        if action.on == "locked":
            names, unknown = self._locked
            yield from ((action.resource.format(name), *_AS_WRITER) for name in names)
            kept = filter(_is_called_evidence, names)
            yield from ((action.resource.format(name), _DELETES) for name in kept)
            if unknown:
                raise unknown
        elif action.on == "object" or action.action in _ENDS_OBJECTS:
            yield from self._in_buckets(action)
        elif action.on != "any":
            yield from ((action.resource.format(name),) for name in self._names[action.on])

    def _in_buckets(self, action: RecordAction) -> Iterator[tuple[str, ...]]:
        for bucket in self._buckets:
            keeping = self._stack.once(BucketKeeping).keeping(bucket)
            if keeping in _ENDS_OBJECTS[action.action]:
                arn = action.resource.format(_name(bucket, BUCKET_KINDS[bucket.type].name))
                yield (arn, BYPASS) if keeping == "governance" else (arn,)

    @cached_property
    def _buckets(self) -> tuple[Resource, ...]:
        """What was only looked up is guarded by what stands elsewhere."""
        found = (self._stack.by_urn[urn] for urn in self._trails.buckets)
        return tuple(bucket for bucket in found if not was_looked_up(bucket))

    @cached_property
    def _locked(self) -> tuple[list[str], Undecided | None]:
        """The names of all buckets that lock what lies in them, and the first unknown that keeps from telling more."""
        return collect(self._governed(one) for one in self._stack.of_type(*BUCKET_KINDS) if not was_looked_up(one))

    def _governed(self, bucket: Resource) -> Iterator[str]:
        """Its name, if it is one, and no policy is known to keep everybody from deleting there."""
        keeping = self._stack.once(BucketKeeping)
        if not keeping.is_governed(bucket):
            return
        try:
            is_kept = keeping.keeping(bucket) == "everything"
        except Undecided:
            is_kept = False
        if not is_kept:
            yield _name(bucket, BUCKET_KINDS[bucket.type].name)

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """What an action is done to → the names of those. One that is not known yet is as good as any other."""
        trails = self._trails.made
        groups = (self._stack.by_urn[urn] for urn in self._trails.groups)
        found = {
            "trail": (_name(trail, "trailName" if trail.type == NATIVE_TRAIL else "name") for trail in trails),
            "bucket": (_name(bucket, BUCKET_KINDS[bucket.type].name) for bucket in self._buckets),
            "group": (_name(group, GROUP_KINDS[group.type].name) for group in groups),
            "proof": filter(_keeps_proof, map(_group_name, self._stack.of_type(*GROUP_KINDS))),
            "key": map(_key, trails),
        }
        return {what: tuple(dict.fromkeys(filter(None, names))) for what, names in found.items()}


def _name(resource: Resource, key: str) -> str:
    value = bare(resource.state.raw.get(key))
    return value if isinstance(value, str) and value else PROBE


def _group_name(group: Resource) -> str:
    return "" if was_looked_up(group) else text_of(said(group, GROUP_KINDS[group.type].name))


def _keeps_proof(group: str) -> bool:
    """Whether a log group is one of those, and none of a test."""
    is_of_test = of_arn(f"arn:aws:logs:*:*:log-group:{group}") not in (NO_ENVIRONMENT, PRODUCTION)
    return _is_called_evidence(group) and not group.startswith(_OF_WHAT_RUNS) and not is_of_test


def _is_called_evidence(name: str) -> bool:
    """Whether a bucket or a log group is called by what is kept to prove something, whoever writes it."""
    return not _EVIDENCE.isdisjoint(words_in(name))


_OF_WHAT_RUNS: Final = ("/aws/", "/ecs/")
_EVIDENCE: Final = frozenset(("audit", "audits", "evidence", "trail", "trails", "cloudtrail", "compliance"))


def _key(trail: Resource) -> str:
    """The id of the key that encrypts what the trail writes; "" where there is none, or only its alias is known."""
    value = bare(trail.state.raw.get("kmsKeyId"))
    if value is None or value == "" or (isinstance(value, str) and "alias/" in value):
        return ""
    return value.rpartition("/")[2] if isinstance(value, str) else PROBE
