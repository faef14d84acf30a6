"""This is where the condition keys are by which a request says as which role something runs, besides iam:PassRole."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from daypass.data.table import flag, read_table, word


class RoleKey(NamedTuple):
    """The key of one action. `is_passed`: iam:PassRole is asked about as well; `may_be_left_out`: as is the key.

    `of_profile`: its value is the instance profile with the role in it. `on` is the ARN of what brings the key along,
    with PARTITION and ACCOUNT for the caller's, where the action is asked about other things as well, else "".
    """

    key: str
    of_profile: bool
    on: str
    is_passed: bool
    may_be_left_out: bool


@cache
def role_keys() -> Mapping[str, RoleKey]:
    """Action → its key, in small letters."""
    rows = read_table("role_keys").rows
    return {
        row["action"]: RoleKey(
            row["key"].lower(),
            word(row, "names", _NAMES) == "profile",
            row["on"],
            flag(row, "passed"),
            flag(row, "left_out"),
        )
        for row in rows
    }


_NAMES: Final = ("role", "profile")
