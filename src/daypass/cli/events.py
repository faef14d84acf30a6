"""This is where `daypass events` is: the engine's own record of a policy run, told like a scan."""

from pathlib import Path

import click

from daypass.cli.judging import make_bench
from daypass.cli.options import Options, judging_options
from daypass.cli.output import finish
from daypass.errors import UnreadableError
from daypass.model.urn import Urn
from daypass.report.bench import Bench
from daypass.report.events import Hearing
from daypass.report.findings import Report
from daypass.report.judged import make_report, source_of
from daypass.state.event_log import read_event_log


@click.command()
@click.argument("file", metavar="FILE")
@judging_options
def events(file: str, options: Options) -> int:
    """Report what the packs said in the real engine, from its own record; `-` is standard input.

    FILE is what `--event-log`, the streaming `pulumi preview --json` or `pulumi policy analyze --json` wrote.
    Exemptions, a baseline and exceptions given here excuse beyond what the pack excused; levels stay the pack's.
    """
    bench = make_bench(options, Path.cwd())
    return finish(_report(file, bench), options, bench)


def _report(file: str, bench: Bench) -> Report:
    try:
        hearing = Hearing(read_event_log(file), bench)
    except UnreadableError as error:
        sentence = " ".join(str(error).split())
        return make_report(bench, [(source_of(file, "events", "", None, sentence), None)], [])
    stack = hearing.stack
    name = Urn.parse(stack.resources[0].urn).stack if stack.resources else ""
    source = source_of(file, "events", name, stack)
    return make_report(bench, [(source, stack)], [hearing.findings()], notes=hearing.notes())
