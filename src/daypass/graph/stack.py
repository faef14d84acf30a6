"""This is where a Stack is: all resources of one stack (or of several joined), and how they refer to each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from daypass.model.resource import Resource
from daypass.model.urn import Urn

STACK_TYPE = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class Stack:
    """Resources in the order of their registration."""

    resources: tuple[Resource, ...]

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """URN → resource."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def root(self) -> Resource:
        """The stack's own resource; one made up from the first URN where the source has none."""
        for resource in self.resources:
            if resource.type == STACK_TYPE:
                return resource
        first = Urn.parse(self.resources[0].urn if self.resources else "")
        stack, project = first.stack or "unknown", first.project or "unknown"
        name = f"{project}-{stack}"
        urn = f"urn:pulumi:{stack}::{project}::{STACK_TYPE}::{name}"
        return Resource(urn=urn, type=STACK_TYPE, name=name, custom=False)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources with one of these type tokens."""
        return (resource for resource in self.resources if resource.type in types)

    def parent(self, resource: Resource) -> Resource | None:
        """The parent, where the stack has it."""
        return self.by_urn.get(resource.parent)
