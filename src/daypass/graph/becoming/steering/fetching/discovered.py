"""This is where it is told in which service of AWS Cloud Map it is decided what answers for a host.

Whoever registers an instance with the service says so: its address stands among those that the name has in the
namespace, from then on. Sources: AWS Cloud Map Developer Guide, "Service instances"; API Reference, "RegisterInstance";
Service Authorization Reference, "AWS Cloud Map" (RegisterInstance, on a service); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

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


class DiscoveredHosts:
    """The names that the services of a stack answer for."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, host: str) -> Iterator[str]:
        """The ARNs of the services with this name, in any region and account where they do not say it."""
        yield from dict.fromkeys(map(_arn, self._by_name.get(host.lower().rstrip("."), ())))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Resource, ...]]:
        namespaces = {key: one for one in self._stack.of_type(*_NAMESPACES) for key in (one.urn, _id(one)) if key}
        named = (
            (f"{text_of(said(one, 'name'))}.{text_of(said(namespaces[key], 'name'))}".lower(), one)
            for one in self._stack.of_type(*_SERVICES)
            for key in dict.fromkeys(_within(one))
            if key in namespaces
        )
        return grouped(named)


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
