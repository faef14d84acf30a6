"""This is where the SARIF face is: version 2.1.0 as GitHub's code scanning takes it.

GitHub refuses the whole file where one result lacks a physical location, so every result has one; it shows 5,000
results of a run and refuses more than 25,000.
"""

import json
import re
from typing import Any, Final
from urllib.parse import quote

from daypass.model.resource import Place
from daypass.report.findings import STATUSES, Finding, Report, Source
from daypass.report.render import View
from daypass.report.render.plain import plain
from daypass.report.render.rows import places, shown
from daypass.rule import SEVERITIES, Rule

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
RESULT_LIMIT: Final = 25_000
"""Results of a run that GitHub accepts. What failed comes first, and what is cut is said in a notification."""

_SCORES: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
"""`security-severity`: the middle of what GitHub calls by these names."""

_KINDS: Final = {"fail": "fail", "undecided": "review", "exempt": "fail", "known": "fail", "pass": "pass"}


def render(report: Report, view: View) -> str:
    """One run. Excused and known rows are results with a suppression; undecided ones are of kind `review`."""
    return json.dumps(document(report, view), indent=2, ensure_ascii=True) + "\n"


def document(report: Report, view: View) -> dict[str, Any]:
    """The SARIF object."""
    rows = sorted(shown(report, view), key=lambda row: (STATUSES.index(row.status), SEVERITIES.index(row.severity)))
    kept = rows[:RESULT_LIMIT]
    names = sorted({row.rule for row in kept} | set(view.rules))
    index = {name: number for number, name in enumerate(names)}
    unread = [source for source in report.sources if source.error]
    place_of = places(report, view)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(view, names, kept, report.ruleset)},
                "automationDetails": {"id": "daypass/"},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not unread,
                        "toolExecutionNotifications": [
                            *(_unread(source) for source in unread),
                            *(_note(text, "warning") for text in report.warnings),
                            *(_note(text, "note") for text in report.notes),
                            *([_cut(len(rows))] if len(rows) > len(kept) else []),
                        ],
                    }
                ],
                "results": [_result(row, index[row.rule], place_of(row)) for row in kept],
            }
        ],
    }


def _driver(view: View, names: list[str], rows: list[Finding], ruleset: str) -> dict[str, Any]:
    first = {row.rule: row for row in reversed(rows)}
    return {
        "name": "daypass",
        "fullName": f"daypass {view.version}",
        "semanticVersion": view.version,
        "properties": {"ruleset": ruleset},
        "rules": [_rule(name, view.rules.get(name), first.get(name)) for name in names],
    }


def _rule(name: str, rule: Rule | None, row: Finding | None) -> dict[str, Any]:
    """What is known of a rule: from the catalogue, else from one of its rows."""
    facts = rule or row
    if facts is None:
        return {"id": name}
    description = rule.description if rule else name
    level = "error" if rule is None or rule.level == "mandatory" else "warning"
    return {
        "id": name,
        "name": re.sub(r"(?:^|-)(\w)", lambda match: match[1].upper(), name),
        "shortDescription": {"text": _first_sentence(description)},
        "fullDescription": {"text": description},
        "help": {"text": facts.remedy, "markdown": f"{description}\n\n**Remedy:** {facts.remedy}"},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["security", f"risk/{facts.risk}", *(f"control/{control}" for control in facts.controls)],
            "precision": {"high": "very-high", "medium": "high", "low": "medium"}[facts.confidence],
            "problem.severity": level,
            "security-severity": _SCORES[facts.severity],
        },
    }


def _result(row: Finding, index: int, place: Place) -> dict[str, Any]:
    region = {"startLine": place.line}
    made: dict[str, Any] = {
        "ruleId": row.rule,
        "ruleIndex": index,
        "kind": _KINDS[row.status],
        "level": _level(row),
        "message": {"text": _text(f"{row.message}. {row.remedy}")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(place.file), "uriBaseId": "%SRCROOT%"},
                    "region": region,
                },
                "logicalLocations": [
                    {"name": plain(row.name), "fullyQualifiedName": plain(row.urn), "kind": "resource"}
                ],
            }
        ],
        # Without the second, GitHub hashes the line, and takes all resources that one loop makes for one alert.
        "partialFingerprints": {"daypass/v1": row.fingerprint, "primaryLocationLineHash": f"{row.fingerprint}:1"},
        "properties": {
            "status": row.status,
            "severity": row.severity,
            "enforcement": row.enforcement,
            "source": plain(row.source),
            "unknown": list(map(plain, row.unknown)),
        },
    }
    if row.status in ("exempt", "known"):
        made["suppressions"] = [_suppression(row)]
    return made


def _level(row: Finding) -> str:
    if row.status in ("pass", "undecided"):
        return "none"  # what the standard has for every kind but `fail`
    return "error" if row.enforcement == "mandatory" or SEVERITIES.index(row.severity) == 0 else "warning"


def _suppression(row: Finding) -> dict[str, Any]:
    said = {key: str(value) for key, value in (row.exemption or {}).items() if value}
    if row.status == "known":
        text = "accepted in the baseline"
    else:
        text = "; ".join(f"{key}: {value}" for key, value in said.items()) or "exempted"
    return {"kind": "external", "status": "accepted", "justification": plain(text)}


def _unread(source: Source) -> dict[str, Any]:
    return _note(f"{source.path} was not judged: {source.error}", "error")


def _cut(whole: int) -> dict[str, Any]:
    return _note(f"{whole} results were made and {RESULT_LIMIT} are the most that code scanning takes", "warning")


def _note(text: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _text(text)}}


def _text(text: str) -> str:
    """A message; `[text](target)` in it would be shown as a link."""
    return plain(text).replace("](", "] (")


def _uri(file: str) -> str:
    """Relative to the repository, with forward slashes and without a way out of it."""
    parts = [part for part in file.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return quote("/".join(parts), safe="/", errors="replace") or "Pulumi.yaml"


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."
