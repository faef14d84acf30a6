"""This is where it is written by which actions a service does something with the rights of whoever calls it."""

from collections.abc import Mapping
from functools import cache

from daypass.data.table import read_table


@cache
def acting_services() -> Mapping[str, tuple[str, ...]]:
    """Service principal → patterns of the actions by which it acts for the caller."""
    return {row["service"]: tuple(row["actions"].split()) for row in read_table("acting_services").rows}
