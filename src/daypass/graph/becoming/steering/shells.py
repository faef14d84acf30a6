"""This is where it is told in which tasks of ECS somebody may open a shell, who then acts as the role of the task.

They ask ECS for it, or Session Manager, to which the same agent in the task answers: who may not do the one may still
do the other, on the same task. Sources: Amazon ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec"
("Limiting access to the Start Session action"); Service Authorization Reference, "AWS Systems Manager" (StartSession,
on a task); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_SERVICES: Final = ("aws:ecs/service:Service", "aws-native:ecs:Service")
_CLUSTERS: Final[Mapping[str, str]] = {"aws:ecs/cluster:Cluster": "name", "aws-native:ecs:Cluster": "clusterName"}
_LETS_IN: Final = "enableExecuteCommand"
_CLUSTER: Final = "cluster"
_DEFINITION: Final = "taskDefinition"
_TASK: Final = f"arn:*:ecs:*:*:task/{{}}/{PROBE}"
_KEY: Final = "ecs:cluster"
_ARN: Final = "arn:*:ecs:*:*:cluster/{}"
_DEFAULT: Final = "default"
"""The cluster of a service that names none."""


class Shell(NamedTuple):
    """One in a task of this ARN; `unknown`: whether it lets anybody in, and which task it is.

    `brings` is the cluster that a request for it brings along. Source: Service Authorization Reference, "Amazon Elastic
    Container Service" (`ecs:cluster` of ExecuteCommand); read 2026-11.
    """

    arn: str
    unknown: tuple[Untold, ...] = ()
    brings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Shells:
    """The tasks of a stack's services that let somebody in."""

    stack: Stack

    def of(self, definition: Resource) -> Iterator[Shell]:
        """That in a task of each service that runs this task definition, in any partition, region and account."""
        keys = (definition.urn, text_of(said(definition, "family")))
        yield from dict.fromkeys(shell for key in keys if key for shell in self._shells.get(key, ()))

    @cached_property
    def _shells(self) -> Mapping[str, tuple[Shell, ...]]:
        """URN and family of a task definition → the shells in what services run by it."""
        found: dict[str, tuple[Shell, ...]] = {}
        for service in self.stack.of_type(*_SERVICES):
            lets_in = switch(service, _LETS_IN)
            if lets_in is False:
                continue
            unknown = () if lets_in else (Untold.of(service, _LETS_IN),)
            shells = tuple(one._replace(unknown=(*unknown, *one.unknown)) for one in self._tasks(service))
            named = service.property_dependencies.get(_DEFINITION, ())
            for key in (*named, family(text_of(said(service, _DEFINITION)))):
                found[key] = (*found.get(key, ()), *shells)
        return found

    def _tasks(self, service: Resource) -> Iterator[Shell]:
        """A task of its cluster. Of one that is not known it is in any, where a pattern takes in whatever name."""
        name, written = self._cluster(service), text_of(said(service, _CLUSTER))
        arn = written if Arn.parse(written) else _ARN.format(name or PROBE)
        yield Shell(_TASK.format(name or PROBE), brings=((_KEY, arn),))
        if not name:
            yield Shell(_TASK.format(ANY), (Untold.of(service, _CLUSTER),))

    def _cluster(self, service: Resource) -> str:
        """The name of its cluster; of one that is not made yet by the only one on which that depends, else ""."""
        written = said(service, _CLUSTER)
        if is_empty(written):
            return _DEFAULT
        behind = (self.stack.by_urn.get(urn) for urn in service.property_dependencies.get(_CLUSTER, ()))
        names = [text_of(said(one, _CLUSTERS[one.type])) for one in behind if one and one.type in _CLUSTERS]
        return text_of(written).rpartition("/")[2] or (names[0] if len(names) == 1 else "")


def family(text: str) -> str:
    """The family in the ARN of a task definition, in `family:revision`, or by itself."""
    return text.rpartition("/")[2].partition(":")[0]
