"""This is where the options of a command become a Bench."""

import os
from dataclasses import replace
from pathlib import Path

from daypass.cli.options import Options
from daypass.report.assemble import assemble
from daypass.report.bench import Bench
from daypass.report.day import judged_day
from daypass.report.policy_config import Block, PolicyConfig, read_policy_config
from daypass.settings import Settings, find_settings, load_settings
from daypass_policies.rules import catalog


def make_bench(options: Options, start: Path, *, fresh: bool = False) -> Bench:
    """The Bench that options, policy configuration and settings amount to; `daypass.toml` is looked for from `start`.

    `fresh` leaves out the baseline that the policy configuration names: it may be the one that is about to be written.
    Raises DaypassError where one of the files is missing or wrong. Call it first: then nothing is judged at all.
    """
    rules = catalog()
    config = read_policy_config(options.policy_config, rules) if options.policy_config else PolicyConfig()
    if fresh:
        config = replace(config, block=replace(config.block, baseline=None))
    settings = _settings(options.settings or config.block.settings, start)
    return assemble(rules, config, settings=settings, today=judged_day(os.environ), options=_block(options))


def _block(options: Options) -> Block:
    return Block(
        exemptions=options.exemptions, baseline=options.baseline, profile=options.profile, strict=options.strict or None
    )


def _settings(named: Path | None, start: Path) -> Settings:
    return load_settings(named) if named else find_settings(start)
