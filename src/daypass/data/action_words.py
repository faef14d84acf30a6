"""This is where the words are that say whether an agent's action does what nobody can take back."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from daypass.data.table import read_table, word

Kind = Literal["deed", "reads", "ends", "mild"]
_KINDS: Final[tuple[Kind, ...]] = ("deed", "reads", "ends", "mild")


class Deed(NamedTuple):
    """What a verb does, and beside which words: none for beside whatever; or which parameters say as much."""

    does: str
    objects: frozenset[str]
    parameters: frozenset[str]


@cache
def deeds() -> Mapping[str, Deed]:
    """Verb → what it does."""
    return {
        row["word"]: Deed(row["does"], frozenset(row["objects"].split()), frozenset(row["parameters"].split()))
        for row in read_table("action_words").rows
        if word(row, "kind", _KINDS) == "deed"
    }


@cache
def action_words(kind: Kind) -> frozenset[str]:
    """Those of this kind, in small letters, in the singular."""
    return frozenset(row["word"] for row in read_table("action_words").rows if row["kind"] == kind)
