"""This is where it is known by which arguments a role of Vault says which machines log in by it."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Pins = Literal["workload", "account"]
Shape = Literal["text", "arn"]
_PINS: Final[tuple[Pins, ...]] = ("workload", "account")
_SHAPES: Final[tuple[Shape, ...]] = ("text", "arn")


class VaultBound(NamedTuple):
    """An argument, and what it tells apart. Without the argument `within`, where there is one, it says nothing.

    `noun`: what all those have in common that it lets in, for people.
    """

    argument: str
    pins: Pins
    shape: Shape
    within: str
    noun: str


@cache
def vault_bounds() -> Mapping[str, tuple[VaultBound, ...]]:
    """Type token of a role → its arguments."""
    return grouped(
        (
            row["type"],
            VaultBound(
                row["argument"], word(row, "pins", _PINS), word(row, "shape", _SHAPES), row["within"], row["noun"]
            ),
        )
        for row in read_table("vault_bounds").rows
    )
