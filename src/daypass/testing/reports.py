"""This is where a test judges as the commands do: exports as `daypass scan`, a program as `daypass check`."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from daypass.engine.preview_report import report_of
from daypass.engine.program import run_program
from daypass.report.bench import Bench
from daypass.report.findings import Report
from daypass.report.judged import judge
from daypass.report.sources import read_sources
from daypass.rule import Profile, Rule
from daypass.settings import Settings
from daypass_policies.rules import catalog


def scan(
    *paths: Path | str,
    rules: Iterable[Rule] | None = None,
    today: date | None = None,
    settings: Settings | None = None,
    profile: Profile = "standard",
) -> Report:
    """The report of `daypass scan` over exports, checkpoints or folders of them.

    `rules` are those that speak, also ones that nothing installed brings along (default: every rule there is). Raises
    `UsageError` without a path; a file that cannot be read is a source of the report with an `error`.
    """
    sources, notes = read_sources(map(str, paths))
    return judge(_bench(rules, today, settings, profile), sources, notes=notes)


def check(
    folder: Path | str,
    *,
    stack: str | None = None,
    config: Mapping[str, str] | None = None,
    rules: Iterable[Rule] | None = None,
    today: date | None = None,
    settings: Settings | None = None,
    profile: Profile = "standard",
) -> Report:
    """The report of `daypass check`: the Pulumi program of `folder`, run as a preview in the embedded engine.

    Nothing is created or called. Raises `DaypassError` where there is no program to run; one that fails is a source of
    the report with an `error`.
    """
    bench = _bench(rules, today, settings, profile)
    return report_of(run_program(Path(folder), stack=stack, config=config, settings=bench.settings), bench)


def failed(report: Report, rule: str = "") -> list[tuple[str, str]]:
    """The rule and the resource's name of all that failed, or of what one rule refused, in the order of the report.

    Raises `AssertionError` where a source could not be read: that nothing was found there means nothing.
    """
    unread = [f"{source.path}: {source.error}" for source in report.sources if source.error]
    assert not unread, "; ".join(unread)
    rows = (row for row in report.findings if row.status == "fail")
    return [(row.rule, row.name) for row in rows if rule in ("", row.rule)]


def _bench(rules: Iterable[Rule] | None, today: date | None, settings: Settings | None, profile: Profile) -> Bench:
    speaking = catalog() if rules is None else {rule.name: rule for rule in rules}
    day = today or datetime.now(UTC).date()
    return Bench(rules=speaking, catalog=catalog(), today=day, settings=settings or Settings(), profile=profile)
