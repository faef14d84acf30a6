"""This is where the machines of a stack are told apart by what picks them: their id, their tags, the group they are of.

What is started from a template has the tags that the template, the group or the instance that names it gives, and those
that AWS puts on it itself. A tag whose value is not known picks nothing.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, NamedTuple, TypeVar

from daypass.graph.becoming.steering.machines.hosts_of_services import gives_its_tags, has_hosts, made_tags
from daypass.graph.launch_templates import LaunchTemplates
from daypass.graph.leaves import maps, said, text_of, within, yes_or_no
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.model.resource_tags import Tags

INSTANCES: Final = ("aws:ec2/instance:Instance", "aws-native:ec2:Instance")
_TEMPLATES: Final[Mapping[str, str]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": "tagSpecifications",
    "aws-native:ec2:LaunchTemplate": "launchTemplateData",
}
"""What machines are started from, and where it says what tags they get."""

_CONFIGURATIONS: Final = (
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws-native:autoscaling:LaunchConfiguration",
)
GROUPS: Final[Mapping[str, str]] = {
    "aws:autoscaling/group:Group": "name",
    "aws-native:autoscaling:AutoScalingGroup": "autoScalingGroupName",
}
_STARTED_FROM: Final = (
    *("launchTemplate.id", "launchTemplate.name", "launchTemplate.launchTemplateId"),
    *("launchTemplate.launchTemplateName", "launchConfiguration", "launchConfigurationName"),
    "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId",
    "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateName",
)
"""Where groups and instances say from what their machines are started."""

_NAMES: Final = ("id", "name", "launchTemplateId", "launchTemplateName", "launchConfigurationName")

EVERY: Final = "every"
"""The mark of every machine."""


def with_id(id_: str) -> str:
    """The mark of the machine with this id."""
    return f"id {id_}"


def of_group(name: str) -> str:
    """The mark of what an Auto Scaling group of this name starts."""
    return f"group {name}"


def made_as(urn: str) -> str:
    """The mark of this instance of the stack, or of what this group of it starts, whatever it will be called."""
    return f"made as {urn}"


def tagged(key: str | None, value: str | None) -> str:
    """The mark of a machine with this tag; with whatever value, or under whatever key, for None."""
    return repr((key, value))


class Tagged(NamedTuple):
    """The tags of a machine that are known; `is_whole`: it has no others."""

    known: Mapping[str, str]
    is_whole: bool


@dataclass(frozen=True)
class Machines:
    """Those of a stack."""

    stack: Stack

    def marks(self, machine: Resource) -> frozenset[str]:
        """By what it can be picked; nothing for what is no machine."""
        if machine.type in INSTANCES:
            names = dict.fromkeys((machine.id, text_of(said(machine, "id")), text_of(said(machine, "instanceId"))))
            ids = map(with_id, filter(None, names))
            return frozenset((EVERY, made_as(machine.urn), *ids, *_marks_of(_own(machine))))
        if has_hosts(machine):
            return self._of_service(machine)
        if machine.type not in _TEMPLATES and machine.type not in _CONFIGURATIONS:
            return frozenset()
        found = {EVERY, *_marks_of(_given(machine)), *_marks_of(dict(made_tags(machine)))}
        for starter in self._started_by(machine):
            found |= self._by(starter)
        return frozenset(found)

    def tags(self, template: Resource) -> tuple["Tagged", ...]:
        """Those of what is started from a template, or by a service: once for each that starts it."""
        if has_hosts(template):
            return (Tagged(self._tags_of_service(template), is_whole=False),)
        given = _given(template) if template.type in _TEMPLATES else {}
        found = given | dict(made_tags(template))
        every = [(found | self._tags_by(one), one) for one in self._started_by(template)]
        return tuple(Tagged(tags, _is_told(template, one)) for tags, one in every) or (Tagged(found, is_whole=False),)

    def _started_by(self, template: Resource) -> Iterable[Resource]:
        keys = (template.urn, template.id, *(text_of(said(template, name)) for name in _NAMES))
        return {one.urn: one for key in keys if key for one in self._starters.get(key, ())}.values()

    def _tags_by(self, starter: Resource) -> dict[str, str]:
        return _own(starter) if starter.type in INSTANCES else _propagated(starter) | dict(made_tags(starter))

    def _by(self, starter: Resource) -> frozenset[str]:
        if starter.type in INSTANCES:
            return self.marks(starter)
        name = text_of(said(starter, GROUPS[starter.type]))
        tags = self._tags_by(starter)
        return frozenset((made_as(starter.urn), *((of_group(name),) if name else ()), *_marks_of(tags)))

    def _of_service(self, starter: Resource) -> frozenset[str]:
        """The marks of the hosts that a service starts."""
        return frozenset((EVERY, made_as(starter.urn), *_marks_of(self._tags_of_service(starter))))

    def _tags_of_service(self, starter: Resource) -> dict[str, str]:
        given = _own(starter) if gives_its_tags(starter) else {}
        for one in LaunchTemplates(self.stack).at(starter, "launchTemplate"):
            given |= _given(self.stack.by_urn[one.urn]) if one.urn else {}
        return given | dict(made_tags(starter))

    @cached_property
    def _starters(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN, id and name of a template → the groups and instances whose machines are started from it."""
        found: dict[str, dict[str, Resource]] = {}
        for starter in self.stack.of_type(*GROUPS, *INSTANCES):
            said_ = (text for path in _STARTED_FROM for text in texts_at(starter.state, path).texts)
            behind = (
                urn
                for key in ("launchTemplate", "launchConfiguration", "launchConfigurationName", "mixedInstancesPolicy")
                for urn in starter.property_dependencies.get(key, ())
            )
            for key in (*said_, *behind):
                found.setdefault(key, {})[starter.urn] = starter
        return {key: tuple(starters.values()) for key, starters in found.items()}


_T = TypeVar("_T", bound=Hashable)


class Picking(Generic[_T]):
    """What picks machines: things, each with sets of marks of which a machine has one of each."""

    def __init__(self, machines: Machines, each: Iterable[tuple[_T, tuple[frozenset[str], ...]]]) -> None:
        self._machines = machines
        every = [(thing, wanted) for thing, wanted in each if wanted]
        asked = Counter(mark for _, wanted in every for marks in wanted for mark in marks)
        self._by_mark: dict[str, list[tuple[_T, tuple[frozenset[str], ...]]]] = {}
        for thing, wanted in every:
            # By the marks that the fewest ask for: with all others too, each production machine was asked about each.
            for mark in min(wanted, key=lambda marks: sum(asked[mark] for mark in marks)):
                self._by_mark.setdefault(mark, []).append((thing, wanted))

    def of(self, machine: Resource) -> tuple[_T, ...]:
        """The things that pick this machine, each once."""
        marks = self._machines.marks(machine) if self._by_mark else frozenset[str]()
        near = (one for mark in sorted(marks) for one in self._by_mark.get(mark, ()))
        return tuple(dict.fromkeys(thing for thing, wanted in near if not any(map(marks.isdisjoint, wanted))))


def _marks_of(tags: Mapping[str, str]) -> Iterator[str]:
    for key, value in tags.items():
        yield from (tagged(key, value), tagged(key, None), tagged(None, value))


def _own(instance: Resource) -> dict[str, str]:
    """Its own tags over those of its provider."""
    found: dict[str, Any] = {}
    for _, place in reversed(Tags.of(instance.state, instance).places):
        found.update(place)
    return _known(found)


def _given(template: Resource) -> dict[str, str]:
    """What a template says of the tags of its instances."""
    if template.type in _CONFIGURATIONS:
        return {}
    written = bare(said(template, _TEMPLATES[template.type]))
    specifications = bare(written.get("tagSpecifications")) if isinstance(written, Mapping) else written
    found: dict[str, str] = {}
    for one in maps(specifications):
        if text_of(one.get("resourceType")) == "instance":
            found.update(_known(one.get("tags")))
    return found


def _is_told(*places: Resource) -> bool:
    """Whether nothing that these say of tags is unknown."""
    keys = ("tags", *_TEMPLATES.values())
    return not any(one is UNKNOWN for place in places for key in keys for one in within(said(place, key)))


def _propagated(group: Resource) -> dict[str, str]:
    """The tags that a group gives what it starts, or may give."""
    every = maps(bare(said(group, "tags")))
    return _known([one for one in every if yes_or_no(one.get("propagateAtLaunch")) is not False])


def _known(tags: Any) -> dict[str, str]:
    """The tags in a map, or in a list of key and value, of which both are known."""
    plain = bare(tags)
    pairs = plain.items() if isinstance(plain, Mapping) else ((one.get("key"), one.get("value")) for one in maps(plain))
    texts = ((text_of(key), bare(value)) for key, value in pairs)
    return {key: value for key, value in texts if key and isinstance(value, str)}
