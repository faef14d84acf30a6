"""This is where `daypass check` is: a program run as a preview by our own engine, and what it registers judged."""

import re
from pathlib import Path
from typing import Final

import click

from daypass.cli.judging import make_bench
from daypass.cli.options import Options, judging_options
from daypass.cli.output import finish
from daypass.engine.configuration import parse_flags
from daypass.engine.preview_report import report_of
from daypass.engine.program import run_program
from daypass.engine.project import find_project
from daypass.errors import UsageError

_ACCOUNT: Final = re.compile(r"[0-9]{12}")


@click.command()
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("-s", "--stack", metavar="NAME", help="The stack; else the selected one, else the only one, else dev.")
@click.option("-c", "--config", "pairs", multiple=True, metavar="KEY=VALUE", help="Configuration; repeatable.")
@click.option("--account", metavar="ID", help="The AWS account, where the provider's configuration does not say.")
@click.option(
    "--update",
    is_flag=True,
    help="As an update would see it: what is computed is known. The program gets no credentials of AWS.",
)
@judging_options
def check(
    folder: Path, stack: str | None, pairs: tuple[str, ...], account: str | None, *, update: bool, options: Options
) -> int:
    """Run the Pulumi program of DIR as a preview and judge what it registers. Nothing is created or called."""
    config = parse_flags(pairs)
    bench = make_bench(options, find_project(folder).folder)
    preview = run_program(
        folder, stack=stack, config=config, update=update, account=_account(account), settings=bench.settings
    )
    return finish(report_of(preview, bench), options, bench)


def _account(said: str | None) -> str | None:
    if said is not None and not _ACCOUNT.fullmatch(said):
        raise UsageError(f"{said!r} is no account", place="--account", remedy="An account is twelve digits.")
    return said
