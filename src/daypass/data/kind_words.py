"""This is where the words are that say in a name what kind of thing it is, not whose."""

from functools import cache

from daypass.data.table import read_table


@cache
def kind_words() -> frozenset[str]:
    """In small letters, in the singular."""
    return frozenset(row["word"] for row in read_table("kind_words").rows)
