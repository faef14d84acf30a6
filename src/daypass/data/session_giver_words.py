"""This is where the words are by which something says that it is there to hand out the sessions of many."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, get_args

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Tells = Literal["alone", "beside", "does", "begins", "session", "token", "nothing"]
TELLS: Final[tuple[Tells, ...]] = get_args(Tells)


@cache
def session_giver_words() -> Mapping[Tells, frozenset[str]]:
    """What a word tells (the head of the table explains it) → the words, in small letters, in the singular."""
    rows = ((word(row, "tells", TELLS), row["word"]) for row in read_table("session_giver_words").rows)
    return {tells: frozenset(words) for tells, words in grouped(rows).items()}
