"""This is where the rows of a report are chosen, counted and placed, the same for every face."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from daypass.model.resource import Place
from daypass.report.findings import Finding, Report, Status
from daypass.report.render import View
from daypass.rule import SEVERITIES

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


def tally(report: Report) -> dict[str, Any]:
    """The counts of all rows, shown or not."""
    by_status = Counter(finding.status for finding in report.findings)
    failed = Counter(finding.severity for finding in report.findings if finding.status == "fail")
    counts: dict[str, Any] = {name: by_status[status] for name, status in COUNTED.items()}
    counts["not_applicable"] = report.not_applicable
    counts["by_severity"] = {severity: failed[severity] for severity in SEVERITIES if failed[severity]}
    return counts


def place_of(finding: Finding, report: Report, view: View) -> Place:
    """The file and line for code hosts: relative to the current folder where the project lies below it."""
    place = finding.location or Place("Pulumi.yaml", 1)
    programs = {source.path for source in report.sources if source.kind == "program"}
    return Place(_below(finding.source, place.file, view.folder), place.line) if finding.source in programs else place


def _is_shown(finding: Finding, view: View) -> bool:
    if finding.status == "pass" and not view.show_passed:
        return False
    return view.min_severity is None or SEVERITIES.index(finding.severity) <= SEVERITIES.index(view.min_severity)


def _below(project: str, file: str, folder: str) -> str:
    whole = PurePosixPath(project.removeprefix("file://")) / file
    if whole.is_absolute():
        return str(whole.relative_to(folder)) if folder and whole.is_relative_to(folder) else file
    return file if ".." in whole.parts else str(whole)
