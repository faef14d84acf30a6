"""This is where the rows of a report are chosen, counted and placed, the same for every face."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from daypass.model.resource import Place
from daypass.model.urn import Urn
from daypass.report.findings import Finding, Report, Status
from daypass.report.render import View
from daypass.rule import SEVERITIES, Severity

COUNTED: Final[Mapping[str, Status]] = {
    "passed": "pass",
    "failed": "fail",
    "undecided": "undecided",
    "exempt": "exempt",
    "known": "known",
}
"""The names of the counts and the status that each counts."""


def shown(report: Report, view: View) -> tuple[Finding, ...]:
    """The rows to show: passes only where asked for, nothing below the least severity."""
    return tuple(finding for finding in report.findings if _is_shown(finding, view))


def with_echoes(rows: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each row, with the rule of an earlier one that says the same of the same resource under another risk, else ""."""
    said: dict[tuple[str, str, str], str] = {}
    for row in rows:
        first = said.setdefault((row.source, row.urn, row.message), row.rule)
        yield row, "" if first == row.rule else first


def tally(report: Report) -> dict[str, Any]:
    """The counts of all rows, shown or not."""
    by_status = Counter(finding.status for finding in report.findings)
    failed = Counter(finding.severity for finding in report.findings if finding.status == "fail")
    counts: dict[str, Any] = {name: by_status[status] for name, status in COUNTED.items()}
    counts["passed"] += report.passed
    counts["not_applicable"] = report.not_applicable
    counts["by_severity"] = {severity: failed[severity] for severity in SEVERITIES if failed[severity]}
    return counts


def counts(finding: Finding, *, fail_on: Severity | None, strict: bool) -> bool:
    """Whether it refuses: what failed and is mandatory or as severe as `fail_on`; what is undecided, where that counts.

    The exit status and every face that has a word for *refused* go by this, so that a pipeline is red in both or none.
    """
    if finding.status == "undecided":  # mandatory where its rule was configured so: the engine refuses it, too
        return strict or finding.enforcement == "mandatory"
    if finding.status != "fail":
        return False
    severe = fail_on is not None and SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)
    return severe or finding.enforcement == "mandatory"


def label(urn: str) -> str:
    """What a person calls the resource: `Role deploy`. It holds whatever the name held."""
    parsed = Urn.parse(urn)
    return f"{parsed.type.rpartition('$')[2].rpartition(':')[2]} {parsed.name}"


def places(report: Report, view: View) -> Callable[[Finding], Place]:
    """Says of each row the file and line for code hosts: below the current folder where the project lies below it."""
    programs = {source.path for source in report.sources if source.kind == "program"}

    def place(finding: Finding) -> Place:
        known = finding.location or Place("Pulumi.yaml", 1)
        below = finding.source in programs
        return Place(_below(finding.source, known.file, view.folder), known.line) if below else known

    return place


def _is_shown(finding: Finding, view: View) -> bool:
    if finding.status == "pass" and not view.show_passed:
        return False
    return view.min_severity is None or SEVERITIES.index(finding.severity) <= SEVERITIES.index(view.min_severity)


def _below(project: str, file: str, folder: str) -> str:
    whole = PurePosixPath(project.removeprefix("file://")) / file
    if whole.is_absolute():
        return str(whole.relative_to(folder)) if folder and whole.is_relative_to(folder) else file
    return file if ".." in whole.parts else str(whole)
