"""This is where the exit statuses are; of several that apply, the first in this order counts."""

from typing import Final

from daypass.report.findings import Report
from daypass.report.render.rows import counts
from daypass.rule import Severity

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
    refused = {row.status for row in report.findings if counts(row, fail_on=fail_on, strict=strict)}
    if "fail" in refused:
        return FAILED
    return UNDECIDED if refused else OK
