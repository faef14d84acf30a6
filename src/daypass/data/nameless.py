"""This is where it is known by which arguments a service lets in whoever reaches it."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import pairs, read_table
from daypass.grouping import grouped

Asked = tuple[tuple[str, frozenset[str]], ...]
"""Arguments, each with the values in small letters of which it has one."""


class Nameless(NamedTuple):
    """The argument and its values; what must hold beside it, what is harmless, and what only reads.

    `narrowed` is a list beside it whose entries all must be met as well, or "".
    """

    at: str
    values: frozenset[str]
    only: Asked
    but: Asked
    reads: Asked
    who: str
    what: str
    narrowed: str


@cache
def nameless() -> Mapping[str, tuple[Nameless, ...]]:
    """Type token → the arguments."""
    return grouped((row["type"], _of(row)) for row in read_table("nameless").rows)


def _of(row: Mapping[str, str]) -> Nameless:
    only, but, reads = (_asked(row[column]) for column in ("only", "but", "reads"))
    return Nameless(
        row["at"], frozenset(row["value"].split()), only, but, reads, row["who"], row["what"], row["narrowed"]
    )


def _asked(text: str) -> Asked:
    return tuple((argument, frozenset(values.split())) for argument, values in pairs(text, ";"))
