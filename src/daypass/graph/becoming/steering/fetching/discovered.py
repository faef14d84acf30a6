"""This is where it is told in which service of AWS Cloud Map it is decided what answers for a host.

Whoever registers an instance with the service says so: its address stands among those that the name has in the
namespace, from then on. Sources: AWS Cloud Map Developer Guide, "Service instances"; API Reference, "RegisterInstance";
Service Authorization Reference, "AWS Cloud Map" (RegisterInstance, on a service); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare

REGISTERS: Final = "servicediscovery-x01"
_SERVICE: Final = "servicediscovery"
_NAMESPACES: Final = (
    *(
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        "aws-native:servicediscovery:PrivateDnsNamespace",
    ),
    *("aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace", "aws-native:servicediscovery:PublicDnsNamespace"),
)
_SERVICES: Final = ("aws:servicediscovery/service:Service", "aws-native:servicediscovery:Service")
_IN: Final = ("dnsConfig.namespaceId", "namespaceId")


class Discovered(NamedTuple):
    """A service by its ARN; `unknown`: whether it answers for the host."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class DiscoveredHosts:
    """The names that the services of a stack answer for."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, host: str) -> Iterator[Discovered]:
        """The services with this name, in any region and account where they do not say it, or that may have it."""
        labels = host.lower().rstrip(".").split(".")
        for at in range(1, len(labels)):
            name, namespace = ".".join(labels[:at]), ".".join(labels[at:])
            for key in ((name, namespace), (name, None), (None, namespace)):
                yield from self._by_name.get(key, ())
        yield from self._by_name.get((None, None), ()) if len(labels) > 1 else ()

    @cached_property
    def _by_name(self) -> Mapping[tuple[str | None, str | None], tuple[Discovered, ...]]:
        """Name of a service and of its namespace, None for one that is not known → those that have both."""
        found = grouped(each for one in self._stack.of_type(*_SERVICES) for each in self._names(one))
        return {key: tuple(dict.fromkeys(each)) for key, each in found.items()}

    def _names(self, service: Resource) -> Iterator[tuple[tuple[str | None, str | None], Discovered]]:
        own, arn, keys = _name(service), _arn(service), dict.fromkeys(_within(service))
        lost = (Untold.of(service, "name"),) if own is None else ()
        spaces = {one.urn: one for key in keys if (one := self._namespaces.get(key))}
        for space in spaces.values():
            called = _name(space)
            unknown = (*lost, *((Untold.of(space, "name"),) if called is None else ()))
            yield (own, called), Discovered(arn, unknown)
        hidden = [path for at in _IN for path in texts_at(service.state, at).unknown]
        if hidden and not spaces:
            yield (own, None), Discovered(arn, (*lost, Untold.of(service, hidden[0])))

    @cached_property
    def _namespaces(self) -> Mapping[str, Resource]:
        return {key: one for one in self._stack.of_type(*_NAMESPACES) for key in (one.urn, _id(one)) if key}


def _name(one: Resource) -> str | None:
    """What it is called, in small letters; None where that is not known."""
    return None if bare(said(one, "name")) is UNKNOWN else text_of(said(one, "name")).lower()


def _within(service: Resource) -> Iterator[str]:
    """By what it names its namespace: an id, or what it depends on."""
    for path in _IN:
        yield from texts_at(service.state, path).texts
        yield from service.property_dependencies.get(path.partition(".")[0], ())


def _id(one: Resource) -> str:
    return text_of(said(one, "id")) or text_of(said(one, "awsId")) or one.id


def _arn(service: Resource) -> str:
    own = text_of(said(service, "arn"))
    if (arn := Arn.parse(own)) and arn.service == _SERVICE:
        return own
    return f"arn:*:{_SERVICE}:*:*:service/{_id(service) or PROBE}"
