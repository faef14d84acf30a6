"""This is where rows find the identity that they are about: a policy belongs to its role, a key to its user."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.identity_types import COMPONENT, ROLES_AND_USERS
from daypass.model.resource import Resource

_REFERENCES: Final = {"role": "Role", "roles": "Role", "roleName": "Role"} | dict.fromkeys(
    ("user", "users", "userName", "username"), "User"
)
"""Properties of `aws:iam` resources that name the role or user which they are part of."""


def identities(stack: Stack) -> list[Resource]:
    """The identities of the stack."""
    return list(stack.of_type(*ROLES_AND_USERS))


@dataclass(frozen=True)
class Grouping:
    """Finds the identity of each resource of one stack."""

    stack: Stack

    def identity_of(self, urn: str) -> str:
        """The URN of the identity, or of our component around it, that it is or is a part of; "" for anything else."""
        resource = self.stack.by_urn.get(urn)
        if resource is None:
            return ""
        found = resource if resource.type in ROLES_AND_USERS else self._referred(resource) or self._ancestor(resource)
        if found is None:
            return ""
        parent = self.stack.parent(found)
        return parent.urn if parent and parent.type == COMPONENT else found.urn

    def _referred(self, resource: Resource) -> Resource | None:
        if not resource.type.startswith(("aws:iam/", "aws-native:iam:")):
            return None
        for key, kind in _REFERENCES.items():
            for urn in resource.property_dependencies.get(key, ()):
                target = self.stack.by_urn.get(urn)
                if target and target.type in ROLES_AND_USERS:
                    return target
            for name in _texts(resource.state.raw.get(key)):
                if (kind, name) in self._by_name:
                    return self._by_name[kind, name]
        return None

    def _ancestor(self, resource: Resource) -> Resource | None:
        seen: set[str] = set()
        this: Resource | None = resource
        while this and this.urn not in seen:
            if this.type in (*ROLES_AND_USERS, COMPONENT):
                return this
            seen.add(this.urn)
            this = self.stack.parent(this)
        return None

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Resource]:
        """Role or User, with each of the names that other resources may call it by."""
        return {
            (one.type.rpartition(":")[2], name): one
            for one in identities(self.stack)
            for name in (one.id, *(text for key in _OWN_NAMES for text in _texts(one.state.raw.get(key))))
            if name
        }


_OWN_NAMES: Final = ("name", "roleName", "userName", "arn")


def _texts(value: object) -> Iterator[str]:
    """The texts in a value or a list; what is unknown or secret names nobody here."""
    yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))
