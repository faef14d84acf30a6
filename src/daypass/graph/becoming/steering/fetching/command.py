"""This is where a Command of a script is: the words that it is given, and the files into which it writes.

Source: GNU Bash Reference Manual, "Quoting", "Redirections" and "Command Substitution"; read 2026-12.
"""

import re
from typing import Final, NamedTuple

_QUOTES: Final = re.compile(r"""\\?["']""")
_WORD: Final = r"""(?:"[^"\n]{0,2000}"|'[^'\n]{0,2000}'|\$\([^()\n]{0,400}\)|\\.|[^\s"'`;&|<>()\\]){1,2000}"""
_SPACE: Final = re.compile(r"[ \t]{0,400}")
_INTO: Final = re.compile(rf"(?P<of>[0-9&])?>[>|]?[ \t]{{0,8}}(?:&[0-9-]|(?P<to>{_WORD}))")
_FROM: Final = re.compile(rf"(?:<<<|<(?![<(]))[ \t]{{0,8}}{_WORD}")
_ONE: Final = re.compile(_WORD)
_PRINTED: Final = (None, "1", "&")
"""Of which file what a command prints is: none is said, its standard output, or that and its errors."""

_MOST: Final = 200
"""Words that are read of one command."""


class Command(NamedTuple):
    """`start` and `end` are where its words stand. Words are without quotes, and so is what it writes `into`."""

    start: int
    end: int
    words: tuple[str, ...]
    into: tuple[str, ...]


def command_at(text: str, start: int) -> Command:
    """The one that begins there, as far as its line goes."""
    words: list[str] = []
    into: list[str] = []
    end = start
    for _ in range(_MOST):
        at = _after_space(text, end)
        if found := _INTO.match(text, at):
            into += [unquoted(found["to"])] if found["to"] and found["of"] in _PRINTED else []
        elif found := _FROM.match(text, at) or _ONE.match(text, at):
            words += [unquoted(found[0])] if found.re is _ONE else []
        else:
            break
        end = found.end()
    return Command(start, end, tuple(words), tuple(into))


def unquoted(word: str) -> str:
    """The word without its quotes."""
    return _QUOTES.sub("", word)


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
