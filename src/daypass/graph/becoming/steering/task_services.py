"""This is where the services of ECS are that run a task definition, in which cluster, and on whose hosts.

What says neither a launch type nor a capacity provider runs on hosts of the account, unless its cluster has a strategy
by default. Source: Amazon ECS API Reference, "CreateService" (`launchType`, `capacityProviderStrategy`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

CLUSTER: Final = "cluster"
TASKS: Final = ("aws:ecs/taskDefinition:TaskDefinition", "aws-native:ecs:TaskDefinition")
SERVICES: Final = ("aws:ecs/service:Service", "aws-native:ecs:Service")
_CLUSTERS: Final[Mapping[str, str]] = {"aws:ecs/cluster:Cluster": "name", "aws-native:ecs:Cluster": "clusterName"}
_STRATEGIES: Final[Mapping[str, str]] = {
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "clusterName",
    "aws-native:ecs:ClusterCapacityProviderAssociations": CLUSTER,
}
"""Types that say what a cluster does by default → the property that names it."""

DEFINITION: Final = "taskDefinition"
_LAUNCH: Final = "launchType"
_OWN: Final = ("capacityProviderStrategies[].capacityProvider", "capacityProviderStrategy[].capacityProvider")
_BY_DEFAULT: Final = (
    "defaultCapacityProviderStrategies[].capacityProvider",
    "defaultCapacityProviderStrategy[].capacityProvider",
)
_ON_HOSTS: Final = "EC2"
_OF_AWS: Final = frozenset(("FARGATE", "FARGATE_SPOT"))
_DEFAULT: Final = "default"
"""The cluster of a service that names none."""


class Capacity(NamedTuple):
    """The hosts on which a service runs: those of these providers, any where there are none; `unknown`: whether it is.

    Of what runs on hosts of AWS there is no such thing.
    """

    providers: frozenset[str]
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class TaskServices:
    """Those of a stack."""

    stack: Stack

    def of(self, definition: Resource) -> Iterator[Resource]:
        """The services that run it."""
        keys = (definition.urn, text_of(said(definition, "family")))
        yield from {one.urn: one for key in keys if key for one in self._by_definition.get(key, ())}.values()

    def cluster(self, service: Resource) -> str:
        """The name of its cluster; of one that is not made yet by the only one on which that depends, else ""."""
        return self._named(service, CLUSTER)

    def cluster_key(self, service: Resource) -> str:
        """What tells its cluster from others: its name, else the URN of what it depends on; "" where nothing does."""
        return self.cluster(service) or next(iter(service.property_dependencies.get(CLUSTER, ())), "")

    def capacity(self, service: Resource) -> Capacity | None:
        """Where it runs; None for hosts of AWS, and for those that are elsewhere."""
        own, launch = _asked(service, _OWN), texts_at(service.state, _LAUNCH)
        if launch.texts and not any(own):
            return Capacity(frozenset()) if launch.texts == (_ON_HOSTS,) else None
        by_default = (_asked(one, _BY_DEFAULT) for one in self._strategies.get(self.cluster(service), ()))
        asked = next((one for one in (own, *by_default) if any(one)), own)
        unknown = (*asked.unknown, *(() if any(own) else (Untold.of(service, path) for path in launch.unknown)))
        is_of_aws = bool(asked.providers) and asked.providers <= _OF_AWS and not unknown
        return None if is_of_aws else Capacity(asked.providers - _OF_AWS, unknown)

    def _named(self, holder: Resource, key: str) -> str:
        written = said(holder, key)
        if is_empty(written):
            return _DEFAULT
        behind = (self.stack.by_urn.get(urn) for urn in holder.property_dependencies.get(key, ()))
        names = [text_of(said(one, _CLUSTERS[one.type])) for one in behind if one and one.type in _CLUSTERS]
        return text_of(written).rpartition("/")[2] or (names[0] if len(names) == 1 else "")

    @cached_property
    def _by_definition(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN and family of a task definition → the services."""
        found: dict[str, tuple[Resource, ...]] = {}
        for service in self.stack.of_type(*SERVICES):
            named = service.property_dependencies.get(DEFINITION, ())
            for key in dict.fromkeys((*named, family(text_of(said(service, DEFINITION))))):
                found[key] = (*found.get(key, ()), service)
        return found

    @cached_property
    def _strategies(self) -> Mapping[str, tuple[Resource, ...]]:
        """Name of a cluster → what says on what its services run by default."""
        found: dict[str, tuple[Resource, ...]] = {}
        for one in self.stack.of_type(*_STRATEGIES, *_CLUSTERS):
            key = _STRATEGIES.get(one.type)
            name = self._named(one, key) if key else text_of(said(one, _CLUSTERS[one.type]))
            found[name] = (*found.get(name, ()), one)
        return found


def _asked(says: Resource, places: tuple[str, ...]) -> Capacity:
    """The providers that it asks for, also those of AWS."""
    found = [texts_at(says.state, place) for place in places]
    unknown = (Untold.of(says, path) for one in found for path in one.unknown)
    return Capacity(frozenset(text.rpartition("/")[2] for one in found for text in one.texts), tuple(unknown))


def family(text: str) -> str:
    """The family in the ARN of a task definition, in `family:revision`, or by itself."""
    return text.rpartition("/")[2].partition(":")[0]
