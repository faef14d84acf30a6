"""This is where the types are that say how long an access token lives that is given to a machine."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from daypass.data.table import read_table, word

Unit = Literal["seconds", "minutes", "duration"]
Held = Literal["hour", "session"]
_UNITS: Final[tuple[Unit, ...]] = ("seconds", "minutes", "duration")
_HELD: Final[tuple[Held, ...]] = ("hour", "session")


class MachineToken(NamedTuple):
    """Which argument says how long, in which unit, and for how many seconds (None: others say) where it says nothing.

    Machines get one where the argument `asks` says `says`; where that is "", where a resource of type `grant` names
    this one by its argument `names`, as it calls itself in `called`. `off`: the argument and the value by which it is
    not in force, both "" where it always is. `held`: to an hour, or to the longest session of any class.
    """

    noun: str
    length: str
    unit: Unit
    default: int | None
    asks: str
    says: str
    grant: str
    names: str
    called: str
    off: tuple[str, str]
    held: Held


@cache
def machine_tokens() -> Mapping[str, MachineToken]:
    """Type token → what it says of them."""
    return {row["type"]: _of(row) for row in read_table("machine_tokens").rows}


def _of(row: Mapping[str, str]) -> MachineToken:
    off, _, value = row["off"].partition("=")
    return MachineToken(
        row["noun"],
        row["length"],
        word(row, "unit", _UNITS),
        int(row["default"]) if row["default"] else None,
        row["asks"],
        row["says"],
        row["grant"],
        row["names"],
        row["called"],
        (off, value),
        word(row, "held", _HELD),
    )
