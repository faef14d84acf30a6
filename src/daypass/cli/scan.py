"""This is where `daypass scan` is: files that Pulumi wrote, judged without Pulumi, cloud or login."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from daypass.cli.judging import Sources, judge, make_bench, source_of
from daypass.cli.options import Options, judging_options
from daypass.cli.output import finish
from daypass.errors import UsageError
from daypass.graph.stack import Stack
from daypass.report.findings import Source
from daypass.state.source import State, read_states

_NAMED: Final = 3
"""How many of the files that were passed over are named."""


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@judging_options
def scan(paths: tuple[str, ...], options: Options) -> int:
    """Judge `pulumi stack export` JSON, a bare checkpoint, or a folder of them; `-` is standard input."""
    bench = make_bench(options, Path.cwd())
    sources, notes = read_sources(paths)
    return finish(judge(bench, sources, notes=notes), options, bench)


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
