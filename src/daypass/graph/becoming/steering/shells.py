"""This is where it is told in which tasks of ECS somebody may open a shell, who then acts as the role of the task.

They ask ECS for it, or Session Manager, to which the same agent in the task answers: who may not do the one may still
do the other, on the same task. Sources: Amazon ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec"
("Limiting access to the Start Session action"); Service Authorization Reference, "AWS Systems Manager" (StartSession,
on a task); read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.task_services import CLUSTER, TaskServices
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

LETS_IN: Final = "enableExecuteCommand"
_TASK: Final = f"arn:*:ecs:*:*:task/{{}}/{PROBE}"
_KEY: Final = "ecs:cluster"
_ARN: Final = "arn:*:ecs:*:*:cluster/{}"


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
        yield from dict.fromkeys(shell for one in self._services.of(definition) for shell in self.in_service(one))

    def in_service(self, service: Resource) -> Iterator[Shell]:
        """That in a task of this service, where it lets somebody in, or may."""
        lets_in = switch(service, LETS_IN)
        if lets_in is not False:
            unknown = () if lets_in else (Untold.of(service, LETS_IN),)
            yield from (one._replace(unknown=(*unknown, *one.unknown)) for one in self._tasks(service))

    @property
    def _services(self) -> TaskServices:
        return self.stack.once(TaskServices)

    def _tasks(self, service: Resource) -> Iterator[Shell]:
        """A task of its cluster. Of one that is not known it is in any, where a pattern takes in whatever name."""
        name, written = self._services.cluster(service), text_of(said(service, CLUSTER))
        arn = written if Arn.parse(written) else _ARN.format(name or PROBE)
        yield Shell(_TASK.format(name or PROBE), brings=((_KEY, arn),))
        if not name:
            yield Shell(_TASK.format(ANY), (Untold.of(service, CLUSTER),))
