"""This is where paths become the sources that are judged: states that Pulumi wrote, each with its stack."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from daypass.errors import UnreadableError, UsageError
from daypass.graph.stack import Stack
from daypass.report.findings import Source
from daypass.report.judged import Sources, source_of
from daypass.state.source import State, read_states

_NAMED: Final = 3
"""How many of the files that were passed over are named."""


class Reading:
    """The states at some paths, read one by one as they are asked for, so that not all of them are in memory.

    `notes` say what in them is not judged; they are complete when all are read. Raises `UsageError` where no path is
    given. A state that cannot be read is a source with an error.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = tuple(paths)
        self._notes: list[str] = []
        self._skipped: list[str] = []
        self._read: list[str] = []
        self._kept: dict[int, Stack] = {}
        if not self._paths:
            remedy = "Name a stack export, a folder of them, or - for standard input."
            raise UsageError("no path is given", remedy=remedy)

    def __iter__(self) -> Iterator[tuple[Source, Stack | None]]:
        for state in read_states(self._paths):
            if state.skipped:
                self._skipped.append(state.path)
                continue
            self._notes += [f"{state.path}: {note}" for note in state.notes]
            source, stack = _source(state)
            if stack is not None:
                if not Path(state.path).is_file():  # standard input and pipes are read once
                    self._kept[len(self._read)] = stack
                self._read.append(state.path)
            yield source, stack

    def again(self, index: int) -> Stack:
        """The stack of this number, counted among those that could be read. Raises `UnreadableError` if it is gone."""
        if index in self._kept:
            return self._kept[index]
        (state,) = read_states([self._read[index]])
        if state.error:
            raise UnreadableError(f"it has changed while it was judged: {state.error}", place=state.path)
        return Stack(state.resources)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what is not judged in the states that were read so far."""
        found = list(self._notes)
        if self._skipped:
            some = ", ".join([*self._skipped[:_NAMED], *(["…"] if self._skipped[_NAMED:] else [])])
            found.append(f"JSON files that are no states of Pulumi were passed over: {len(self._skipped)} ({some})")
        return tuple(found)


def read_sources(paths: Iterable[str]) -> tuple[Sources, tuple[str, ...]]:
    """Every state at these paths as a source with its stack, all at once, and the notes about them. Raises as above."""
    reading = Reading(paths)
    return list(reading), reading.notes


def _source(state: State) -> tuple[Source, Stack | None]:
    stack = None if state.error else Stack(state.resources)
    return source_of(state.path, state.kind, state.stack, stack, state.error), stack
