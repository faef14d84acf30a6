"""This is where the JSON face is, `schema_version` 1: for programs, the same bytes for the same report."""

import json
from typing import Any, Final

from daypass.report.findings import Finding, Report, Source
from daypass.report.render import View
from daypass.report.render.rows import shown, tally

SCHEMA_VERSION: Final = 1


def render(report: Report, view: View) -> str:
    """One JSON object in ASCII: what a name holds stays exact, and no terminal acts on it."""
    return json.dumps(document(report, view), indent=2, ensure_ascii=True) + "\n"


def document(report: Report, view: View) -> dict[str, Any]:
    """The object itself."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "daypass", "version": view.version, "ruleset": report.ruleset, "settings": report.settings},
        "sources": [source_row(source) for source in report.sources],
        "findings": [finding_row(finding) for finding in shown(report, view)],
        "summary": tally(report),
        "notes": list(report.notes),
        "warnings": list(report.warnings),
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """One row."""
    place = finding.location
    return {
        "source": finding.source,
        "rule": finding.rule,
        "risk": finding.risk,
        "status": finding.status,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "enforcement": finding.enforcement,
        "urn": finding.urn,
        "type": finding.type,
        "name": finding.name,
        "message": finding.message,
        "remedy": finding.remedy,
        "controls": list(finding.controls),
        "fingerprint": finding.fingerprint,
        "location": {"file": place.file, "line": place.line} if place else {"file": "Pulumi.yaml", "line": 1},
        "exemption": dict(finding.exemption) if finding.exemption is not None else None,
        "unknown": list(finding.unknown),
        "identity": finding.identity or None,
    }


def source_row(source: Source) -> dict[str, Any]:
    """One source."""
    return {
        "path": source.path,
        "kind": source.kind,
        "stack": source.stack,
        "resources": source.resources,
        "identities": source.identities,
        "error": source.error,
    }
