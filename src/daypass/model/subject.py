"""This is where a pattern for the subject of a token is held against a shape that subjects have: what does it fix?

A shape is text and fields, as `organization:<tenant>:project:<group>:workspace:<workload>:run_phase:<free>` (see
`issuer_subjects.csv`). A wildcard runs across colons and slashes, so it is not enough to split the pattern: a field is
fixed only where every subject of that shape which fits the pattern has the same text there. That is found out by
walking pattern and shape together, from the front and from the back; what both walks reach is what can be.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

_FIELD: Final = re.compile(r"<(?P<role>[a-z]+)(?P<more>[/*]?)>")
_CLOSED: Final = {"": ":/{}", "/": ":{}", "*": ""}
"""What the text of a field may not hold, by the mark at its end."""

_LONGEST: Final = 512
_MOST_STARS: Final = 16
"""No subject has more than 255 characters, or that many fields. Other patterns are held against no shape."""


class Field(NamedTuple):
    """One field of a shape: its role, and the characters that cannot stand in it."""

    role: str
    closed: str


class Value(NamedTuple):
    """What can stand in a field: exactly this text, or (`is_open`) any that begins with it."""

    text: str
    is_open: bool


class Fit(NamedTuple):
    """What can stand in each field of a shape, in order, where a subject of that shape fits the pattern."""

    fields: tuple[tuple[Field, frozenset[Value]], ...]

    def filled(self, shape: str, blanks: Mapping[str, str], free: str) -> str:
        """The shape with the texts that are fixed; other fields hold what `blanks` says for their role, or `free`."""
        found = iter(self.fields)
        parts = (part if isinstance(part, str) else _filled(*next(found), blanks, free) for part in parts_of(shape))
        return "".join(parts)


def _filled(field: Field, values: frozenset[Value], blanks: Mapping[str, str], free: str) -> str:
    text = only(values)
    return blanks.get(field.role, free) if text is None else text


def only(values: frozenset[Value]) -> str | None:
    """The text that alone can stand in a field, None where others can too."""
    return next((value.text for value in values if len(values) == 1 and not value.is_open), None)


@lru_cache(maxsize=1024)
def fit(shape: str, pattern: str) -> Fit | None:
    """How the pattern (`*` any text, `?` any character) fits the shape. None where no subject of the shape fits it."""
    pattern = re.sub(r"\*+", "*", pattern)
    if len(pattern) > _LONGEST or pattern.count("*") > _MOST_STARS:
        return None
    parts = parts_of(shape)
    ahead = _reached(pattern, parts)
    back = _reached(pattern[::-1], tuple(part[::-1] if isinstance(part, str) else part for part in reversed(parts)))
    alive = [here & {len(pattern) - end for end in there} for here, there in zip(ahead, reversed(back), strict=True)]
    if not all(alive):
        return None
    return Fit(
        tuple(
            (part, _values(pattern, part, alive[index], alive[index + 1]))
            for index, part in enumerate(parts)
            if isinstance(part, Field)
        )
    )


@lru_cache(maxsize=256)
def parts_of(shape: str) -> tuple[str | Field, ...]:
    """The texts and fields of a shape, in order."""
    found: list[str | Field] = []
    end = 0
    for match in _FIELD.finditer(shape):
        if match.start() > end:
            found.append(shape[end : match.start()])
        found.append(Field(match["role"], _CLOSED[match["more"]]))
        end = match.end()
    return (*found, shape[end:]) if end < len(shape) else tuple(found)


def _reached(pattern: str, parts: tuple[str | Field, ...]) -> list[set[int]]:
    """The places in the pattern where one can be before each part, and after the last."""
    found = [_without_text(pattern, {0})]
    for part in parts:
        places = found[-1]
        if isinstance(part, Field):
            places = _after_field(pattern, places, part)
        else:
            for letter in part:
                places = _after_letter(pattern, places, letter)
        found.append(places)
    return found


def _after_letter(pattern: str, places: set[int], letter: str) -> set[int]:
    stepped = {place + (pattern[place] != "*") for place in places if pattern[place : place + 1] in ("*", "?", letter)}
    return _without_text(pattern, {place for place in stepped if place <= len(pattern)})


def _after_field(pattern: str, places: set[int], field: Field) -> set[int]:
    """Where one can be when a field, of one character or more, has begun at one of these places."""
    found: set[int] = set()
    left = list(places)
    while left:
        place = left.pop()
        letter = pattern[place : place + 1]
        if not letter or letter in field.closed:
            continue
        for step in _without_text(pattern, {place + (letter != "*")}):
            if step not in found:
                found.add(step)
                left.append(step)
    return found


def _without_text(pattern: str, places: set[int]) -> set[int]:
    """These places, and those behind a `*` that stands for nothing."""
    return places | {place + 1 for place in places if pattern[place : place + 1] == "*"}


def _values(pattern: str, field: Field, starts: set[int], ends: set[int]) -> frozenset[Value]:
    found: set[Value] = set()
    for start in starts:
        place, text = start, ""
        while place <= len(pattern):
            if text and place in ends:
                found.add(Value(text, is_open=False))
            letter = pattern[place : place + 1]
            if not letter or letter in field.closed:
                break
            if letter in "*?":
                if _after_field(pattern, {place}, field) & ends:
                    found.add(Value(text, is_open=True))
                break
            text += letter
            place += 1
    return frozenset(found)
