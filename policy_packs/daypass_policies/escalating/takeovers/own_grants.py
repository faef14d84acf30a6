"""This is where it is told what grants of S3 Access Grants that a stack has give to whom: nobody gains that by more.

Source: Amazon S3 API Reference, "CreateAccessGrant" (`GrantScope` is that of the location with the prefix behind it);
read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.passing.access_grants import objects_in
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.escalating.takeovers.gaining import Gain

_GRANTS: Final = ("aws:s3control/accessGrant:AccessGrant", "aws-native:s3:AccessGrant")
_LOCATION: Final = Kind("access grants location", "location/", "accessGrantsLocationId", "accessGrantsLocationArn")
_LOCATIONS: Final = {
    "aws:s3control/accessGrantsLocation:AccessGrantsLocation": _LOCATION,
    "aws-native:s3:AccessGrantsLocation": _LOCATION,
}
_TO: Final = "grantee.granteeIdentifier"
_PREFIX: Final = "accessGrantsLocationConfiguration.s3SubPrefix"
_GIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "READ": ("data",),
    "WRITE": ("change",),
    "READWRITE": ("data", "change"),
}
"""Permission → the weights of what it gives."""


class _Grant(NamedTuple):
    objects: str
    weights: tuple[str, ...]


class OwnGrants:
    """Those of a stack, by whom they are for."""

    def __init__(self, stack: Stack) -> None:
        self._names = Names.of(stack.resources, _LOCATIONS)
        self._stack = stack
        each = (one for resource in stack.of_type(*_GRANTS) for one in self._given(resource))
        self._by_grantee: Mapping[str, tuple[_Grant, ...]] = grouped(each)

    def give(self, grantee: str, gain: Gain) -> bool:
        """Whether one of them gives an identity of this ARN what is gained, for certain."""
        grants = self._by_grantee.get(grantee, ())
        return any(gain.weight in one.weights and matches(one.objects, gain.resource) for one in grants)

    def _given(self, grant: Resource) -> Iterator[tuple[str, _Grant]]:
        scope = text_of(said(grant, "grantScope")) or self._scope(grant)
        weights = _GIVES.get(text_of(said(grant, "permission")), ())
        if objects := objects_in(scope):
            yield from ((arn, _Grant(objects, weights)) for arn in texts_at(grant.state, _TO).texts)

    def _scope(self, grant: Resource) -> str:
        """That of its location with the prefix behind it; "" where one of both is not known."""
        urn = self._names.named(grant, text_of(said(grant, _LOCATION.name))).urn
        prefixes = texts_at(grant.state, _PREFIX)
        if not urn or prefixes.unknown:
            return ""
        where = text_of(said(self._stack.by_urn[urn], "locationScope"))
        return f"{where.removesuffix('*')}{next(iter(prefixes.texts), '')}" if where else ""
