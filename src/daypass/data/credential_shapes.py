"""This is where the shapes are by which a credential is known, whatever the variable that holds it is called."""

import re
from functools import cache
from typing import Final, NamedTuple

from daypass.data.table import read_table


class Shape(NamedTuple):
    """`phrase` says for people what was found, `pattern` is its shape; it holds at least one of the texts `marks`.

    Most texts hold no mark, and to look for a mark costs a hundredth of what a pattern does.
    """

    name: str
    phrase: str
    pattern: str
    marks: tuple[str, ...]


@cache
def shapes() -> tuple[Shape, ...]:
    """In the order of the table, whose head explains the columns. Read when the first text is looked at."""
    rows = read_table("credential_shapes").rows
    return tuple(Shape(row["shape"], row["phrase"], row["pattern"], tuple(row["marks"].split("|"))) for row in rows)


def shapes_in(text: str) -> list[tuple[Shape, re.Pattern[str]]]:
    """The shapes that the text may hold by its marks, in their order."""
    if len(text) < _SHORTEST or not _any_mark().search(text):
        return []
    return [_finder(index) for index in sorted({index for mark, index in _marks() if mark in text})]


_SHORTEST: Final = 8
"""Characters: `a://:b@c`. Nothing shorter has a shape."""


@cache
def _marks() -> tuple[tuple[str, int], ...]:
    """Each mark with the place of its shape."""
    return tuple((mark, index) for index, shape in enumerate(shapes()) for mark in shape.marks)


@cache
def _any_mark() -> re.Pattern[str]:
    """Whether a text holds any mark: most hold none, and to look for each alone takes ten times as long."""
    return re.compile(_tree(sorted({mark for mark, _ in _marks()})))


def _tree(words: list[str]) -> str:
    """A pattern of these words in which those that begin alike are read once."""
    if "" in words:
        return ""
    after: dict[str, list[str]] = {}
    for word in words:
        after.setdefault(word[0], []).append(word[1:])
    return f"(?:{'|'.join(re.escape(first) + _tree(rest) for first, rest in after.items())})"


@cache
def _finder(index: int) -> tuple[Shape, re.Pattern[str]]:
    """Compiled when a text holds its mark: of most shapes no stack holds any."""
    shape = shapes()[index]
    return shape, re.compile(shape.pattern)
