"""This is where Settled members are: all of their ARN is known, so they are found by how it begins or how it ends."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Generic, TypeVar

from daypass.graph.becoming.patterns import LAST, end_of, start_of

_T = TypeVar("_T")


class Settled(Generic[_T]):
    """Things by ARN."""

    def __init__(self, things: Iterable[tuple[str, _T]]) -> None:
        self._by_start = sorted(things, key=itemgetter(0))

    def near(self, pattern: str) -> Sequence[_T]:
        """In order of ARN all that the pattern may take in, and perhaps some others."""
        begin, end = _range(self._starts, start_of(pattern))
        places: Sequence[int] = range(begin, end)
        if begin < end:  # `arn:aws:lambda:*:*:function:pay` begins as all functions do, and ends as few
            begin, end = _range(self._ends, end_of(pattern)[::-1])
            if end - begin < len(places):
                places = sorted(self._by_end[begin:end])
        return [self._by_start[place][1] for place in places]

    @cached_property
    def _starts(self) -> list[str]:
        return [arn for arn, _ in self._by_start]

    @cached_property
    def _by_end(self) -> list[int]:
        """Places in order of the ARN read backwards."""
        return sorted(range(len(self._starts)), key=lambda place: self._starts[place][::-1])

    @cached_property
    def _ends(self) -> list[str]:
        return [self._starts[place][::-1] for place in self._by_end]


def _range(texts: list[str], start: str) -> tuple[int, int]:
    """Where in a sorted list those begin and end that begin so."""
    return bisect_left(texts, start), bisect_left(texts, start + LAST)
