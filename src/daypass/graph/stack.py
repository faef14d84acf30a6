"""This is where a Stack is: all resources of one stack (or of several joined), and how they refer to each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from daypass.model.resource import Resource

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
        stack, project = (self.resources[0].urn.split("::")[:2] if self.resources else ("urn:pulumi:unknown", "unknown"))
        name = f"{project}-{stack.removeprefix('urn:pulumi:')}"
        return Resource(urn=f"{stack}::{project}::{STACK_TYPE}::{name}", type=STACK_TYPE, name=name, custom=False)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources with one of these type tokens."""
        return (resource for resource in self.resources if resource.type in types)

    def parent(self, resource: Resource) -> Resource | None:
        """The parent, where the stack has it."""
        return self.by_urn.get(resource.parent)
