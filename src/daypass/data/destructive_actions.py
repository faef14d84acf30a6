"""This is where the actions are that destroy what nobody can bring back."""

from functools import cache

from daypass.data.table import read_table


@cache
def destructive_actions() -> tuple[str, ...]:
    """Each as AWS spells it, in the order of the table."""
    return tuple(row["action"] for row in read_table("destructive_actions").rows)
