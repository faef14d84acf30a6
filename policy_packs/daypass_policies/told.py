"""This is where it is said for people what a rule about a whole stack found: a few of many, and what is not known."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from daypass.graph.becoming.lines import Ground
from daypass.model.resource import Resource
from daypass.rule import Open

_SERVICE_ROLE: Final = "service-role/"
"""How the names of those policies begin, and with them the paths of their statements."""

_SHOWN: Final = 4
_OPEN: Final = 8


def listed(words: Sequence[str]) -> str:
    """The first few of these words, and how many more there are."""
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more


def is_by_service_role(grounds: Iterable[Ground]) -> bool:
    """Whether all of these statements stand in AWS's own policies for the roles of its services.

    AWS's guides say to attach them, so that they are reported and stop nobody.
    """
    paths = [ground.path for ground in grounds]
    return bool(paths) and all(path.startswith(_SERVICE_ROLE) for path in paths)


def open_on(resource: Resource, unknown: Iterable[str]) -> Iterator[Open]:
    """That this is not decided, where anything is unknown."""
    paths = tuple(dict.fromkeys(unknown))
    if paths:
        yield Open(resource, paths[:_OPEN])
