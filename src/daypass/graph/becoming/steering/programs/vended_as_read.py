"""This is where it is told which functions give out the credentials of a role that stands in what they read.

Who writes the ARN of another role there says whose credentials those get who invoke the function. A policy that leaves
the attribute out (`dynamodb:Attributes`) keeps a writer from that. Sources: as those of the code that is read, and
of the credentials that are given out; DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access
control"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.programs.reading import Reader, RunFrom, readers_of
from daypass.graph.becoming.steering.programs.vending import (
    NAMES_ROLE,
    begin_named,
    given_out,
    limits_of,
    role_named,
    vended,
)
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_NAMES: Final[Mapping[str, str]] = {
    "dynamodb-x13": "dynamodb-x16",
    "dynamodb-x14": "dynamodb-x17",
    "dynamodb-x15": "dynamodb-x18",
    "s3-x01": "s3-x15",
    "ssm-x09": "ssm-x28",
}
"""A path on which somebody writes what is run there → that by the same action on which they name a role."""

VENDS_AS_READ: Final = frozenset(_NAMES.values())


def vended_as_read(function: Resource) -> Iterator[RunFrom]:
    """Where what names such a role is read, each once; nothing where the code does not stand in the stack."""
    yield from dict.fromkeys(_each(function) if function.type in FUNCTIONS else ())


class Vended:
    """Of which roles those of a stack give out credentials. Each is read once, however many ask it."""

    def __init__(self, _: Stack) -> None:
        self._begin: dict[str, tuple[str, ...]] = {}

    def may_be(self, function: Resource, role: str) -> bool:
        """Whether an event, or what it reads, may name the role of this ARN; also where the code is not known."""
        if function.urn not in self._begin:
            self._begin[function.urn] = tuple(dict.fromkeys((*vended(function), *_begin_as_read(function))))
        begin = self._begin[function.urn]
        return not begin or any(role.partition(NAMES_ROLE)[2].startswith(one) for one in begin)


def _each(function: Resource) -> Iterator[RunFrom]:
    for reader, name in readers_of(function):
        handler, begins = reader.handler(name), any(True for _ in _begin(reader, name))
        calls = given_out(reader.program, name, handler) if begins else ()
        named = (node for call in calls for node in (role_named(call), *limits_of(call)))
        parts = tuple(one.part for node in named for one in handler.said_in(node))
        for one in reader.run_from(parts) if parts else ():
            yield one._replace(path=_NAMES[one.path])


def _begin_as_read(function: Resource) -> Iterator[str]:
    for reader, name in readers_of(function):
        yield from _begin(reader, name)


def _begin(reader: Reader, name: str) -> Iterator[str]:
    handler = reader.handler(name)
    for call in given_out(reader.program, name, handler):
        yield from begin_named(call, reader.program, handler)
