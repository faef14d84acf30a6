"""This is where the exit statuses are; of several that apply, the first in this order counts."""

from collections.abc import Iterable
from typing import Final

from daypass.report.findings import Finding, Report
from daypass.rule import SEVERITIES, Severity

INTERNAL: Final = 70
"""daypass broke: never a verdict."""

WRONG: Final = 2
"""Wrong use, an unreadable source, or an invalid file."""

FAILED: Final = 1
"""A failed finding is mandatory, or as severe as `--fail-on` says."""

UNDECIDED: Final = 3
"""Something could not be decided, and `--strict` was given or `rules-are-decided` configured as mandatory."""

OK: Final = 0

INTERRUPTED: Final = 130


def exit_status(report: Report, *, fail_on: Severity | None, strict: bool) -> int:
    """What the report comes to."""
    if any(source.error for source in report.sources):
        return WRONG
    if any(_counts(finding, fail_on) for finding in _of(report, "fail")):
        return FAILED
    # The engine refuses what is undecided where its rule was configured as mandatory, too.
    blocking = (strict or finding.enforcement == "mandatory" for finding in _of(report, "undecided"))
    return UNDECIDED if any(blocking) else OK


def _counts(finding: Finding, fail_on: Severity | None) -> bool:
    if finding.enforcement == "mandatory":
        return True
    return fail_on is not None and SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)


def _of(report: Report, status: str) -> Iterable[Finding]:
    return (finding for finding in report.findings if finding.status == status)
