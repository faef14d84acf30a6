"""This is where it is told which managed policies an identity has although nobody can read them yet.

Whoever may change such a policy changes the identity, whatever stands in it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from daypass.graph.becoming.callers import thing_arn
from daypass.graph.given import BOUNDARY, Gap
from daypass.graph.managed import POLICY_KINDS, ManagedPolicies, PolicyFound
from daypass.graph.permissions import Permissions
from daypass.graph.property_path import beginning
from daypass.graph.stack import Stack
from daypass.graph.ways import ITSELF, WAYS, Way
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass.settings import Settings


class Had(NamedTuple):
    """A managed policy by its ARN, in which `*` is what is not known, and what people call it."""

    arn: str
    name: str
    is_boundary: bool


class UnreadPolicies:
    """The policies of a stack that cannot be read, by who has them. Each property is looked at once."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._policies, self._settings = ManagedPolicies(stack), settings
        self._seen: dict[tuple[str, str], Mapping[str, PolicyFound]] = {}

    def of(self, permissions: Permissions) -> Iterator[Had]:
        """Those that an identity has, or its groups have."""
        for gap in permissions.gaps:
            for way in WAYS.get(gap.by.type, ()):
                is_meant = way.what == ITSELF or beginning(way.what) == beginning(gap.path)
                if is_meant and not way.is_document and (found := self._at(gap, way)):
                    yield from self._had(found, is_boundary=way.how == BOUNDARY)

    def _had(self, found: PolicyFound, *, is_boundary: bool) -> Iterator[Had]:
        arn = Arn.parse(found.arn)
        if found.policy:
            yield Had(self._arn_of(found.policy), found.policy.name, is_boundary)
        elif arn and not arn.aws_managed_policy:
            yield Had(found.arn, arn.resource.rpartition("/")[2], is_boundary)

    def _at(self, gap: Gap, way: Way) -> PolicyFound | None:
        """What a resource names at the place of the gap."""
        if way.what == ITSELF:
            return self._policies.itself(gap.by)[1]
        key = (gap.by.urn, way.what)
        if key not in self._seen:
            self._seen[key] = {leaf.path: found for leaf, found in self._policies.at(gap.by, way.what)}
        return self._seen[key].get(gap.path)

    def _arn_of(self, policy: Resource) -> str:
        return thing_arn(policy, POLICY_KINDS[policy.type], self._settings)
