"""This is where the roles and permissions of Google Cloud are that a weaker account should not come to."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from daypass.data.table import flag, read_table


class GooglePower(NamedTuple):
    """For people what whoever has it may do, and whether it counts on one thing alone."""

    act: str
    is_grave: bool


@cache
def google_powers() -> Mapping[str, GooglePower]:
    """Role, or permission as a pattern → what it is."""
    rows = read_table("google_powers").rows
    return {row["what"]: GooglePower(row["act"], flag(row, "grave")) for row in rows}


@cache
def power_of(what: str) -> GooglePower | None:
    """That of a role (`roles/run.admin`) or of one permission; None where it is none."""
    known = google_powers()
    return known.get(what) or next((power for one, power in known.items() if fnmatchcase(what, one)), None)
