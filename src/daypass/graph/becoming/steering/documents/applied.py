"""This is where it is told which documents of Systems Manager a machine runs again and again, as they now are.

Whoever writes the next version decides what the machine does. Sources: Systems Manager User Guide, "About targets and
rate controls in State Manager associations" and "Register tasks to the maintenance window"; API Reference,
"CreateAssociation", "CreateDocument" (the names that are AWS's own); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.machines.picked import Machines, Picking, with_id
from daypass.graph.becoming.steering.machines.targeted import texts_in, wanted_by
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Unknown, bare

_ASSOCIATIONS: Final = ("aws:ssm/association:Association", "aws-native:ssm:Association")
_TASKS: Final[Mapping[str, str]] = {
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": "runCommandParameters",
    "aws-native:ssm:MaintenanceWindowTask": "maintenanceWindowRunCommandParameters",
}
_WINDOW_TARGETS: Final = (
    "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget",
    "aws-native:ssm:MaintenanceWindowTarget",
)
_OF_AWS: Final = ("aws", "amazon", "amzn")
_DEFAULT, _LATEST = "$DEFAULT", "$LATEST"


class Applied(NamedTuple):
    """A document that is applied, by its ARN; `is_latest`: as soon as it is written, nobody has to choose a default."""

    arn: str
    is_latest: bool


class Documents:
    """What the associations and maintenance windows of a stack apply."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines = stack, machines

    def of(self, machine: Resource) -> tuple[Applied, ...]:
        """The documents that somebody can write anew and that then run on this machine."""
        return self._picking.of(machine)

    @cached_property
    def _picking(self) -> Picking[Applied]:
        return Picking(self._machines, (*self._associations(), *self._tasks()))

    def _associations(self) -> Iterator[tuple[Applied, tuple[frozenset[str], ...]]]:
        for one in self._stack.of_type(*_ASSOCIATIONS):
            applied = applied_of(text_of(said(one, "name")), said(one, "documentVersion"))
            id_ = text_of(said(one, "instanceId"))
            if applied and not said(one, "automationTargetParameterName"):  # else a runbook, which no machine runs
                yield applied, (frozenset((with_id(id_),)),) if id_ else wanted_by(said(one, "targets"))

    def _tasks(self) -> Iterator[tuple[Applied, tuple[frozenset[str], ...]]]:
        for one in self._stack.of_type(*_TASKS):
            is_command = text_of(said(one, "taskType")) == "RUN_COMMAND"
            path = f"taskInvocationParameters.{_TASKS[one.type]}.documentVersion"
            version = next(iter((*texts_at(one.state, path).texts, *_unknown(one, path))), None)
            applied = applied_of(text_of(said(one, "taskArn")), version) if is_command else None
            for targets in self._targets(one) if applied else ():
                if applied:
                    yield applied, wanted_by(targets)

    def _targets(self, task: Resource) -> Iterator[object]:
        """Its own targets, and those that it is told to take from its window."""
        yield said(task, "targets")
        for target in maps(said(task, "targets")):
            for id_ in texts_in(target.get("values")) if text_of(target.get("key")) == "WindowTargetIds" else ():
                yield self._window_targets.get(id_)

    @cached_property
    def _window_targets(self) -> Mapping[str, object]:
        every = self._stack.of_type(*_WINDOW_TARGETS)
        return {one.id or text_of(said(one, "id")): said(one, "targets") for one in every}


def _unknown(task: Resource, path: str) -> Iterator[Unknown]:
    yield from (UNKNOWN for _ in texts_at(task.state, path).unknown)


def applied_of(name: str, version: object) -> Applied | None:
    """The document of this name or ARN; None for one that AWS wrote, and where the version stays, or is not known."""
    last = name.rpartition("/")[2]
    chosen = _DEFAULT if version is None or bare(version) == "" else text_of(version)
    if not last or last.lower().startswith(_OF_AWS) or chosen not in (_DEFAULT, _LATEST):
        return None
    return Applied(name if name.startswith("arn:") else f"arn:*:ssm:*:*:document/{last}", chosen == _LATEST)
