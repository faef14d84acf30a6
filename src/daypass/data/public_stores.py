"""This is where the places are in which a store of another cloud is opened to everybody."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from daypass.data.table import read_table
from daypass.grouping import grouped


class PublicStore(NamedTuple):
    """Where a type says who may read, what stands there (in small letters) where all may, and where its name stands.

    Where a role stands beside that, `writing` are those by which one also writes.
    """

    noun: str
    path: str
    reads: frozenset[str]
    writes: frozenset[str]
    name: str
    role: str
    writing: frozenset[str]


@cache
def public_stores() -> Mapping[str, tuple[PublicStore, ...]]:
    """Type token → its places; `name` is "" where the type has no name of its own."""
    return MappingProxyType(grouped((row["type"], _made(row)) for row in read_table("public_stores").rows))


def _made(row: Mapping[str, str]) -> PublicStore:
    reads, writes, writing = (frozenset(row[key].split()) for key in ("reads", "writes", "writing"))
    return PublicStore(row["noun"], row["path"], reads, writes, row["name"], row["role"], writing)
