"""This is where machines are made administrators of services that are no clouds: of sign-in, databases and others."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from daypass.data.service_administrators import ServiceAdministrator, service_administrators
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.located import Located, locate

SERVICE_GRANTS: Final = tuple(service_administrators())


class ServiceGrants:
    """Those of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each right that makes an administrator, and each place where nobody knows yet whether it does."""
        grants = (one for one in self._stack.of_type(*SERVICE_GRANTS) if not was_looked_up(one))
        return tuple(grant for one in grants for grant in _of(one))


def _of(resource: Resource) -> Iterator[ForeignGrant]:
    hidden: dict[str, None] = {}
    for one in service_administrators()[resource.type]:
        beside = _beside(resource, one)
        if beside is None:
            continue
        for place in locate(resource.declared.raw, one.at):
            if bare(place.value) is UNKNOWN:
                hidden[place.path] = None
            elif fnmatchcase(_text(place), one.value):
                to = f"{one.noun} {resource.name!r}"
                yield ForeignGrant(resource, one.role, to, one.where, place.path, unknown=beside)
    yield from (ForeignGrant(resource, None, unknown=path) for path in hidden)


def _beside(resource: Resource, one: ServiceAdministrator) -> str | None:
    """Where what must stand beside it is not known, "" where all of it does; None where some of it does not."""
    each = [_stands(resource, path, pattern) for path, pattern in one.beside]
    return None if None in each else next(filter(None, each), "")


def _stands(resource: Resource, path: str, pattern: str) -> str | None:
    for place in locate(resource.declared.raw, path):
        if bare(place.value) is UNKNOWN:
            return place.path
        return "" if fnmatchcase(_text(place), pattern) else None
    return None


def _text(place: Located) -> str:
    return str(place.known).strip().lower()
