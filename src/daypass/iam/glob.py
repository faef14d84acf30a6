"""This is where AWS's wildcards are: `*` is any text, also none; `?` is any one character. Nothing else is special.

Whatever the pattern, a text is read once from left to right: a hostile one (`*a*a*a*…`) costs no more than a long one.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import groupby
from operator import methodcaller
from typing import Final, NamedTuple


class Wildcard(Enum):
    """What a pattern may hold besides text."""

    ANY_TEXT = "*"
    ANY_ONE = "?"


ANY_TEXT: Final = Wildcard.ANY_TEXT
ANY_ONE: Final = Wildcard.ANY_ONE

Tokens = tuple[str | Wildcard, ...]
"""A pattern taken apart. In its texts `*` and `?` are characters like any other."""


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits. Case counts: fold both sides where AWS ignores it."""
    if not has_wildcard(pattern):
        return pattern == text
    if pattern.count("*") == 1 and "?" not in pattern:
        start, _, end = pattern.partition("*")
        return len(text) >= len(start) + len(end) and text.startswith(start) and text.endswith(end)
    return Glob.parse(pattern).matches(text)


def tokens_of(pattern: str) -> Tokens:
    """The pattern taken apart: texts, and the wildcards between them."""
    if not has_wildcard(pattern):
        return (pattern,) if pattern else ()
    found: list[str | Wildcard] = []
    for is_wild, run in groupby(pattern, _is_wildcard):
        text = "".join(run)
        found.extend(map(Wildcard, text) if is_wild else [text])
    return tuple(found)


def is_any(pattern: str) -> bool:
    """Whether the pattern is only wildcards, so that it sorts out nothing but the shortest texts: `*`, `**`, `?*`."""
    return "*" in pattern and not pattern.strip("*?")


def has_wildcard(text: str) -> bool:
    """Whether there is a wildcard in it at all."""
    return "*" in text or "?" in text


def filled(pattern: str, text: str) -> str:
    """A text that the pattern takes in, with this for each `*`."""
    return pattern.replace("*", text).replace("?", "x")


class AnyOf(NamedTuple):
    """Several patterns made ready to be tried on many texts: those that are no patterns or only starts cost nothing."""

    exact: frozenset[str]
    starts: tuple[str, ...]
    globs: "tuple[Glob, ...]"

    @classmethod
    def of(cls, patterns: Iterable[str]) -> "AnyOf":
        """Ready to tell whether any of these fits."""
        exact, starts, globs = [], [], []
        for pattern in patterns:
            if not has_wildcard(pattern):
                exact.append(pattern)
            elif _is_start(pattern):
                starts.append(pattern[:-1])
            else:
                globs.append(Glob.parse(pattern))
        return cls(frozenset(exact), tuple(starts), tuple(globs))

    def matches(self, text: str) -> bool:
        """Whether the whole text fits any of them."""
        exact, starts, globs = self
        return text in exact or text.startswith(starts) or (bool(globs) and any(glob.matches(text) for glob in globs))


def test_of(tokens: Tokens) -> Callable[[str], bool]:
    """The cheapest way to try this one pattern on many texts."""
    match tokens:
        case ():
            return "".__eq__
        case (str(text),):
            return text.__eq__
        case (str(start), Wildcard.ANY_TEXT):
            return methodcaller("startswith", start)
    return Glob.of(tokens).matches


class Piece(NamedTuple):
    """What stands between two `*`: texts at fixed places (`runs`), any one character everywhere else."""

    length: int
    runs: tuple[tuple[int, str], ...]

    @classmethod
    def parse(cls, text: str) -> "Piece":
        """From the text itself, in which each `?` is any one character."""
        if "?" not in text:
            return cls(len(text), ((0, text),) if text else ())
        runs, length = [], 0
        for run in text.split("?"):
            if run:
                runs.append((length, run))
            length += len(run) + 1
        return cls(length - 1, tuple(runs))

    @classmethod
    def of(cls, tokens: Iterable[str | Wildcard]) -> "Piece":
        """The piece of these tokens, none of which is ANY_TEXT. Texts side by side become one."""
        length = 0
        runs: list[tuple[int, str]] = []
        for is_hole, group in groupby(tokens, _is_hole):
            texts = list(group)
            if is_hole:
                length += len(texts)
                continue
            text = "".join(map(str, texts))
            runs.append((length, text))
            length += len(text)
        return cls(length, tuple(runs))

    def fits(self, text: str, at: int) -> bool:
        """Whether it stands in the text from there on."""
        for offset, run in self.runs:  # noqa: SIM110 - a generator for each piece is where the time would go
            if not text.startswith(run, at + offset):
                return False
        return True

    def find(self, text: str, start: int, end: int) -> int:
        """The first place between these two at which it stands as a whole, else -1."""
        if start + self.length > end:
            return -1
        if not self.runs:
            return start
        if len(self.runs) == 1:
            offset, run = self.runs[0]
            at = text.find(run, start + offset, end - (self.length - offset - len(run)))
            return at - offset if at >= 0 else -1
        offset, run = max(self.runs, key=_length_of_run)
        at = text.find(run, start + offset, end)  # what is nowhere needs no search character by character
        return self._find_between_holes(text, at - offset, end) if at >= 0 else -1

    def _find_between_holes(self, text: str, start: int, end: int) -> int:
        """All places at once, one bit each: a hostile `a?a?a?b` would else be tried anew at every character.

        Bit i says that the first i + 1 characters of the piece end right here ("shift-and", Baeza-Yates and Gonnet).
        """
        holes = (1 << self.length) - 1
        places: dict[str, int] = {}
        for offset, run in self.runs:
            holes &= ~(((1 << len(run)) - 1) << offset)
            for index, character in enumerate(run, offset):
                places[character] = places.get(character, 0) | 1 << index
        fitting = {character: bits | holes for character, bits in places.items()}
        standing, whole = 0, 1 << (self.length - 1)
        for at in range(start, end):
            standing = (standing << 1 | 1) & fitting.get(text[at], holes)
            if standing & whole:
                return at - self.length + 1
        return -1


def _length_of_run(run: tuple[int, str]) -> int:
    return len(run[1])


class Glob(NamedTuple):
    """A pattern made ready to be tried on many texts: its pieces, one more than it has stars."""

    pieces: tuple[Piece, ...]

    @classmethod
    def parse(cls, pattern: str) -> "Glob":
        """From a pattern as it is written."""
        return cls(tuple(map(Piece.parse, pattern.split("*"))))

    @classmethod
    def of(cls, tokens: Tokens) -> "Glob":
        """From a pattern taken apart."""
        return cls(tuple(map(Piece.of, _between_stars(tokens))))

    def matches(self, text: str) -> bool:
        """Whether the whole text fits. Taking each piece at the first place leaves most to the rest, so no way back."""
        first, last, middle = self.pieces[0], self.pieces[-1], self.pieces[1:-1]
        if len(self.pieces) == 1:
            return len(text) == first.length and first.fits(text, 0)
        at, end = first.length, len(text) - last.length
        if at > end or not (first.fits(text, 0) and last.fits(text, end)):
            return False
        for piece in middle:
            found = piece.find(text, at, end)
            if found < 0:
                return False
            at = found + piece.length
        return True


def _is_start(pattern: str) -> bool:
    return pattern.find("*") == len(pattern) - 1 and "?" not in pattern


def _is_wildcard(character: str) -> bool:
    return character in "*?"


def _is_hole(token: str | Wildcard) -> bool:
    return token is ANY_ONE


def _between_stars(tokens: Tokens) -> Iterator[list[str | Wildcard]]:
    between: list[str | Wildcard] = []
    for token in tokens:
        if token is ANY_TEXT:
            yield between
            between = []
        else:
            between.append(token)
    yield between
