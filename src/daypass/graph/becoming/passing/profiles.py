"""This is where it is told which instance profiles have a role in them, and which role one of an ARN has.

Who names a profile hands over the role in it, and there is one at most. A profile that the stack does not have is taken
for that of the role which is called like it, as the console makes them. Source: IAM User Guide, "Use instance
profiles"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from daypass.graph.becoming.callers import thing_arn
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import PROFILE_KINDS, Consumers
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.settings import Settings

_IN_ARN: Final = "instance-profile"


@dataclass(frozen=True)
class Profiles:
    """Those of a stack: the ARN of each and that of the role in it, "" where it is not known which one that is."""

    roles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stack: Stack, settings: Settings, roles: Mapping[str, Node]) -> "Profiles":
        """Of a stack with these roles, by their URNs."""
        found: dict[str, str] = {}
        for urn, uses in stack.once(Consumers).worn.items():
            profile = stack.by_urn[urn]
            role = uses[0].role if uses else ""
            node = roles.get(role)
            found[thing_arn(profile, PROFILE_KINDS[profile.type], settings)] = node.arn if node else role
        return cls(found)

    def around(self, role: str) -> tuple[str, ...]:
        """The ARNs, with `*` for what is not known, of the profiles that have the role of this ARN in them, or may."""
        return tuple(dict.fromkeys((*self._by_role.get(role, ()), *self._by_role.get("", ()), *self._like(role))))

    def inside(self, profile: str) -> str:
        """The ARN of the role that the profile of this ARN has in it; "" where it is not known which one that is."""
        if profile in self.roles:
            return self.roles[profile]
        arn = Arn.parse(profile)
        return ":".join(("arn", *arn._replace(resource=f"role/{_name(arn)}"))) if arn else ""

    def _like(self, role: str) -> Iterator[str]:
        """A profile that the stack does not have, and that is called like the role."""
        arn = Arn.parse(role)
        if arn and _name(arn) not in self._names:
            for resource in (f"{_IN_ARN}/{_name(arn)}", f"{_IN_ARN}/*/{_name(arn)}"):
                yield ":".join(("arn", *arn._replace(resource=resource)))

    @cached_property
    def _by_role(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for profile, role in self.roles.items():
            found[role] = (*found.get(role, ()), profile)
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(_name(arn) for one in self.roles if (arn := Arn.parse(one)))


def _name(arn: Arn) -> str:
    return arn.resource.rpartition("/")[2]
