"""This is where the words are by which a name says that something switches, cleans or watches what others run."""

from functools import cache

from daypass.data.table import read_table


@cache
def helper_words() -> frozenset[str]:
    """In small letters, in the singular."""
    return frozenset(row["word"] for row in read_table("helper_words").rows)
