"""This is where the deeds are that are done to a thing by more than one action."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class SameDeed(NamedTuple):
    """`words` follow "may", and the thing comes behind; each of `plain` does it as a rule, and each of `others` too."""

    words: str
    plain: tuple[str, ...]
    others: tuple[str, ...]


@cache
def same_deeds() -> tuple[SameDeed, ...]:
    """All that are known."""
    return tuple(map(_deed, read_table("same_deeds").rows))


def _deed(row: Mapping[str, str]) -> SameDeed:
    return SameDeed(row["deed"], tuple(row["plain"].split()), tuple(row["others"].split()))
