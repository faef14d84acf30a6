"""This is where the places are at which clients say to which addresses a sign-in may be sent back."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import pairs, read_table
from daypass.grouping import grouped


class RedirectPlace(NamedTuple):
    """`at` holds the addresses, `base` what stands before those that begin with a slash, or "".

    Sign-ins come there where one of `needs`, if there are any, says so, and none of `off` says that they do not: each
    a path and the word that stands there, in small letters.
    """

    noun: str
    at: str
    base: str
    needs: tuple[tuple[str, str], ...]
    off: tuple[tuple[str, str], ...]


@cache
def redirect_places() -> Mapping[str, tuple[RedirectPlace, ...]]:
    """Type token → its places."""
    return grouped((row["type"], _of(row)) for row in read_table("redirect_places").rows)


def _of(row: Mapping[str, str]) -> RedirectPlace:
    return RedirectPlace(row["noun"], row["at"], row["base"], pairs(row["needs"]), pairs(row["off"]))
