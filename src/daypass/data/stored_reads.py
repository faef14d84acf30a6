"""This is where the actions are that give what is stored, and that a tag may limit."""

from functools import cache

from daypass.data.read import Read
from daypass.data.table import read_table


@cache
def stored_reads() -> tuple[Read, ...]:
    """In the order of the table."""
    return tuple(Read(row["action"], row["resource"]) for row in read_table("stored_reads").rows)
