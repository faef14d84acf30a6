"""This is where Words are: what a container is told to run, and how much of that comes from whoever sends the input.

An argument of a fixed program is no command: only the program itself is, and what an interpreter is given to run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from daypass.graph.leaves import text_of
from daypass.model.resource import bare

From = Literal["fixed", "part", "whole"]


class Word(NamedTuple):
    """One word, or with `whole` perhaps all that follow. `of_input`: how much of it the input says.

    `at` is the place of that in what is stored (`$.role`), "" in what somebody sent.
    """

    text: str
    of_input: From = "fixed"
    at: str = ""


_SHELL: Final = re.compile(r"-[a-z]{0,8}c|-Command", re.IGNORECASE)
_RUNS: Final[Mapping[str, re.Pattern[str]]] = {
    **dict.fromkeys(("sh", "bash", "ash", "dash", "zsh", "pwsh"), _SHELL),
    "python": re.compile(r"-[a-zA-Z]{0,8}c"),
    **dict.fromkeys(("perl", "ruby"), re.compile(r"-[a-z]{0,8}[eE]")),
    "node": re.compile(r"-e|--eval|-p|--print|-pe"),
    "php": re.compile(r"-r|--run"),
}
"""A shell, or another interpreter → the option after which it takes what it runs, as text."""

_VERSION: Final = re.compile(r"[\d.]{1,8}$")


def is_chosen(entry_point: Sequence[str], words: Sequence[Word]) -> bool:
    """Whether the input decides what runs, where a container with this entry point is given these words."""
    every = (*map(Word, entry_point), *words)
    if not words or not every:
        return False
    if every[0].of_input == "whole":
        return True
    runs = _RUNS.get(_VERSION.sub("", every[0].text.rpartition("/")[2]))
    after = (word for option, word in pairwise(every) if runs and runs.fullmatch(option.text))
    return any(word.of_input != "fixed" for word in after)


class Language(NamedTuple):
    """How a text says that something is taken from the input."""

    whole: re.Pattern[str]
    part: re.Pattern[str]

    def word(self, text: str) -> Word:
        """The word that this text becomes."""
        if self.whole.fullmatch(text.strip()):
            return Word("", "whole")
        return Word(text, "part" if self.part.search(text) else "fixed")

    def words(self, commands: Any) -> tuple[Word, ...]:
        """Those of a list of texts, or of one text that stands for all."""
        plain = bare(commands)
        return tuple(self.word(text_of(one)) for one in (plain if isinstance(plain, list) else (plain,)))


def words_of(inner: str, word: Callable[[str], Word]) -> tuple[Word, ...]:
    """The words that the items of a list become: quoted ones are fixed, others are what `word` says."""
    return tuple(Word(item[1:-1]) if _is_quoted(item) else word(item) for item in _items(inner))


def _is_quoted(item: str) -> bool:
    return len(item) > 1 and item[0] == item[-1] and item[0] in "'\"" and item[0] not in item[1:-1]


_MOST: Final = 10_000
"""Characters of an expression that are looked through."""


def _items(inner: str) -> Iterator[str]:
    """What the commas of a list separate that are in no quotes and no brackets."""
    item, depth, quote = "", 0, ""
    for character in inner[:_MOST]:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character in "([{") - (character in ")]}")
        if character == "," and not quote and not depth:
            yield item.strip()
            item = ""
        else:
            item += character
    yield item.strip()
