"""This is where the consumers of roles are: which workload of a stack runs as which role.

A role is known by its ARN, by its name, or, where a preview does not know either, by what the property depends on.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from daypass.data.role_consumers import Consumption, role_consumers
from daypass.graph.stack import Stack
from daypass.model.resource import Properties, Resource, Undecided

ROLE_TYPES: Final = ("aws:iam/role:Role", "aws-native:iam:Role")
PROFILE_TYPES: Final = ("aws:iam/instanceProfile:InstanceProfile",)


@dataclass(frozen=True, slots=True)
class Use:
    """A consumer and the role it runs as: the role's URN, else its ARN or name as written, "" where it is not known.

    `unknown` is the property path that keeps it from being known; `profile` the URN of the instance profile between.
    """

    consumer: Resource
    noun: str
    role: str
    unknown: str = ""
    profile: str = ""


@dataclass(frozen=True)
class Consumers:
    """All uses of roles in one stack."""

    stack: Stack

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """In the order of registration. An instance profile counts only where nothing in the stack runs with it."""
        found = [use for resource in self.stack.resources for use in self._of(resource)]
        worn = {use.profile for use in found if use.profile}
        return tuple(use for use in found if use.consumer.urn not in worn)

    def _of(self, resource: Resource) -> Iterator[Use]:
        for way in role_consumers().get(resource.type, ()):
            if way.says == "profile":
                yield from self._through_profile(resource, way)
            else:
                yield from self._directly(resource, way)

    def _directly(self, resource: Resource, way: Consumption) -> Iterator[Use]:
        try:
            said = _read(resource.state, way.path)
        except Undecided as unknown:
            role = self._depends_on(resource, way.path, ROLE_TYPES)
            yield Use(resource, way.noun, role, "" if role else unknown.path)
        else:
            if said:
                yield Use(resource, way.noun, self._roles.urn(resource, said) or said)

    def _through_profile(self, resource: Resource, way: Consumption) -> Iterator[Use]:
        try:
            said = _read(resource.state, way.path)
        except Undecided as unknown:
            profile = self._depends_on(resource, way.path, PROFILE_TYPES)
            if not profile:
                yield Use(resource, way.noun, "", unknown.path)
                return
        else:
            profile = self._profiles.urn(resource, said) if said else ""
        for use in self._of(self.stack.by_urn[profile]) if profile else ():
            yield Use(resource, way.noun, use.role, use.unknown and way.path, profile)

    def _depends_on(self, resource: Resource, path: str, types: tuple[str, ...]) -> str:
        """The one resource of these types that the unknown property depends on; "" where there are none or several."""
        urns = resource.property_dependencies.get(path.split(".", 1)[0], ())
        found = [urn for urn in urns if urn in self.stack.by_urn and self.stack.by_urn[urn].type in types]
        return found[0] if len(found) == 1 else ""

    @cached_property
    def _roles(self) -> "_Names":
        return _Names.of(self.stack.of_type(*ROLE_TYPES), "name", "roleName")

    @cached_property
    def _profiles(self) -> "_Names":
        return _Names.of(self.stack.of_type(*PROFILE_TYPES), "name", "instanceProfileName")


@dataclass(frozen=True, slots=True)
class _Names:
    """URNs by what a consumer may write. Names repeat between accounts, so a stack's own resources come first.

    A name that several have names none of them, so two URNs of each are enough to know.
    """

    _known: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, resources: Iterator[Resource], *names: str) -> "_Names":
        """The names, ids and ARNs of these resources, as far as they are known."""
        known: dict[tuple[str, str], list[str]] = {}
        for resource in resources:
            arns = _texts(resource, ("arn",))
            named = _texts(resource, names) | ({resource.id} if resource.id else set())
            # Where the ARN is not known yet, another's ARN that ends in this name is taken for it.
            for text in arns | named | (set() if arns else {f"arn:…/{name}" for name in named}):
                for scope in ("", _scope(resource)):
                    found = known.setdefault((scope, text), [])
                    if len(found) <= 1 and resource.urn not in found:
                        found.append(resource.urn)
        return cls(known)

    def urn(self, consumer: Resource, said: str) -> str:
        """The one resource that the consumer means by an ARN or a name; "" where there is none or more than one."""
        for text in (said, f"arn:…/{said.rpartition('/')[2]}") if said.startswith("arn:") else (said,):
            for scope in (_scope(consumer), ""):
                found = self._known.get((scope, text), [])
                if found:
                    return found[0] if len(found) == 1 else ""
        return ""


def _scope(resource: Resource) -> str:
    """Stack and project."""
    return "::".join(resource.urn.split("::", 2)[:2])


def _texts(resource: Resource, keys: tuple[str, ...]) -> set[str]:
    state = resource.state
    return {str(state.get(key)) for key in keys if state.is_known(key) and state.get(key)}


def _read(properties: Properties, path: str) -> str:
    """The text at a path, also inside JSON text; "" where there is none. Raises `Undecided`."""
    value: Any = properties
    for step in path.split("."):
        if isinstance(value, str):
            value = _from_json(value)
        value = value.get(step) if isinstance(value, Properties) else None
    return value if isinstance(value, str) else ""


def _from_json(text: str) -> Properties:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Properties({})
    return Properties(found if isinstance(found, dict) else {})
