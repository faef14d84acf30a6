"""This is where it is told that what is kept somewhere is a copy of a credential that the same program makes.

How long such a credential lives is asked where it is made, or of the database that takes it, and told there once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.graph.property_path import beginning
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.model.urn import Urn

_DATABASES: Final = types_of("database")


def is_copy(resource: Resource, *arguments: str) -> bool:
    """Whether one of these arguments comes from a key or token of the program, as far as the engine says from what."""
    return any(_mints(Urn.parse(urn).type.rpartition("$")[2]) for urn in sources(resource, arguments))


def sources(resource: Resource, arguments: Iterable[str]) -> set[str]:
    """The URNs of what these arguments come from."""
    return {urn for one in arguments for urn in resource.property_dependencies.get(beginning(one), ())}


def _mints(type_: str) -> bool:
    token = credential_tokens().get(type_)
    return token is not None and token.kind == "mints"


@dataclass(frozen=True)
class DatabasePasswords:
    """What a stack makes up that goes into a database, of which another rule asks."""

    stack: Stack

    def are_in(self, resource: Resource, *arguments: str) -> bool:
        """Whether one of these arguments holds such a password as well."""
        return not self._urns.isdisjoint(sources(resource, arguments))

    @cached_property
    def _urns(self) -> frozenset[str]:
        made = {one.urn for one in self.stack.of_type(*types_of("material"))}
        databases = self.stack.of_type(*_DATABASES)
        return frozenset(made.intersection(urn for one in databases for urn in sources(one, one.property_dependencies)))
