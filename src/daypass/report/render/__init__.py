"""This is where a report gets its faces: the same rows for a person, a program, a code host or a pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Final

from daypass.report.findings import Finding, Report
from daypass.report.redact import without_credentials
from daypass.rule import Rule, Severity

FACES: Final = {
    "text": "for a person at a terminal",
    "json": "for programs, schema_version 1",
    "sarif": "for code scanning, SARIF 2.1.0",
    "github": "annotations in a GitHub workflow",
    "markdown": "for a merge request or a job summary",
    "junit": "test cases for a pipeline, JUnit XML",
    "gitlab": "for merge requests in GitLab, Code Quality JSON",
    "csv": "for a spreadsheet, RFC 4180",
    "html": "for a browser or an auditor, one file",
    "graph": "who can become whom: Mermaid, DOT or SVG",
}
"""Every face. The face `NAME` is the function `render` in `daypass/report/render/NAME.py`."""


@dataclass(frozen=True, slots=True)
class View:
    """How to show a report. `folder` is the current folder, below which paths are told relative to it.

    `min_severity` hides rows below it, never counts; `fail_on` and `strict` say what refuses beside what is mandatory,
    as `counts` of rows.py has it; `width` is in columns; `colour` is for terminals alone; `suffix` is that of the file
    it is written to, "" for standard output.
    """

    version: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    folder: str = ""
    min_severity: Severity | None = None
    fail_on: Severity | None = None
    strict: bool = False
    show_passed: bool = False
    width: int = 100
    colour: bool = False
    suffix: str = ""


def render(face: str, report: Report, view: View) -> str:
    """The whole text of one face, ending in a line break (a face may be empty). No credential is in it as a name."""
    made: str = import_module(f"{__name__}.{face}").render(_masked(report), view)
    return made


def _masked(report: Report) -> Report:
    """The same without what looks like a credential in names and URNs; fingerprints stay those of the whole URN.

    Messages were redacted where they were made; a name is part of its resource's address until it is shown.
    """
    named = {urn for row in report.findings for urn in (row.urn, row.identity, row.within)}
    masked = {urn: said for urn in named if (said := without_credentials(urn)) != urn}
    if not masked:
        return report
    return replace(report, findings=tuple(_without(row, masked) for row in report.findings))


def _without(row: Finding, masked: Mapping[str, str]) -> Finding:
    return replace(
        row,
        urn=masked.get(row.urn, row.urn),
        name=without_credentials(row.name) if row.urn in masked else row.name,
        identity=masked.get(row.identity, row.identity),
        within=masked.get(row.within, row.within),
    )
