"""This is where WorkedOut is: what is found one by one, each once, however often somebody goes through it."""

from collections.abc import Iterator
from itertools import islice
from typing import Generic, TypeVar

_T = TypeVar("_T")


class WorkedOut(Generic[_T]):
    """What an iterator finds, from the first on for each who asks, and no further than anybody went."""

    def __init__(self, left: Iterator[_T]) -> None:
        self._left, self._found = left, list[_T]()

    def __iter__(self) -> Iterator[_T]:
        at = 0
        while at < len(self._found) or self._goes_on():
            yield self._found[at]
            at += 1

    def _goes_on(self) -> bool:
        """Whether there was a further one, which is found now."""
        further = list(islice(self._left, 1))
        self._found += further
        return bool(further)
