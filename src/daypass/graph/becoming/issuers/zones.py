"""This is where it is told in which hosted zone of Route 53 it is decided where a host leads.

Whoever leads it elsewhere proves by the same records that the name is theirs, and has a certificate for it that AWS
takes: thumbprints count of those alone that no authority signs whom AWS knows. In a network a zone that is there for it
alone answers, and hides what others say of the names below its own. Sources: IAM API Reference,
"UpdateOpenIDConnectProviderThumbprint"; AWS Certificate Manager User Guide, "DNS validation"; Amazon Route 53 Developer
Guide, "Using IAM policy conditions for fine-grained access control", "Considerations when working with a private hosted
zone"; Amazon Route 53 API Reference, "Change"; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.facts import Value
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
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
_ACTIONS: Final[tuple[Value, ...]] = ("UPSERT", ("CREATE", "DELETE"))
"""By which a record gets another value: at once, or by another one in its place."""


class ZoneAsked(NamedTuple):
    """The id of a zone, and what may keep it from being the one that answers: () for nothing."""

    id: str
    unknown: tuple[Untold, ...] = ()


class HostedZones:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, host: str) -> str:
        """The id of the zone in which the host is: of a record of it, else of the nearest that is for everyone."""
        found = self._by_name.get(host.lower())
        if found:
            return found
        near = _nearest(host, self._zones)
        return _id(self._zones[near]) if near else ""

    def within(self, host: str) -> Iterator[ZoneAsked]:
        """Those of which one decides it for what is in a network, all of them where it may be any.

        That is the one with a record of it, else the nearest, and before others one that is there for a network alone.
        """
        if found := self._inside.get(host.lower()) or self._by_name.get(host.lower()):
            yield ZoneAsked(found)
            return
        private = [one for one in self._each if _is_private(one) and _name(one, "name")]
        name = _nearest(host, [_name(one, "name") for one in private])
        if name:
            yield from (ZoneAsked(_id(one)) for one in private if _name(one, "name") == name)
        elif found := self.of(host):
            yield ZoneAsked(found)
        else:
            unnamed = (one for one in self._each if bare(said(one, "name")) is UNKNOWN)
            yield from (ZoneAsked(_id(one), (Untold.of(one, "name"),)) for one in unnamed)

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """Name of a record, as it is looked up → the id of its zone, of those that are there for everyone."""
        return dict(self._recorded(is_private=False))

    @cached_property
    def _inside(self) -> Mapping[str, str]:
        """The same of those that are there for a network alone."""
        return dict(self._recorded(is_private=True))

    def _recorded(self, *, is_private: bool) -> Iterator[tuple[str, str]]:
        """Those that stand first come last, and so stay."""
        private = {_id(one) for one in self._each if _is_private(one)}
        for one in sorted(self._stack.of_type(*_RECORDS), key=lambda one: one.urn, reverse=True):
            id_ = _plain(text_of(said(one, _RECORDS[one.type])))
            if id_ and (id_ in private) is is_private:
                yield from ((name, id_) for key in ("fqdn", "name") if (name := _name(one, key)))

    @cached_property
    def _zones(self) -> Mapping[str, Resource]:
        """Name → the zone of that name that is there for everyone."""
        return {name: one for one in self._each if not _is_private(one) and (name := _name(one, "name"))}

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(sorted(self._stack.of_type(*_ZONES), key=lambda one: one.urn))


def repointing(host: str) -> Iterator[tuple[tuple[str, Value], ...]]:
    """What a request brings along that leads a host elsewhere, by each type of record that does."""
    for type_, action in product(_TYPES, _ACTIONS):
        names = ("normalizedrecordnames", host.lower()), ("recordtypes", type_), ("actions", action)
        yield tuple((f"{_KEY}{end}", value) for end, value in names)


def _nearest(host: str, names: Iterable[str]) -> str:
    """The longest of these names that the host is, or is below of; "" for none."""
    near = [name for name in names if host.lower() == name or host.lower().endswith(f".{name}")]
    return max(near, key=len, default="")


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
