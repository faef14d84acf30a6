"""This is where `daypass check` is: a program run as a preview by our own engine, and what it registers judged."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from daypass.cli.judging import judge, make_bench, source_of
from daypass.cli.options import Options, judging_options
from daypass.cli.output import finish
from daypass.engine.configuration import parse_flags
from daypass.engine.preview import Preview
from daypass.engine.program import run_program
from daypass.engine.project import find_project
from daypass.errors import UsageError
from daypass.report.bench import Bench
from daypass.report.findings import Enforcement, Finding, Report, fingerprint
from daypass.rule import DECIDED_RULE

_MADE_UP: Final = "urn"
"""What is unknown of a resource whose name or provider is made of a placeholder."""

_ACCOUNT: Final = re.compile(r"[0-9]{12}")


@click.command()
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("-s", "--stack", metavar="NAME", help="The stack; else the selected one, else the only one, else dev.")
@click.option("-c", "--config", "pairs", multiple=True, metavar="KEY=VALUE", help="Configuration; repeatable.")
@click.option("--account", metavar="ID", help="The AWS account, where the provider's configuration does not say.")
@click.option("--update", is_flag=True, help="As an update would see it: what is computed is known.")
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
    return finish(_report(preview, bench), options, bench)


def _account(said: str | None) -> str | None:
    if said is not None and not _ACCOUNT.fullmatch(said):
        raise UsageError(f"{said!r} is no account", place="--account", remedy="An account is twelve digits.")
    return said


def _report(preview: Preview, bench: Bench) -> Report:
    """The report of one program: what it registered where it finished, else its error."""
    path = _shown(preview.project.folder)
    stack = None if preview.error else preview.stack
    source = source_of(path, "program", preview.stack_name, stack, preview.error)
    report = judge(bench, [(source, stack)], notes=preview.notes)
    return replace(report, findings=tuple(_settled(report.findings, preview.uncertain, bench)))


def _shown(folder: Path) -> str:
    """The project's folder, relative to the current one where it lies below."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def _settled(findings: tuple[Finding, ...], uncertain: frozenset[str], bench: Bench) -> Iterator[Finding]:
    """The findings, of which those about an uncertain resource are undecided: one for each rule that asked."""
    asked: set[tuple[str, str]] = set()
    for finding in findings:
        if finding.urn not in uncertain:
            yield finding
        elif (finding.rule, finding.urn) not in asked:
            asked.add((finding.rule, finding.urn))
            yield _undecided(finding, bench)


def _level_of_undecided(bench: Bench) -> Enforcement:
    decided = bench.rules.get(DECIDED_RULE)
    mandatory = bench.strict or (decided is not None and bench.config.level(decided) == "mandatory")
    return "mandatory" if mandatory else "advisory"


def _undecided(finding: Finding, bench: Bench) -> Finding:
    return replace(
        finding,
        status="undecided",
        enforcement=_level_of_undecided(bench),
        message="undecided: its name or provider is made of a look-up that only AWS can answer",
        remedy="Name it without the look-up, or judge it in the real preview.",
        fingerprint=fingerprint(finding.rule, finding.urn),
        exemption=None,
        unknown=(_MADE_UP,),
        at=None,
        witness=None,
        mended=None,
    )
