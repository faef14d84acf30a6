"""This is where the actions are that take a role only to move or analyse data with it, not to work for anyone."""

from functools import cache

from daypass.data.table import read_table


def only_moves_data(action: str) -> bool:
    """Whether this is one. Of any other nobody said so: what it starts may do whatever the caller says."""
    return action in _movers()


@cache
def _movers() -> frozenset[str]:
    return frozenset(row["action"] for row in read_table("data_movers").rows)
