"""This is where `daypass inventory` is: every identity of some exports, and the share of them that is governed."""

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import click

from daypass.cli.exits import OK, WRONG
from daypass.cli.judging import make_bench
from daypass.cli.options import Options, Output
from daypass.cli.output import complain_of_unread, is_colourful, print_out, terminal_width, write_all
from daypass.report.bench import Bench
from daypass.report.inventory.entry import Inventory
from daypass.report.inventory.faces import FACES, render
from daypass.report.inventory.take import Terms, take
from daypass.report.render import View
from daypass.report.ruleset import ruleset_digest
from daypass.report.sources import read_sources
from daypass.rule import PROFILES, Profile


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--format", "face", type=click.Choice(FACES), default="text", show_default=True, help="What to print.")
@click.option(
    "--output", "outputs", type=Output(FACES), multiple=True, help="Also write a format to a file; repeatable."
)
@click.option("--settings", type=click.Path(path_type=Path), metavar="FILE", help="The organisation's daypass.toml.")
@click.option("--policy-config", type=click.Path(path_type=Path), metavar="FILE", help="Where it names the settings.")
@click.option("--profile", type=click.Choice(PROFILES), help="With strict, only what our components made is governed.")
def inventory(
    paths: tuple[str, ...],
    face: str,
    outputs: tuple[tuple[str, Path], ...],
    settings: Path | None,
    policy_config: Path | None,
    profile: Profile | None,
) -> int:
    """List every identity: owner, proof, doors, term, review, consumers, and whether it is governed.

    PATH is what `scan` takes: `pulumi stack export` JSON, a checkpoint, a folder of them, or `-` for standard input.
    """
    options = Options(settings=settings, policy_config=policy_config, profile=profile)
    found = _taken(paths, make_bench(options, Path.cwd()))
    view = View(version=version("daypass"))
    write_all([(path, render(name, found, view)) for name, path in outputs])
    is_unread = complain_of_unread(found.sources)
    print_out(render(face, found, replace(view, width=terminal_width(), colour=is_colourful())))
    return WRONG if is_unread else OK


def _taken(paths: tuple[str, ...], bench: Bench) -> Inventory:
    sources, notes = read_sources(paths)
    terms = Terms(bench.rules, bench.today, bench.settings, bench.profile)
    return Inventory(
        sources=tuple(source for source, _ in sources),
        entries=take([(source.path, stack) for source, stack in sources if stack is not None], terms),
        settings=bench.settings.path or None,
        ruleset=ruleset_digest(bench.rules.values()),
        notes=notes,
    )
