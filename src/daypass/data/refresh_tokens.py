"""This is where the types are that say how long a refresh token of an identity provider lives."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Unit = Literal["seconds", "minutes", "days", "duration"]
_UNITS: Final[tuple[Unit, ...]] = ("seconds", "minutes", "days", "duration")
_ZERO: Final = ("endless", "default")


class Says(NamedTuple):
    """An argument, and what it says there in small letters."""

    path: str
    value: str


class RefreshToken(NamedTuple):
    """Which argument says how long, and what takes the end away, as the head of the table explains."""

    noun: str
    length: str
    unit: Unit
    unit_at: str
    is_endless_at_zero: bool
    endless: tuple[Says, ...]
    renewed: Says | None
    idle: str
    undone: Says | None
    grants: str
    words: tuple[str, ...]
    asks: Says | None
    off: Says | None


@cache
def refresh_tokens() -> Mapping[str, tuple[RefreshToken, ...]]:
    """Type token → what says there how long refresh tokens live."""
    return grouped((row["type"], _of(row)) for row in read_table("refresh_tokens").rows)


def _of(row: Mapping[str, str]) -> RefreshToken:
    return RefreshToken(
        row["noun"],
        row["length"],
        word(row, "unit", _UNITS),
        row["unit_at"],
        word(row, "zero", _ZERO) == "endless",
        tuple(filter(None, map(_one, row["endless"].split()))),
        _one(row["renewed"]),
        row["idle"],
        _one(row["undone"]),
        row["grants"],
        tuple(row["words"].split()),
        _one(row["asks"]),
        _one(row["off"]),
    )


def _one(text: str) -> Says | None:
    path, _, value = text.partition("=")
    return Says(path, value) if path else None
