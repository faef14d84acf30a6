"""This is where names and sentences are taken apart into words, however these are written together."""

import re
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, in their order: `lint`, `pr`, `v` and `aws` of `lintPR-v2_AWS`.

    What is written in no Latin letters has none.
    """
    return [word.lower() for word in _WORD.findall(text)]
