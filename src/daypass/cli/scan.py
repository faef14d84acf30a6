"""This is where `daypass scan` is: files that Pulumi wrote, judged without Pulumi, cloud or login."""

from dataclasses import replace
from pathlib import Path

import click

from daypass.cli.judging import make_bench
from daypass.cli.options import Options, judging_options
from daypass.cli.output import finish
from daypass.report.judged import judge
from daypass.report.sources import Reading


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@judging_options
def scan(paths: tuple[str, ...], options: Options) -> int:
    """Judge `pulumi stack export` JSON, a bare checkpoint, or a folder of them; `-` is standard input."""
    bench = make_bench(options, Path.cwd())
    reading = Reading(paths)
    report = judge(replace(bench, passes=options.show_passed), reading, again=reading.again)
    return finish(replace(report, notes=(*reading.notes, *report.notes)), options, bench)
