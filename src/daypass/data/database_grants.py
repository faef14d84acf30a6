"""This is where the types are that give a user of a database, or of a broker, what is in it."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import flag, read_table
from daypass.grouping import grouped


class DatabaseGrant(NamedTuple):
    """The paths of who is given something and of what, and what people call both.

    `server`: the argument of the provider that names the server, or "". `has_staging`: whether `staging` is an
    environment there.
    """

    who: str
    noun: str
    thing: str
    of: str
    server: str
    has_staging: bool


@cache
def database_grants() -> Mapping[str, tuple[DatabaseGrant, ...]]:
    """Type token → what it gives to whom."""
    return grouped((row["type"], _of(row)) for row in read_table("database_grants").rows)


def _of(row: Mapping[str, str]) -> DatabaseGrant:
    has_staging = flag(row, "staging")
    return DatabaseGrant(row["who"], row["noun"], row["thing"], row["of"], row["server"], has_staging)
