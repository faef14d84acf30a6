"""This is where the types are of which a text for people, or a label, says who answers for them and until when."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class IdentityNotes(NamedTuple):
    """A row of the table, whose head explains the columns."""

    type: str
    noun: str
    words: tuple[str, ...]
    pairs: tuple[str, ...]


@cache
def identity_notes() -> Mapping[str, IdentityNotes]:
    """Type token → what the table says of it."""
    return {
        row["type"]: IdentityNotes(row["type"], row["noun"], tuple(row["words"].split()), tuple(row["pairs"].split()))
        for row in read_table("identity_notes").rows
    }
