"""This is where it is told who commands a task of ECS, or a job of Batch, by what they send: its input is the command.

Sources: Amazon ECS API Reference, "ContainerOverride"; EventBridge User Guide, "Input transformation" of targets and of
pipes; Step Functions Developer Guide, "Run Amazon ECS tasks"; read 2026-11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from daypass.graph.becoming.steering.commands.command import ANY, OF_JOB, Command, definitions_of
from daypass.graph.becoming.steering.commands.executions import by_executions
from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.pipes import PIPES, by_pipe, by_pipes
from daypass.graph.becoming.steering.commands.targeting import by_events
from daypass.graph.becoming.steering.commands.words import is_chosen
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

_JOBS: Final[Mapping[str, str]] = {
    "aws:batch/jobDefinition:JobDefinition": "name",
    "aws-native:batch:JobDefinition": "jobDefinitionName",
}
_DEFINITIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("aws:ecs/taskDefinition:TaskDefinition", "aws-native:ecs:TaskDefinition"), "family"),
    **_JOBS,
}
"""Type → by what property a definition is called."""


@dataclass(frozen=True)
class Commands:
    """What is sent to the tasks of a stack."""

    stack: Stack

    def of(self, workload: Resource) -> tuple[Command, ...]:
        """Where the command of this workload comes from; a pipe runs as the role that it gives its task."""
        if workload.type in PIPES:
            return tuple(command for command in by_pipe(workload, self.stack) if self._is_chosen(command))
        if workload.type not in _DEFINITIONS:
            return ()
        keys = (workload.urn, _name(workload))
        near = dict.fromkeys(command for key in keys if key for command in self._by_definition.get(key, ()))
        return tuple(one for one in near if not one.has_own_role and self._is_command(workload, one))

    def _is_chosen(self, command: Command) -> bool:
        definitions = (one for key in command.definitions for one in self._definitions.get(key, ()))
        return command.has_own_role and any(self._is_command(one, command) for one in definitions)

    def _is_command(self, definition: Resource, command: Command) -> bool:
        """Whether it is one, by the container's entry point; not where that cannot be known yet.

        Whoever says all that is put in place sets variables as well, by which a fixed program runs what they like
        (`BASH_ENV`, `NODE_OPTIONS`): as whoever may call `ecs:RunTask` by themselves.
        """
        if command.container == ANY:
            return True
        entry = self._entries.get(definition.urn, {}).get(command.container, UNKNOWN) if command.container else UNKNOWN
        return entry is not UNKNOWN and is_chosen(_texts(entry), command.words)

    @cached_property
    def _entries(self) -> Mapping[str, Mapping[str, Any]]:
        """URN of a task definition → name of a container → its entry point: many commands are for one definition."""
        return {one.urn: _entries(one) for one in self.stack.of_type(*_DEFINITIONS)}

    @cached_property
    def _by_definition(self) -> Mapping[str, tuple[Command, ...]]:
        """URN and family of a task definition → what commands it."""
        each = (*by_pipes(self.stack), *by_executions(self.stack), *by_events(self.stack))
        return grouped((key, command) for command in each for key in command.definitions)

    @cached_property
    def _definitions(self) -> Mapping[str, tuple[Resource, ...]]:
        found: dict[str, tuple[Resource, ...]] = {}
        for one in self.stack.of_type(*_DEFINITIONS):
            for key in definitions_of(_name(one), (one.urn,)):
                found[key] = (*found.get(key, ()), one)
        return found


def _name(definition: Resource) -> str:
    return text_of(said(definition, _DEFINITIONS[definition.type]))


def _entries(definition: Resource) -> dict[str, Any]:
    """Name of a container → its entry point. That of a job is its image's, and its command all that is put in place."""
    if definition.type in _JOBS:
        return {OF_JOB: None}
    found: dict[str, Any] = {}
    for one in maps(parsed(said(definition, "containerDefinitions"))):
        found.setdefault(text_of(one.get("name")), bare(one.get("entryPoint")))
    return found


def _texts(entry: Any) -> list[str]:
    return [text_of(one) for one in entry] if isinstance(entry, list) else []
