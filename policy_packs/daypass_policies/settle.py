"""This is where questions are asked that do not depend on each other: an unknown in one hides nothing in the rest."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from daypass.model.resource import Undecided

Found = TypeVar("Found")


def settle(questions: Iterable[Iterable[Found]]) -> Iterator[Found]:
    """What each question finds, in order. The first unknown that stopped one is raised when all have been asked."""
    unknown: Undecided | None = None
    for question in questions:
        try:
            yield from question
        except Undecided as stopped:
            unknown = unknown or stopped
    if unknown:
        raise Undecided(unknown.path)
