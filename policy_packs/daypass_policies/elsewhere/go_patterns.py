"""This is where it is told whether a pattern of Go's finds something in a name of Kubernetes.

Read are the plain ones, which mean the same to everyone: characters and sets of them, groups, choices and repeats. What
else Go takes, or another language does, is not. They are followed from place to place in the name, so that none takes
longer for how it is built. Source: RE2, "Syntax", which Go's `regexp` accepts; read 2026-12.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_LONGEST: Final = 300
_DEEPEST: Final = 4

_SET: Final = r"[^\\\[\](){}*+?|^$]|\\[.dw-]|\[\^?(?:\w-\w|[\w.]|\\[.dw-])+-?\]"
_MANY: Final = r"[*+?]|\{(?P<least>\d\d?)(?P<to>,(?P<most>\d\d?)?)?\}"
_TOKEN: Final = re.compile(
    rf"(?:(?P<one>{_SET})|(?P<close>\)))(?:(?P<many>{_MANY})\??)?|(?P<open>\((?:\?:)?)|(?P<mark>[|^$]|\\A|\\z)",
    re.ASCII,
)
"""What a pattern is made of; a repeat belongs to what it repeats, and `?` behind one asks for the same names."""

_OFTEN: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}

_Places = frozenset[int]
_Step = Callable[[str, _Places], _Places]
"""From places in a name to those behind what is found there."""


def finds(pattern: str, name: str) -> bool | None:
    """Whether it finds something in a name; None where the pattern is no plain one."""
    step = _step(pattern)
    return None if step is None else bool(step(name, frozenset(range(len(name) + 1))))


@lru_cache(maxsize=500)
def _step(pattern: str) -> _Step | None:
    tokens = list(_TOKEN.finditer(pattern)) if len(pattern) <= _LONGEST else []
    if "".join(token[0] for token in tokens) != pattern:
        return None
    try:
        left = tokens[::-1]
        step = _choice(left, _DEEPEST)
    except (re.error, RecursionError):
        return None  # a set that is none, or too many groups in one another
    return None if left else step


def _choice(left: list[re.Match[str]], depth: int) -> _Step:
    """What stands before the end of the group, or of the pattern; takes away what it reads."""
    if not depth:
        raise RecursionError
    ways: list[list[_Step]] = [[]]
    while left and not left[-1]["close"]:
        token = left.pop()
        if token["open"]:
            inner = _choice(left, depth - 1)
            if not left:
                raise re.error("a group without an end")
            ways[-1].append(_repeated(inner, left.pop()))
        elif token["mark"] == "|":
            ways.append([])
        else:
            ways[-1].append(_at(token["mark"]) if token["mark"] else _repeated(_one(token["one"]), token))
    return lambda name, places: frozenset().union(*(_all(way, name, places) for way in ways))


def _all(way: list[_Step], name: str, places: _Places) -> _Places:
    for step in way:
        places = step(name, places)
    return places


def _one(characters: str) -> _Step:
    fits = re.compile(characters, re.ASCII).match
    return lambda name, places: frozenset(at + 1 for at in places if fits(name, at))


def _at(mark: str) -> _Step:
    is_start = mark in ("^", r"\A")
    return lambda name, places: places & {0 if is_start else len(name)}


def _repeated(step: _Step, token: re.Match[str]) -> _Step:
    """As often as the token says, which is once where it says nothing."""
    many = token["many"]
    if not many:
        return step
    most: int | None
    if many in _OFTEN:
        least, most = _OFTEN[many]
    else:
        least = int(token["least"])
        most = least if not token["to"] else int(token["most"]) if token["most"] else None
    return lambda name, places: _after(step, name, places, least, len(name) + 1 if most is None else most - least)


def _after(step: _Step, name: str, places: _Places, least: int, more: int) -> _Places:
    for _ in range(least):
        behind = step(name, places)
        if behind == places:
            break
        places = behind
    found, new = places, places
    for _ in range(more):
        new = step(name, new) - found
        if not new:
            break
        found |= new
    return found
