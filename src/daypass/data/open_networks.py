"""This is where the lists are known by which a vendor's service says from where it may be reached."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import pairs, read_table

Said = tuple[tuple[str, str], ...]
"""Paths, each with what stands there in small letters."""


class OpenNetwork(NamedTuple):
    """Where the addresses stand; what must stand beside them, what takes them out of force, and what some out again.

    `opens`: what may be reached from them, for people.
    """

    noun: str
    at: str
    needs: Said
    off: Said
    but: str
    opens: str


@cache
def open_networks() -> Mapping[str, OpenNetwork]:
    """Type token → its list."""
    return {
        row["type"]: OpenNetwork(
            row["noun"], row["at"], pairs(row["needs"]), pairs(row["off"]), row["but"], row["opens"]
        )
        for row in read_table("open_networks").rows
    }
