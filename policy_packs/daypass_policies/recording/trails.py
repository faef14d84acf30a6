"""This is where the trails of a stack are: what each records, and the buckets and log groups that it writes to.

Source: CloudTrail API reference (`Trail`, `EventSelector`, `AdvancedEventSelector`), read 2026-11; the properties of
pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import declared, leaves, switch, was_looked_up, yes_or_no
from daypass.graph.names import Kind, Meant, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Items, Properties, Resource, Undecided, bare
from daypass_policies.located import locate
from daypass_policies.settle import collect, settle

NATIVE_TRAIL: Final = "aws-native:cloudtrail:Trail"
TRAIL_TYPES: Final = ("aws:cloudtrail/trail:Trail", NATIVE_TRAIL)
NATIVE_STORE: Final = "aws-native:cloudtrail:EventDataStore"
STORE_TYPES: Final = ("aws:cloudtrail/eventDataStore:EventDataStore", NATIVE_STORE)

_TARGET: Final = "s3BucketName"
BUCKET_KINDS: Final[Mapping[str, Kind]] = {type_: Kind("bucket", "", name) for type_, name in BUCKET_NAMES.items()}
GROUP_KINDS: Final[Mapping[str, Kind]] = {
    "aws:cloudwatch/logGroup:LogGroup": Kind("log group", "", "name"),
    "aws-native:logs:LogGroup": Kind("log group", "", "logGroupName"),
}


class Trails:
    """Made once for each stack. What was only looked up is no trail of this stack: somebody else answers for it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.made = tuple(one for one in stack.of_type(*TRAIL_TYPES) if not was_looked_up(one))

    @cached_property
    def buckets(self) -> Mapping[str, Resource]:
        """URN of each bucket of the stack that CloudTrail writes to → the first trail that does, or who lets it.

        Trails of other accounts write to a bucket whose policy lets CloudTrail do so, which is what it says then.
        """
        opened = {one.urn: way.policy for way in self._openings if not way.unknown for one in way.meant if one.urn}
        return {**opened, **self._targets(BUCKET_KINDS, (_TARGET,))}

    @cached_property
    def maybe(self) -> Mapping[str, str]:
        """URN of each bucket of which it is not known yet whether CloudTrail writes to it → the path that will tell.

        What is said of a bucket that is not known yet may be said of any.
        """
        told = {one.urn: way.unknown for way in self._openings if way.unknown for one in way.meant if one.urn}
        lost = (way.unknown or "bucket" for way in self._openings if any(one.fault.awaited for one in way.meant))
        if anywhere := next(lost, self._awaited):
            told = {**dict.fromkeys((one.urn for one in self._stack.of_type(*BUCKET_KINDS)), anywhere), **told}
        return {urn: path for urn, path in told.items() if urn not in self.buckets}

    @cached_property
    def groups(self) -> Mapping[str, Resource]:
        """The same of log groups."""
        return self._targets(GROUP_KINDS, ("cloudWatchLogsGroupArn", "cloudWatchLogsLogGroupArn"))

    @cached_property
    def _openings(self) -> tuple["_Opening", ...]:
        names = Names.of(self._stack.resources, BUCKET_KINDS)
        found = []
        for policy in self._stack.of_type(*_POLICIES):
            lets, unknown = collect([_letting_cloudtrail_write(policy)])
            if any(lets) or unknown:
                found.append(_Opening(policy, "" if any(lets) or not unknown else unknown.path, _meant(policy, names)))
        return tuple(found)

    @property
    def _awaited(self) -> str:
        """The property by which a trail may name any bucket, "" where each says which."""
        if not self.made:
            return ""
        names = Names.of(self._stack.resources, BUCKET_KINDS)
        meant = (one for trail in self.made for one in names.meant(trail, _TARGET, list(leaves(trail, _TARGET))))
        return _TARGET if any(one.fault.awaited for one in meant) else ""

    def _targets(self, kinds: Mapping[str, Kind], keys: tuple[str, ...]) -> dict[str, Resource]:
        if not self.made:
            return {}
        names, found = Names.of(self._stack.resources, kinds), dict[str, Resource]()
        for trail in self.made:
            for key in keys:
                read = list(leaves(trail, key))
                # CloudTrail takes the ARN of a log group with all its streams; the group's own has no such end.
                written = (read, list(map(_without_streams, read)), list(map(_name_in_arn, read)))
                meant = (one.urn for one_way in written for one in names.meant(trail, key, one_way) if one.urn)
                for urn in meant:
                    found.setdefault(urn, trail)
        return found


class _Opening(NamedTuple):
    """A policy that lets CloudTrail write to the buckets that are meant; `unknown` is the path that will tell it."""

    policy: Resource
    unknown: str
    meant: list[Meant]


def called(writer: Resource) -> str:
    """What writes to a bucket, for people."""
    return f"trail {writer.name!r}" if writer.type in TRAIL_TYPES else "CloudTrail"


_POLICIES: Final = ("aws:s3/bucketPolicy:BucketPolicy", "aws-native:s3:BucketPolicy", "aws:s3/bucket:Bucket")
_CLOUDTRAIL: Final = "cloudtrail.amazonaws.com"


def _meant(policy: Resource, names: Names) -> list[Meant]:
    """The bucket whose policy it is: itself, or what it names."""
    if policy.type in BUCKET_KINDS:
        return [Meant(policy.urn)]
    return names.meant(policy, "bucket", list(leaves(policy, "bucket")))


def _letting_cloudtrail_write(policy: Resource) -> Iterator[bool]:
    """Whether each of its statements does. Raises `Undecided` at the end where that is not known of one."""
    for key in ("policy", "policyDocument"):
        value: Any = bare(declared(policy, key))
        if value is None or (isinstance(value, str) and _CLOUDTRAIL not in value):
            continue
        try:
            statements = Document.parse(value, path=key).statements
        except MalformedDocument:
            continue
        yield from settle(map(_lets_it_write, statements))


def _lets_it_write(statement: Statement) -> Iterator[bool]:
    """Whether it does. What is plainly about somebody or something else does not, whatever else is not known."""
    parts, unknown = collect(part(statement) for part in (_allows, _is_for_cloudtrail, _is_about_writing))
    if unknown and all(parts):
        raise unknown
    yield all(parts)


def _allows(statement: Statement) -> Iterator[bool]:
    yield statement.effect == "Allow"


def _is_for_cloudtrail(statement: Statement) -> Iterator[bool]:
    yield _CLOUDTRAIL in (statement.principals or {}).get("Service", ())


def _is_about_writing(statement: Statement) -> Iterator[bool]:
    yield any(action_matches(one, "s3:PutObject") for one in statement.actions)


def _without_streams(leaf: Leaf) -> Leaf:
    return leaf._replace(value=leaf.value.removesuffix(":*")) if isinstance(leaf.value, str) else leaf


def _name_in_arn(leaf: Leaf) -> Leaf:
    arn = Arn.parse(leaf.value) if isinstance(leaf.value, str) else None
    if arn is None or arn.service != "logs":
        return leaf
    return leaf._replace(value=arn.resource.removeprefix("log-group:").removesuffix(":*"))


def says(resource: Resource, key: str, *, default: bool) -> bool:
    """What a switch says, `default` where nobody set it. Raises `Undecided` where it is unknown, or no switch."""
    found = switch(resource, key, default=default)
    if found is None:
        raise Undecided(key)
    return found


def is_on(trail: Resource) -> bool:
    """Whether it records at all."""
    return says(trail, "isLogging" if trail.type == NATIVE_TRAIL else "enableLogging", default=True)


def is_suspended(store: Resource) -> bool:
    """Whether a store takes no events. Raises `Undecided`."""
    if store.type == NATIVE_STORE:
        return not says(store, "ingestionEnabled", default=True)
    return says(store, "suspend", default=False)


def records_management(trail: Resource) -> bool:
    """Whether it records who did what to the account, which a trail without selectors does. Raises `Undecided`."""
    raw = trail.declared.raw
    simple = list(locate(raw, "eventSelectors[]"))
    chosen = {one.path: yes_or_no(one.value) for one in locate(raw, "eventSelectors[].includeManagementEvents")}
    if len(chosen) < len(simple) or True in chosen.values():
        return True
    if unsaid := [path for path, says in chosen.items() if says is None]:
        raise Undecided(unsaid[0])
    if not simple and not any(True for _ in locate(raw, "advancedEventSelectors[]")):
        return True
    return "Management" in _wanted(trail, "eventCategory")


def recorded_sides(trail: Resource) -> set[str]:
    """Which management events it records: `reads`, `writes` or both. Raises `Undecided`."""
    advanced = [one for one in _selectors(trail) if "Management" in one.get("eventCategory", ())]
    if advanced:
        only = {value.lower() for one in advanced for value in one.get("readOnly", ("true", "false"))}
        return {side for side, value in (("reads", "true"), ("writes", "false")) if value in only}
    simple = list(locate(trail.declared.raw, "eventSelectors[]"))
    kinds = [one.known for one in locate(trail.declared.raw, "eventSelectors[].readWriteType")]
    if len(kinds) < len(simple) or not simple:
        return {"reads", "writes"}
    return {
        side for side, kind in (("reads", "ReadOnly"), ("writes", "WriteOnly")) if {kind, "All"} & set(map(str, kinds))
    }


def recorded_data(trail: Resource) -> set[str]:
    """The types of resources (`AWS::S3::Object`) of which it records each use. Raises `Undecided`."""
    simple = locate(trail.declared.raw, "eventSelectors[].dataResources[].type")
    return {one.text for one in simple} | set(_wanted(trail, "resources.type"))


def _wanted(trail: Resource, field: str) -> Iterator[str]:
    """What advanced selectors want of a field."""
    for selector in _selectors(trail):
        yield from selector.get(field, ())


def _selectors(trail: Resource) -> Iterator[dict[str, list[str]]]:
    """Of each advanced selector: field → the values that it wants."""
    for one in locate(trail.declared.raw, "advancedEventSelectors[]"):
        wanted: dict[str, list[str]] = {}
        for part in locate(one.known, "fieldSelectors[]") if isinstance(one.known, dict) else ():
            if isinstance(part.known, dict):
                selector = Properties(part.known, f"{one.path}.{part.path}")
                values = selector.get("equals", "")
                found = wanted.setdefault(str(selector.get("field")), [])
                found += map(str, values if isinstance(values, Items) else [values])
        yield wanted
