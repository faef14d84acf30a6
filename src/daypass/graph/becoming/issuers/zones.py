"""This is where it is told in which hosted zone of Route 53 it is decided where a host leads.

Whoever leads it elsewhere proves by the same records that the name is theirs, and has a certificate for it that AWS
takes: thumbprints count of those alone that no authority signs whom AWS knows. Sources: IAM API Reference,
"UpdateOpenIDConnectProviderThumbprint"; AWS Certificate Manager User Guide, "DNS validation"; Amazon Route 53 Developer
Guide, "Using IAM policy conditions for fine-grained access control"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare

_ZONES: Final[Mapping[str, str]] = {
    "aws:route53/zone:Zone": "zoneId",
    "aws-native:route53:HostedZone": "awsId",
}
"""Type → where it says its id."""

_NETWORKS: Final = "vpcs"
"""Those for which alone a zone is there."""

_RECORDS: Final[Mapping[str, str]] = {
    "aws:route53/record:Record": "zoneId",
    "aws-native:route53:RecordSet": "hostedZoneId",
}
_KEY: Final = "route53:changeresourcerecordsets"
_TYPES: Final = ("A", "CNAME")


class HostedZones:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, host: str) -> str:
        """The id of the zone in which the host is: of a record of it, else of the nearest that is for everyone."""
        found = self._by_name.get(host.lower())
        if found:
            return found
        near = [name for name in self._zones if host.lower() == name or host.lower().endswith(f".{name}")]
        return _id(self._zones[max(near, key=len)]) if near else ""

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Name of a record, as it is looked up → the id of its zone."""
        found: dict[str, str] = {}
        private = {_id(one) for one in self._each if _is_private(one)}
        for one in sorted(self._stack.of_type(*_RECORDS), key=lambda one: one.urn):
            id_ = _plain(text_of(said(one, _RECORDS[one.type])))
            for key in ("fqdn", "name") if id_ and id_ not in private else ():
                found.setdefault(_name(one, key), id_)
        return found

    @cached_property
    def _zones(self) -> Mapping[str, Resource]:
        """Name → the zone of that name that is there for everyone."""
        return {name: one for one in self._each if not _is_private(one) and (name := _name(one, "name"))}

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(sorted(self._stack.of_type(*_ZONES), key=lambda one: one.urn))


def repointing(host: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """What a request brings along that leads a host elsewhere, by each type of record that does."""
    for type_ in _TYPES:
        names = ("normalizedrecordnames", host.lower()), ("recordtypes", type_), ("actions", "UPSERT")
        yield tuple((f"{_KEY}{end}", value) for end, value in names)


def _is_private(zone: Resource) -> bool:
    """Whether it is for certain."""
    found = bare(said(zone, _NETWORKS))
    return not (is_empty(found) or found == [] or found is UNKNOWN)


def _name(one: Resource, key: str) -> str:
    return text_of(said(one, key)).rstrip(".").lower()


def _plain(id_: str) -> str:
    return id_.rpartition("/")[2]


def _id(zone: Resource) -> str:
    """Its id; one that nobody has where it is not known, so that it is reached by who may change any."""
    return _plain(text_of(said(zone, _ZONES[zone.type])) or zone.id) or PROBE
