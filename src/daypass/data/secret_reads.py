"""This is where the actions are that give what a secret says."""

from functools import cache

from daypass.data.read import Read
from daypass.data.table import read_table


@cache
def secret_reads() -> tuple[Read, ...]:
    """In the order of the table."""
    return tuple(Read(row["action"], row["resource"]) for row in read_table("secret_reads").rows)
