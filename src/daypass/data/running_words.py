"""This is where the words are by which a workload says that it runs what stands in the messages that it takes."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, get_args

from daypass.data.table import read_table, word
from daypass.grouping import grouped
from daypass.words import DENIALS

Tells = Literal["does", "what", "what-set", "link", "whence", "on", "not"]
TELLS: Final[tuple[Tells, ...]] = get_args(Tells)


@cache
def running_words() -> Mapping[Tells, frozenset[str]]:
    """What a word tells (the head of the table explains it) → the words, in small letters, in the singular."""
    rows = ((word(row, "tells", TELLS), row["word"]) for row in read_table("running_words").rows)
    found = {tells: frozenset(words) for tells, words in grouped(rows).items()}
    return {**found, "not": found["not"] | DENIALS}
