"""This is where the names of roles are that are administrators in whatever account they stand."""

from fnmatch import fnmatchcase
from functools import cache
from typing import Final, Literal, get_args

from daypass.data.table import read_table, word

SaidBy = Literal["AWS", "name"]

SAID_BY: Final[tuple[SaidBy, ...]] = get_args(SaidBy)


@cache
def _names() -> tuple[tuple[str, SaidBy], ...]:
    return tuple((row["name"], word(row, "by", SAID_BY)) for row in read_table("administrator_roles").rows)


def administrator_by(name: str) -> SaidBy | None:
    """Who says that a role of this name is an administrator; None where nobody does. Case does not count."""
    folded = name.lower()
    return next((by for known, by in _names() if fnmatchcase(folded, known.lower())), None)


@cache
def made_by_aws() -> tuple[str, ...]:
    """The names of those that AWS makes, as it writes them; of those that hold more than a name, none."""
    return tuple(name for name, by in _names() if by == "AWS" and "*" not in name)
