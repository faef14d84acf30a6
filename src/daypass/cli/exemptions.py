"""This is where `daypass exemptions` is: for teams that want the engine itself to know what is excused."""

import json
from pathlib import Path
from typing import Final

import click

from daypass.cli.exits import OK, WRONG
from daypass.cli.judging import make_bench
from daypass.cli.options import Options
from daypass.cli.output import complain_of_unread, print_out
from daypass.cli.stderr import complain
from daypass.errors import UsageError
from daypass.report.engine_exceptions import compiled, configured
from daypass.report.sources import read_sources
from daypass.report.strict_json import read_json

_FILE: Final = click.Path(path_type=Path)


@click.group()
def exemptions() -> None:
    """Turn exemptions into the engine's own exceptions."""


@exemptions.command("compile")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--exemptions", "file", type=_FILE, metavar="FILE", help="The exemptions to compile.")
@click.option("--policy-config", type=_FILE, metavar="FILE", help="Whose policies the printed file shall hold too.")
@click.option("--settings", type=_FILE, metavar="FILE", help="The organisation's daypass.toml, with its approvers.")
def compile_(paths: tuple[str, ...], file: Path | None, policy_config: Path | None, settings: Path | None) -> int:
    """Print a policy configuration in which FILE's patterns are the exact URNs of these exports.

    Void ones are left out. The engine knows no end of an exception, so compile anew before each run.
    """
    options = Options(policy_config=policy_config, settings=settings, exemptions=file)
    bench = make_bench(options, Path.cwd(), fresh=True)
    if not (file or bench.config.block.exemptions):
        raise UsageError("no exemptions are given", remedy="Name their file: --exemptions FILE.")
    sources, _ = read_sources(paths)
    if complain_of_unread(source for source, _ in sources):
        return WRONG
    for void in bench.exemptions.void:
        complain(f"left out: the exemption of {void.rule} for {void.urn} is void: {void.why}")
    urns = [resource.urn for _, stack in sources if stack for resource in stack.resources]
    policies = read_json(policy_config) if policy_config else {}
    document = configured(policies, compiled(bench.exemptions.valid, urns))
    print_out(json.dumps(document, indent=2) + "\n")
    return OK
