"""This is where facts are put together that are about the same."""

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")
Fact = TypeVar("Fact")


def grouped(facts: Iterable[tuple[Key, Fact]]) -> dict[Key, tuple[Fact, ...]]:
    """Key → the facts under it, both in the order in which they came."""
    found: dict[Key, list[Fact]] = {}
    for key, fact in facts:
        found.setdefault(key, []).append(fact)
    return {key: tuple(each) for key, each in found.items()}
