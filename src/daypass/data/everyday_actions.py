"""This is where the actions are that nearly every workload is given for what surrounds its work."""

from functools import cache
from typing import Final

from daypass.data.table import read_table

PAGE: Final = "https://"
"""How the source of a row begins that is a page rather than a policy."""


@cache
def everyday_actions() -> tuple[str, ...]:
    """Patterns of actions, in small letters."""
    return tuple(row["action"].lower() for row in read_table("everyday_actions").rows)


@cache
def everyday_policies() -> frozenset[str]:
    """The names of AWS's own policies that give no more than such work needs, and of which the actions are."""
    return frozenset(row["policy"] for row in read_table("everyday_actions").rows if not row["policy"].startswith(PAGE))
