"""This is where patterns of resources are compared with ARNs of which not everything is known.

In a pattern a wildcard takes in colons too; in an ARN of ours `*` is a part, or a piece of a name, that is not known
yet. What decides is nearly always seen without searching for a text that fits both.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, Literal

from daypass.data.stand_ins import PROBE
from daypass.iam.glob import filled, has_wildcard, matches

Meets = Literal["no", "perhaps", "yes"]

LAST: Final = "\U0010ffff"
"""Comes after every other character."""

_WILD: Final = re.compile(r"[*?]")
_VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")
_PARTS: Final = 6
_FILLERS: Final = ("arn", "aws", "x", "us-east-1", "111122223333")
"""What stands in for a part that is not known, where the pattern asks for nothing there."""


def covers(pattern: str, arn: str) -> bool:
    """Whether the pattern takes in the ARN whatever is not known of it: then it takes it in as it is written."""
    return pattern == arn or (not ("?" in pattern and has_wildcard(arn)) and matches(pattern, arn))


def meets(pattern: str, arn: str) -> Meets:
    """Whether the pattern takes in something that the ARN may turn out to be."""
    if covers(pattern, arn):
        return "yes"
    if not has_wildcard(arn) or not _ends_fit(pattern, arn):
        return "no"
    mine, known = pattern.split(":", _PARTS - 1), arn.split(":", _PARTS - 1)
    if len(mine) < _PARTS or len(known) < _PARTS:
        return "perhaps"
    if has_wildcard(known[-1]):
        return _last(mine, known)
    filled = [_filled(*parts) for parts in zip(mine[:-1], known[:-1], _FILLERS, strict=True)]
    if matches(pattern, ":".join([*filled, known[-1]])):
        return "yes"
    return "no" if _is_aligned(pattern, arn) else _somewhere(pattern, arn)


def loose(pattern: str) -> str:
    """The pattern with `*` for each variable in it."""
    return _VARIABLE.sub("*", pattern)


def of_kind(patterns: Iterable[str], kind: str) -> tuple[str, ...]:
    """A thing that each of the patterns takes in, of the kind whose ARNs fit this pattern.

    Its name is made up as far as it is not said: a `*` there would take in colons, which no name of a thing has.
    """
    near = (text for text in map(loose, patterns) if _is_near(text, kind))
    return tuple(dict.fromkeys(_called(kind if covers(text, kind) else text) for text in near))


def start_of(pattern: str) -> str:
    """What stands before the first wildcard."""
    return _WILD.split(pattern, maxsplit=1)[0]


def end_of(pattern: str) -> str:
    """What stands after the last wildcard."""
    return _WILD.split(pattern)[-1]


def _called(pattern: str) -> str:
    start, colon, name = pattern.rpartition(":")
    return f"{start}{colon}{filled(name, PROBE)}"


def _is_near(pattern: str, kind: str) -> bool:
    """Whether the parts fit one by one, of a pattern that has them all."""
    mine, theirs = pattern.split(":", _PARTS - 1), kind.split(":", _PARTS - 1)
    if len(mine) < _PARTS:
        return meets(pattern, kind) != "no"
    fit = all(matches(one, other) or matches(other, one) for one, other in zip(mine[:-1], theirs[:-1], strict=True))
    return fit and _ends_fit(mine[-1], theirs[-1])


def _ends_fit(pattern: str, arn: str) -> bool:
    """Whether they may begin and end alike."""
    start, other = start_of(pattern), start_of(arn)
    end, other_end = (_WILD.split(text)[-1] for text in (pattern, arn))
    begins = start.startswith(other) or other.startswith(start)
    return begins and (end.endswith(other_end) or other_end.endswith(end))


def _filled(mine: str, known: str, filler: str) -> str:
    """A part as it is known, else as the pattern wants it."""
    if not has_wildcard(known):
        return known
    return filler if mine == "*" else mine.replace("*", "").replace("?", "x")


def _is_aligned(pattern: str, arn: str) -> bool:
    """Whether no wildcard of the pattern can take in a colon of the ARN: then the parts must fit one by one."""
    return pattern.count(":") >= arn.count(":") or not any(map(has_wildcard, pattern.split(":")[: _PARTS - 1]))


def _last(mine: list[str], known: list[str]) -> Meets:
    """The same where a piece of the name is not known."""
    if _is_aligned(":".join(mine), ":".join(known)):
        parts = zip(mine[:-1], known[:-1], strict=True)
        if not all(matches(one, other) or matches(other, one) or has_wildcard(one) for one, other in parts):
            return "no"
        one, other = mine[-1], known[-1]
        if covers(one, other) or covers(other, one):
            return "yes"
        may_fit = any(map(has_wildcard, mine[:-1])) or _ends_fit(one, other)
        return "perhaps" if has_wildcard(one) and may_fit else "no"
    return _somewhere(":".join(mine), ":".join(known))


@lru_cache(maxsize=4096)
def _somewhere(pattern: str, arn: str) -> Meets:
    """Whether some text fits both, where the parts of an ARN before its name, known or not, have no colon in them."""
    name_begins = len(":".join(arn.split(":", _PARTS - 1)[:-1]))
    reached, seen = [(0, 0)], {(0, 0)}
    while reached:
        at, place = reached.pop()
        if at == len(pattern) and place == len(arn):
            return "perhaps"
        for step in _steps(pattern[at : at + 1], arn[place : place + 1], is_name=place > name_begins):
            following = (at + step[0], place + step[1])
            if following not in seen:
                seen.add(following)
                reached.append(following)
    return "no"


def _steps(mine: str, known: str, *, is_name: bool) -> Iterator[tuple[int, int]]:
    """How far one goes in the pattern and in the ARN by the next character of a text that fits both, or by none."""
    if mine == "*":
        yield 1, 0
    if known and has_wildcard(known):
        yield 0, 1
        if mine and (mine != ":" or is_name):
            yield 1, 0
    elif known and (mine in ("?", known) or mine == "*"):
        yield mine != "*", 1
