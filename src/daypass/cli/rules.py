"""This is where `daypass rules` is: every rule there is, with its risk, its level and what it asks about."""

import json
from typing import Any

import click

from daypass.cli.control import control_of
from daypass.cli.output import print_out
from daypass.report.ruleset import ruleset_digest
from daypass.rule import Rule
from daypass_policies.rules import catalog

_HEADINGS = ("rule", "risk", "severity", "level", "profile", "asks about")

_CONTROL = "Only those of a control, such as NHI7:2025 or AC-6, or of another scanner's check, such as CKV_AWS_274."


@click.command()
@click.option("--format", "face", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--control", metavar="ID", help=_CONTROL)
def rules(face: str, control: str | None) -> int:
    """List the rules."""
    every = list(catalog().values())
    asked = control_of(control, every) if control else None
    found = asked.rules(every) if asked else every
    head = f"{asked.sentence}\n\n" if asked else ""
    print_out(_json(found, every) if face == "json" else head + table(found))
    return 0


def as_row(rule: Rule) -> dict[str, Any]:
    """What a rule declares, as JSON values."""
    return {
        "name": rule.name,
        "risk": rule.risk,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "level": rule.level,
        "profile": rule.profile,
        "pack": rule.pack,
        "kind": "stack" if rule.stack else "resource",
        "applies_to": list(rule.applies_to),
        "controls": list(rule.controls),
        "description": rule.description,
        "remedy": rule.remedy,
        "options": dict(rule.options),
        "aliases": list(rule.aliases),
    }


def _json(found: list[Rule], every: list[Rule]) -> str:
    """The digest is of all rules there are, as in a report, however few of them are listed."""
    rows = {"schema_version": 1, "ruleset": ruleset_digest(every), "rules": [as_row(rule) for rule in found]}
    return json.dumps(rows, indent=2) + "\n"


def table(found: list[Rule]) -> str:
    """One line a rule, under headings."""
    rows = [_HEADINGS, *(_cells(rule) for rule in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", "`daypass explain RULE` says more about one of them.", ""])


def _cells(rule: Rule) -> tuple[str, ...]:
    types = sorted({token.rpartition(":")[2] for token in rule.applies_to})
    asks = "the whole stack" if rule.stack else ", ".join(types[:3]) + (" …" if types[3:] else "")
    return rule.name, rule.risk, rule.severity, rule.level, rule.profile, asks
