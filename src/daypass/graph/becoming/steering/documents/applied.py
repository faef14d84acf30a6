"""This is where it is told which documents of Systems Manager a machine runs again and again, as they now are.

Whoever writes the next version decides what the machine does. Sources: Systems Manager User Guide, "About targets and
rate controls in State Manager associations" and "Register tasks to the maintenance window"; API Reference,
"CreateAssociation", "CreateDocument" (the names that are AWS's own); read 2026-11.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.machines.picked import Machines, Picking, with_id
from daypass.graph.becoming.steering.machines.targeted import Targeting, Wanted, texts_in
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
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
_OF_WINDOW: Final = "WindowTargetIds"
_OF_AWS: Final = ("aws", "amazon", "amzn")
_DEFAULT, _LATEST = "$DEFAULT", "$LATEST"


class Applied(NamedTuple):
    """A document that is applied, by its ARN; `is_latest`: as soon as it is written, nobody has to choose a default.

    `unknown`: whether it is applied to this machine, where the targets are not known.
    """

    arn: str
    is_latest: bool
    unknown: tuple[Untold, ...] = ()


class Documents:
    """What the associations and maintenance windows of a stack apply."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines, self._targeting = stack, machines, Targeting(stack)

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
                by_id = Wanted((frozenset((with_id(id_),)),)) if id_ else None
                yield _to(applied, one, by_id or self._targeting.of(one, said(one, "targets")))

    def _tasks(self) -> Iterator[tuple[Applied, tuple[frozenset[str], ...]]]:
        for one in self._stack.of_type(*_TASKS):
            is_command = text_of(said(one, "taskType")) == "RUN_COMMAND"
            path = f"taskInvocationParameters.{_TASKS[one.type]}.documentVersion"
            version = next(iter((*texts_at(one.state, path).texts, *_unknown(one, path))), None)
            applied = applied_of(text_of(said(one, "taskArn")), version) if is_command else None
            for by in self._told_by(one) if applied else ():
                if applied:
                    yield _to(applied, by, self._targeting.of(by, said(by, "targets")))

    def _told_by(self, task: Resource) -> Iterator[Resource]:
        """Itself, and what it is told of its window, which says by its own targets what machines are meant."""
        keys = [(text_of(one.get("key")), one.get("values")) for one in maps(said(task, "targets"))]
        if _OF_WINDOW not in (key for key, _ in keys):
            yield task
        ids = [id_ for key, values in keys if key == _OF_WINDOW for id_ in texts_in(values)]
        behind = task.property_dependencies.get("targets", ())
        for one in self._stack.of_type(*_WINDOW_TARGETS):
            if (one.id or text_of(said(one, "id"))) in ids or one.urn in behind:
                yield one


def _to(applied: Applied, by: Resource, wanted: Wanted) -> tuple[Applied, tuple[frozenset[str], ...]]:
    """What is applied to the machines that a resource wants."""
    return applied if wanted.is_sure else applied._replace(unknown=(Untold.of(by, "targets"),)), wanted.marks


def _unknown(task: Resource, path: str) -> Iterator[Unknown]:
    yield from (UNKNOWN for _ in texts_at(task.state, path).unknown)


def applied_of(name: str, version: object) -> Applied | None:
    """The document of this name or ARN; None for one that AWS wrote, and where the version stays, or is not known."""
    last = name.rpartition("/")[2]
    chosen = _DEFAULT if version is None or bare(version) == "" else text_of(version)
    if not last or last.lower().startswith(_OF_AWS) or chosen not in (_DEFAULT, _LATEST):
        return None
    return Applied(name if name.startswith("arn:") else f"arn:*:ssm:*:*:document/{last}", chosen == _LATEST)
