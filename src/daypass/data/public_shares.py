"""This is where the places are in which an image, a snapshot or a document is shared by a list of accounts."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from daypass.data.table import read_table

EVERYONE: Final = "all"
"""The word, in any case, that stands in such a list for every account."""


class SharePlace(NamedTuple):
    """A property path (`sharedAccounts[]`), and what the type is called in words."""

    path: str
    noun: str


@cache
def public_shares() -> Mapping[str, SharePlace]:
    """Type token → its place."""
    rows = read_table("public_shares").rows
    return MappingProxyType({row["type"]: SharePlace(row["path"], row["noun"]) for row in rows})
