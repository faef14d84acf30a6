"""This is where paths become the sources that are judged: states that Pulumi wrote, each with its stack."""

from collections.abc import Iterable
from typing import Final

from daypass.errors import UsageError
from daypass.graph.stack import Stack
from daypass.report.findings import Source
from daypass.report.judged import Sources, source_of
from daypass.state.source import State, read_states

_NAMED: Final = 3
"""How many of the files that were passed over are named."""


def read_sources(paths: Iterable[str]) -> tuple[Sources, tuple[str, ...]]:
    """Every state at these paths as a source with its stack, and notes about what in them is not judged.

    Raises UsageError where no path is given. A state that cannot be read is a source with an error.
    """
    states = list(read_states(paths))
    if not states:
        raise UsageError("no path is given", remedy="Name a stack export, a folder of them, or - for standard input.")
    skipped = [state.path for state in states if state.skipped]
    kept = [state for state in states if not state.skipped]
    notes = [f"{state.path}: {note}" for state in kept for note in state.notes]
    if skipped:
        notes.append(f"JSON files that are no states of Pulumi were passed over: {len(skipped)} ({_some(skipped)})")
    return [_source(state) for state in kept], tuple(notes)


def _source(state: State) -> tuple[Source, Stack | None]:
    stack = None if state.error else Stack(state.resources)
    return source_of(state.path, state.kind, state.stack, stack, state.error), stack


def _some(paths: list[str]) -> str:
    return ", ".join([*paths[:_NAMED], *(["…"] if paths[_NAMED:] else [])])
