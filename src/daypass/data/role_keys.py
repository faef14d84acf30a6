"""This is where the condition keys are by which a request says as which role something runs, besides iam:PassRole."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import flag, read_table


class RoleKey(NamedTuple):
    """The key of one action. `is_passed`: iam:PassRole is asked about as well; `may_be_left_out`: as is the key."""

    key: str
    is_passed: bool
    may_be_left_out: bool


@cache
def role_keys() -> Mapping[str, RoleKey]:
    """Action → its key, in small letters."""
    rows = read_table("role_keys").rows
    return {row["action"]: RoleKey(row["key"].lower(), flag(row, "passed"), flag(row, "left_out")) for row in rows}
