"""This is where launch templates are found by what starts machines from them: by id, by name, or by a dependency."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import maps, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, beginning, steps, walk
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare

TEMPLATES: Final[Mapping[str, Kind]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": Kind("launch template", "launch-template", "name"),
    "aws-native:ec2:LaunchTemplate": Kind("launch template", "launch-template", "launchTemplateName"),
}
_SAID_BY: Final = ("id", "launchTemplateId", "name", "launchTemplateName")


class StartedTemplate(NamedTuple):
    """The URN of a template, "" where the stack does not tell it, and the version at which it is started.

    `said` is all that is said of it there.
    """

    urn: str
    version: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class LaunchTemplates:
    """Those of a stack."""

    stack: Stack

    def at(self, starter: Resource, path: str) -> Iterator[StartedTemplate]:
        """What a path of a resource that starts machines leads to."""
        for found in walk(Leaf(starter.state.raw, starter.state.path), steps(path), loose=True):
            for one in maps(found.value):
                yield StartedTemplate(self._meant(starter, path, one), text_of(one.get("version")), one)

    @cached_property
    def names(self) -> Names:
        """How they are called."""
        return Names.of(self.stack.resources, TEMPLATES)

    def _meant(self, starter: Resource, path: str, one: Mapping[str, Any]) -> str:
        """By its id or name, else the one thing on which the property depends."""
        if text := next(filter(None, (text_of(one.get(key)) for key in _SAID_BY)), ""):
            return self.names.named(starter, text).urn
        behind = self.names.behind(starter, beginning(path))
        is_unknown = any(bare(one.get(key)) is UNKNOWN for key in _SAID_BY)
        return behind[0] if is_unknown and len(behind) == 1 else ""
