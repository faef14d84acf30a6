"""This is where the roles of other clouds are that make administrators, or let whoever has them become one."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Gives = Literal["everything", "more", "handing"]

CLOUDS: Final = ("google", "azure", "entra", "graph", "snowflake")
GIVES: Final[tuple[Gives, ...]] = get_args(Gives)
TOLD: Final = ("plain", "advice")


class ForeignRole(NamedTuple):
    """A role, or a permission in one: its id and name there, and for people what whoever has it may do.

    `is_advice`: it needs something else beside it, or is what many deploy with.
    """

    id: str
    name: str
    gives: Gives
    is_advice: bool
    act: str


@cache
def foreign_roles(cloud: str) -> Mapping[str, ForeignRole]:
    """Id, as it is written in the table, → the role, of `google`, `azure`, `entra`, `graph` or `snowflake`."""
    return {
        row["id"]: ForeignRole(
            row["id"], row["name"], word(row, "gives", GIVES), word(row, "told", TOLD) == "advice", row["act"]
        )
        for row in read_table("foreign_roles").rows
        if word(row, "cloud", CLOUDS) == cloud
    }


@cache
def by_name(cloud: str) -> Mapping[str, ForeignRole]:
    """Name in small letters → the role."""
    return {role.name.lower(): role for role in foreign_roles(cloud).values()}
