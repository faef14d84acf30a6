"""This is where Unsettled members are: something of their ARN is not known, so they are found by how its name begins.

A pattern is compared with those few alone, whose names may begin as it asks. That may only be done where its last part
is about the name: a wildcard before may take in colons, and with them some of the name.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, Generic, NamedTuple, TypeVar

from daypass.graph.becoming.patterns import LAST, start_of
from daypass.iam.glob import has_wildcard

_COLONS: Final = 5
"""Before the name in an ARN."""

_ANY: Final = 1 << 30
"""How many colons there may be in a name of which a piece is not known."""

_T = TypeVar("_T")


class Unsettled(Generic[_T]):
    """Things by ARN. A part of an ARN before its name has no colon, known or not."""

    def __init__(self, things: Iterable[tuple[str, _T]]) -> None:
        self._things = tuple(things)

    def __bool__(self) -> bool:
        return bool(self._things)

    def near(self, pattern: str) -> Iterator[_T]:
        """In their order all that the pattern may take in, and perhaps some others."""
        *before, name = pattern.split(":", _COLONS)
        is_plain = len(before) == _COLONS and not any(map(has_wildcard, before))
        start, found = start_of(name), list[int]()
        for colons, names in self._by_colons.items():
            is_aligned = is_plain or _COLONS <= colons <= pattern.count(":")
            found.extend(names.beginning(start) if is_aligned else names.every)
        return (self._things[place][1] for place in sorted(found))

    @cached_property
    def _by_colons(self) -> dict[int, "_Names"]:
        """How many colons an ARN has, or may have → the names at its end; those that are no ARN have none."""
        found: dict[int, list[tuple[str, int]]] = {}
        for place, (arn, _) in enumerate(self._things):
            name = arn.split(":", _COLONS)[-1]
            colons = _ANY if has_wildcard(name) else arn.count(":")
            start = start_of(name) if arn.count(":") >= _COLONS else ""
            found.setdefault(colons, []).append((start, place))
        return {colons: _Names.of(names) for colons, names in found.items()}


class _Names(NamedTuple):
    """How names begin, in order, each with the place of its thing."""

    every: tuple[int, ...]
    starts: tuple[str, ...]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, names: list[tuple[str, int]]) -> "_Names":
        """Of all these."""
        names.sort()
        starts = tuple(start for start, _ in names)
        return cls(tuple(place for _, place in names), starts, tuple(sorted(set(map(len, starts)))))

    def beginning(self, start: str) -> Iterator[int]:
        """The places of those that go on from this start, and of those of which it goes on."""
        for length in self.lengths[: bisect_left(self.lengths, len(start))]:
            shorter = start[:length]
            at = bisect_left(self.starts, shorter)
            while at < len(self.starts) and self.starts[at] == shorter:
                yield self.every[at]
                at += 1
        yield from self.every[bisect_left(self.starts, start) : bisect_left(self.starts, start + LAST)]
