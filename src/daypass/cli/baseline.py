"""This is where `daypass baseline` is: today's findings are accepted, and from then on only new ones count."""

from pathlib import Path
from typing import Final

import click

from daypass.cli.exits import OK, WRONG
from daypass.cli.judging import make_bench
from daypass.cli.options import Options
from daypass.cli.output import complain_of_unread, print_out, write_all
from daypass.cli.stderr import complain
from daypass.report.baseline import accepted, baseline_text
from daypass.report.judged import judge
from daypass.report.render.plain import plain
from daypass.report.sources import read_sources
from daypass.rule import PROFILES, Profile

_FILE: Final = click.Path(path_type=Path)


@click.group()
def baseline() -> None:
    """Accept today's findings, so that only new ones count."""


@baseline.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--baseline", "target", type=_FILE, default=Path("baseline.json"), show_default=True, metavar="FILE")
@click.option("--policy-config", type=_FILE, metavar="FILE", help="Levels and options of rules, as for the packs.")
@click.option("--settings", type=_FILE, metavar="FILE", help="The organisation's daypass.toml.")
@click.option("--exemptions", type=_FILE, metavar="FILE", help="What is excused anyway and need not be accepted.")
@click.option("--profile", type=click.Choice(PROFILES), help="How many rules speak; standard without it.")
def write(
    paths: tuple[str, ...],
    target: Path,
    policy_config: Path | None,
    settings: Path | None,
    exemptions: Path | None,
    profile: Profile | None,
) -> int:
    """Write every failed finding of these exports to FILE. Nothing is written where one of them cannot be read."""
    options = Options(policy_config=policy_config, settings=settings, exemptions=exemptions, profile=profile)
    bench = make_bench(options, Path.cwd(), fresh=True)
    report = judge(bench, read_sources(paths)[0])
    if complain_of_unread(report.sources):
        return WRONG
    never = frozenset(bench.settings.never_exempt)
    rows = accepted(report.findings, never)
    write_all([(target, baseline_text(rows, bench.today))])
    print_out(f"{plain(str(target))}: {_findings(len(rows), 'is', 'are')} known from now on\n")
    left = sum(finding.status == "fail" and finding.rule in never for finding in report.findings)
    if left:
        complain(f"{_findings(left, 'counts', 'count')} as before, of rules in never_exempt. Mend what is named.")
    return OK


def _findings(number: int, one: str, many: str) -> str:
    """How many, with the verb that goes with it."""
    return f"1 finding {one}" if number == 1 else f"{number} findings {many}"
