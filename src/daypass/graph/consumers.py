"""This is where the consumers of roles are: which resource of a stack, or of several joined, uses which role.

A role is known by its ARN, by its name, or, where a preview does not know either, by what the property depends on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from daypass.data.role_consumers import Consumption, Purpose, role_consumers
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import beginning, texts_at
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.grouping import grouped
from daypass.model.resource import Resource

_PROFILE: Final = "instance profile"
PROFILE_KINDS: Final[Mapping[str, Kind]] = {
    "aws:iam/instanceProfile:InstanceProfile": Kind(_PROFILE, "instance-profile", "name"),
    "aws-native:iam:InstanceProfile": Kind(_PROFILE, "instance-profile", "instanceProfileName"),
}
ROLE_TYPES: Final = tuple(kinds_of(ROLE))
PROFILE_TYPES: Final = tuple(PROFILE_KINDS)


@dataclass(frozen=True, slots=True)
class Use:
    """A consumer and the role it uses: the role's URN, else its ARN or name as written, "" where it is not known.

    `unknown` is the property path that keeps it from being known, and `possible` are the URNs of the roles it then may
    be, as far as the stack tells. `profile` is the instance profile between: its URN, or its name or ARN as written,
    and then `role` is "". `purpose` and `principals` are those of `daypass.data.role_consumers.Consumption`.
    """

    consumer: Resource
    noun: str
    role: str
    unknown: str = ""
    profile: str = ""
    purpose: Purpose = "workload"
    principals: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the consumer's own code runs as the role, rather than a service or a caller acting with it."""
        return self.purpose == "workload"


@dataclass(frozen=True)
class Consumers:
    """All uses of roles in a stack, in the order of registration. Several uses by one consumer differ in something."""

    stack: Stack

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Who runs as a role: the workloads' own roles, as far as the stack says which they are, or may say it yet."""
        return tuple(use for use in self.every_use if use.own and (use.role or use.unknown))

    @cached_property
    def every_use(self) -> tuple[Use, ...]:
        """For whatever purpose. An instance profile counts only where nothing in the stack runs with it."""
        found = [use for resource in self.stack.resources for use in self._of(resource)]
        worn = {use.profile for use in found if use.profile}
        return tuple(use for use in found if use.consumer.urn not in worn)

    @cached_property
    def by_role(self) -> dict[str, tuple[Use, ...]]:
        """Role, as in `Use.role`, → every use of it. Under "" are those of which the role is not known."""
        return grouped((use.role, use) for use in self.every_use)

    @cached_property
    def by_consumer(self) -> dict[str, tuple[Use, ...]]:
        """URN of a consumer → every use by it."""
        return grouped((use.consumer.urn, use) for use in self.every_use)

    def role_of(self, consumer: Resource, said: str) -> str:
        """The role that a consumer means by a text, as in `Use.role`."""
        return self._roles.named(consumer, said).urn or said

    def is_here(self, consumer: Resource, said: str) -> bool:
        """Whether the stack has the role, or the instance profile, that a consumer means by a text."""
        return any(names.named(consumer, said).urn for names in (self._roles, self._profiles))

    def _of(self, resource: Resource) -> Iterator[Use]:
        seen: set[tuple[object, ...]] = set()
        for way in role_consumers().get(resource.type, ()):
            for use in self._through_profile(resource, way) if way.says == "profile" else self._directly(resource, way):
                key = (use.noun, use.role, use.unknown, use.profile, use.purpose, use.principals)
                if key not in seen:
                    seen.add(key)
                    yield use

    def _directly(self, resource: Resource, way: Consumption) -> Iterator[Use]:
        for role, unknown, possible in self._said(resource, way, self._roles):
            yield _use(resource, way, role, unknown=unknown, possible=possible)

    def _through_profile(self, resource: Resource, way: Consumption) -> Iterator[Use]:
        for profile, unknown, _ in self._said(resource, way, self._profiles):
            if profile not in self.stack.by_urn:
                yield _use(resource, way, "", unknown=unknown, profile=profile)
            for inner in self.worn.get(profile, ()):
                path = inner.unknown and way.path
                yield _use(resource, way, inner.role, unknown=path, profile=profile, possible=inner.possible)

    @cached_property
    def worn(self) -> dict[str, tuple[Use, ...]]:
        """Profile → the use of the role in it. AWS takes one role; of several, any may be it."""
        return {profile.urn: _one(tuple(self._of(profile))) for profile in self.stack.of_type(*PROFILE_TYPES)}

    def _said(self, resource: Resource, way: Consumption, names: Names) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """What the way leads to, as in `Use`: the role or profile, else the unknown path and what is possible."""
        found = texts_at(resource.state, way.path)
        known = dict.fromkeys(names.named(resource, text).urn or text for text in found.texts)
        yield from ((said, "", ()) for said in known)
        if found.unknown:
            # The engine records dependencies for the first step alone, and below it one role may stand in many places:
            # a single one is what all of them mean, where `Names.meant` asks for as many as there are.
            behind = names.behind(resource, beginning(way.path))
            possible = tuple(urn for urn in behind if urn not in known)
            sure = len(possible) == 1
            yield (possible[0], "", ()) if sure else ("", found.unknown[0], possible)

    @cached_property
    def _roles(self) -> Names:
        return Names.of(self.stack.resources, kinds_of(ROLE), by_last_part=True)

    @cached_property
    def _profiles(self) -> Names:
        return Names.of(self.stack.resources, PROFILE_KINDS, by_last_part=True)


def _one(found: tuple[Use, ...]) -> tuple[Use, ...]:
    if len(found) <= 1:
        return found
    possible = tuple(dict.fromkeys(urn for use in found for urn in (use.role, *use.possible) if urn))
    return (replace(found[0], role="", unknown="roles", possible=possible),)


def _use(
    consumer: Resource,
    way: Consumption,
    role: str,
    *,
    unknown: str,
    profile: str = "",
    possible: tuple[str, ...] = (),
) -> Use:
    return Use(consumer, way.noun, role, unknown, profile, way.purpose, way.principals, possible)
