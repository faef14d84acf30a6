"""This is where the words are by which names tell an environment, and how far each may be trusted to tell it."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Tells = Literal["name", "edge", "end", "value"]
TELLS: Final[tuple[Tells, ...]] = get_args(Tells)

PRODUCTION: Final = "production"
NOT_PRODUCTION: Final = "nonproduction"
"""The environment of what says no more than that it is not production."""


class EnvironmentWord(NamedTuple):
    """The environment that a word stands for, and where it does: the head of the table explains `tells`."""

    environment: str
    tells: Tells


@cache
def environment_words() -> Mapping[str, EnvironmentWord]:
    """Word, in small letters → what it tells."""
    return {
        row["word"]: EnvironmentWord(row["environment"], word(row, "tells", TELLS))
        for row in read_table("environment_words").rows
    }
