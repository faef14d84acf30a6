"""This is where a Stack is: all resources of one stack (or of several joined), and how they refer to each other."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from daypass.model.resource import Resource
from daypass.model.urn import Urn

STACK_TYPE = "pulumi:pulumi:Stack"
_View = TypeVar("_View")


@dataclass(frozen=True)
class Stack:
    """Resources in the order of their registration."""

    resources: tuple[Resource, ...]
    _views: dict[tuple[Any, ...], tuple[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: "Callable[..., _View]", *arguments: object) -> "_View":
        """`make(self, *arguments)`, made once for all rules that ask; arguments are the same if they are one object."""
        key = (make, *map(id, arguments))
        if key not in self._views:
            self._views[key] = (arguments, make(self, *arguments))  # kept, so that no other object gets its id
        view: _View = self._views[key][1]
        return view

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """URN → resource."""
        return {resource.urn: resource for resource in self.resources}

    @cached_property
    def types(self) -> Mapping[str, int]:
        """Type token → how many resources have it."""
        return Counter(resource.type for resource in self.resources)

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
