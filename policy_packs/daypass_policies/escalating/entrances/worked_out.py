"""This is where WorkedOut is: what is found one by one, each once, however often somebody goes through it."""

from collections.abc import Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")


class WorkedOut(Generic[_T]):
    """What an iterator finds, from the first on for each who asks, and no further than anybody went."""

    def __init__(self, left: Iterator[_T]) -> None:
        self._left, self._found = left, list[_T]()

    def __iter__(self) -> Iterator[_T]:
        yield from self._found
        for one in self._left:
            self._found.append(one)
            yield one
