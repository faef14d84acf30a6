"""This is where the places are in which a store of another cloud is opened to everybody."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from daypass.data.table import read_table


class PublicStore(NamedTuple):
    """Where a type says who may read, what stands there (in small letters) where all may, and where its name stands."""

    noun: str
    path: str
    reads: frozenset[str]
    writes: frozenset[str]
    name: str


@cache
def public_stores() -> Mapping[str, PublicStore]:
    """Type token → its place; `name` is "" where the type has no name of its own."""
    rows = read_table("public_stores").rows
    return MappingProxyType({row["type"]: _made(row) for row in rows})


def _made(row: Mapping[str, str]) -> PublicStore:
    reads, writes = frozenset(row["reads"].split()), frozenset(row["writes"].split())
    return PublicStore(row["noun"], row["path"], reads, writes, row["name"])
