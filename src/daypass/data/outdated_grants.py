"""This is where the places are at which clients say that they take a token by a grant that is outdated."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from daypass.data.table import pairs, read_table, word
from daypass.grouping import grouped

Grant = Literal["implicit", "password"]
GRANTS: Final[tuple[Grant, ...]] = ("implicit", "password")


class OutdatedGrant(NamedTuple):
    """`value` stands at `at`, in small letters, where the client takes it; unless one of `off` stands at its path."""

    noun: str
    at: str
    value: str
    grant: Grant
    off: tuple[tuple[str, str], ...]


@cache
def outdated_grants() -> Mapping[str, tuple[OutdatedGrant, ...]]:
    """Type token → its places."""
    return grouped((row["type"], _of(row)) for row in read_table("outdated_grants").rows)


def _of(row: Mapping[str, str]) -> OutdatedGrant:
    return OutdatedGrant(row["noun"], row["at"], row["value"], word(row, "grant", GRANTS), pairs(row["off"]))
