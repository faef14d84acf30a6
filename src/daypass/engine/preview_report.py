"""This is where a Preview is judged: what a program registers, and what of it no verdict can be passed on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from daypass.engine.preview import Preview
from daypass.report.bench import Bench
from daypass.report.findings import Finding, Report, fingerprint
from daypass.report.judged import judge, source_of

_MADE_UP: Final = "urn"
"""What is unknown of a resource whose name or provider is made of a placeholder."""


def report_of(preview: Preview, bench: Bench) -> Report:
    """The report of one program: what it registered where it finished, else its error."""
    path = _shown(preview.project.folder)
    stack = None if preview.error else preview.stack
    source = source_of(path, "program", preview.stack_name, stack, preview.error)
    report = judge(bench, [(source, stack)], notes=preview.notes)
    return replace(report, findings=tuple(_settled(report.findings, preview.uncertain, bench)))


def _shown(folder: Path) -> str:
    """The project's folder, relative to the current one where it lies below."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def _settled(findings: tuple[Finding, ...], uncertain: frozenset[str], bench: Bench) -> Iterator[Finding]:
    """The findings, of which those about an uncertain resource are undecided: one for each rule that asked."""
    asked: set[tuple[str, str]] = set()
    for finding in findings:
        if finding.urn not in uncertain:
            yield finding
        elif (finding.rule, finding.urn) not in asked:
            asked.add((finding.rule, finding.urn))
            yield _undecided(finding, bench)


def _undecided(finding: Finding, bench: Bench) -> Finding:
    return replace(
        finding,
        status="undecided",
        enforcement=bench.level_of_undecided,
        message="undecided: its name or provider is made of a look-up that only AWS can answer",
        remedy="Name it without the look-up, or judge it in the real preview.",
        fingerprint=fingerprint(finding.rule, finding.urn),
        exemption=None,
        unknown=(_MADE_UP,),
        at=None,
        witness=None,
        mended=None,
        within="",
    )
