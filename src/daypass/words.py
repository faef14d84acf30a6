"""This is where names and sentences are taken apart into words, however these are written together."""

import re
from collections.abc import Mapping
from typing import Final, Literal

Digits = Literal["left out", "apart", "joined"]
"""What becomes of digits: `2` of `lintPR2` is no word, one of its own, or the end of `pr2`."""

_WORD: Final[Mapping[Digits, re.Pattern[str]]] = {
    "left out": re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"),
    "apart": re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"),
    "joined": re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+[0-9]*|[0-9]*[a-z]+"),
}

DENIALS: Final = frozenset(("never", "no", "not"))
"""Words that take back what a text says beside them, whatever that is about."""


def words_in(text: str, digits: Digits = "left out") -> list[str]:
    """The words of a text in small letters, in their order: `lint`, `pr`, `v` and `aws` of `lintPR-v2_AWS`.

    What is written in no Latin letters has none.
    """
    return [word.lower() for word in _WORD[digits].findall(text)]


def singular(text: str, digits: Digits = "left out") -> list[str]:
    """The same without the `s` of the plural, which other words lose as well: compare like with like."""
    return [word.removesuffix("s") for word in words_in(text, digits)]
