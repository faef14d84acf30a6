"""This is where a Bench is put together from what was configured, for packs and commands alike."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from daypass.errors import UnreadableError
from daypass.model.written import nearest
from daypass.report.baseline import Baseline, read_baseline
from daypass.report.bench import Bench
from daypass.report.exemptions import Exemptions, read_exemptions
from daypass.report.policy_config import Block, PolicyConfig
from daypass.rule import Rule
from daypass.settings import Settings


def assemble(
    rules: Mapping[str, Rule], config: PolicyConfig, *, settings: Settings, today: date, options: Block | None = None
) -> Bench:
    """A Bench of all rules. What `options` (those of a command) leaves open, `config.block` says.

    `settings` are loaded already, because packs and commands look for them in different places. Raises
    `UnreadableError` where the exemptions or the baseline cannot be read, or the settings name a rule nobody knows.
    """
    chosen = config.block.overridden(options or Block())
    _check_never_exempt(settings, rules)
    exemptions, baseline = Exemptions(today=today), Baseline()
    if chosen.exemptions:
        exemptions = read_exemptions(chosen.exemptions, rules, settings, today)
    if chosen.baseline:
        baseline = read_baseline(chosen.baseline)
    return Bench(
        rules=rules,
        today=today,
        settings=settings,
        config=config,
        exemptions=exemptions,
        baseline=baseline,
        profile=chosen.profile or "standard",
        strict=chosen.strict or False,
    )


def _check_never_exempt(settings: Settings, rules: Mapping[str, Rule]) -> None:
    """A misspelt name there would leave open to exemptions what the organisation believes to be closed."""
    for name in settings.never_exempt:
        if name not in rules:
            place = f"{Path(settings.path)}: never_exempt" if settings.path else "never_exempt"
            raise UnreadableError(f"no pack knows the rule {name!r}", place=place, remedy=nearest(name, rules))
