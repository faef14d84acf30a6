"""This is where it is told in which tasks of ECS somebody may open a shell, who then acts as the role of the task.

Source: Amazon ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_SERVICES: Final = ("aws:ecs/service:Service", "aws-native:ecs:Service")
_DEFINITION: Final = "taskDefinition"
_DEFAULT: Final = "default"
"""The cluster of a service that names none."""


@dataclass(frozen=True)
class Shells:
    """The tasks of a stack's services that let somebody in."""

    stack: Stack

    def of(self, definition: Resource) -> Iterator[str]:
        """The ARN of a task of each service that runs this task definition, in any partition, region and account."""
        keys = (definition.urn, text_of(said(definition, "family")))
        clusters = dict.fromkeys(cluster for key in keys if key for cluster in self._clusters.get(key, ()))
        yield from (f"arn:*:ecs:*:*:task/{cluster}/{PROBE}" for cluster in clusters)

    @cached_property
    def _clusters(self) -> Mapping[str, tuple[str, ...]]:
        """URN and family of a task definition → the clusters in which services run it and have shells."""
        found: dict[str, tuple[str, ...]] = {}
        for service in self.stack.of_type(*_SERVICES):
            if said(service, "enableExecuteCommand") is not True:
                continue
            written = text_of(said(service, "cluster"))
            named = service.property_dependencies.get(_DEFINITION, ())
            for key in (*named, family(text_of(said(service, _DEFINITION)))):
                found[key] = (*found.get(key, ()), written.rpartition("/")[2] or _DEFAULT)
        return found


def family(text: str) -> str:
    """The family in the ARN of a task definition, in `family:revision`, or by itself."""
    return text.rpartition("/")[2].partition(":")[0]
