"""This is where the types are whose workload runs as a role, with the property that says which role."""

from functools import cache
from typing import Final, NamedTuple

from daypass.data.table import read_table

SAYS: Final = ("role", "profile")


class Consumption(NamedTuple):
    """`path` leads to a role's ARN or name, or (`says` profile) to an instance profile's; `noun` is for people."""

    path: str
    says: str
    noun: str


@cache
def role_consumers() -> dict[str, tuple[Consumption, ...]]:
    """Type token → the ways in which it uses a role."""
    found: dict[str, tuple[Consumption, ...]] = {}
    for row in read_table("role_consumers").rows:
        found[row["type"]] = (*found.get(row["type"], ()), Consumption(row["path"], row["says"], row["noun"]))
    return found
