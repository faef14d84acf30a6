"""This is where the actions are by which one uses what signs, and that a tag may limit."""

from functools import cache

from daypass.data.read import Read
from daypass.data.table import read_table


@cache
def key_uses() -> tuple[Read, ...]:
    """In the order of the table."""
    return tuple(Read(row["action"], row["resource"]) for row in read_table("key_uses").rows)
