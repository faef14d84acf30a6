"""This is where questions are asked that do not depend on each other: an unknown in one hides nothing in the rest."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from daypass.model.resource import Undecided

Found = TypeVar("Found")


def settle(questions: Iterable[Iterable[Found]]) -> Iterator[Found]:
    """What each question finds, in order. The first unknown that stopped one is raised when all have been asked."""
    found, unknown = collect(questions)
    yield from found
    if unknown:
        raise unknown


def collect(questions: Iterable[Iterable[Found]]) -> tuple[list[Found], Undecided | None]:
    """The same for who must say something of all that was found before the unknown is raised."""
    found: list[Found] = []
    unknown: Undecided | None = None
    for question in questions:
        try:
            for one in question:
                found.append(one)  # noqa: PERF402 - what came before an unknown stays found
        except Undecided as stopped:
            unknown = unknown or stopped
    return found, unknown
