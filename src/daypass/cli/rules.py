"""This is where `daypass rules` is: every rule there is, with its risk, its level and what it asks about."""

import json
from typing import Any, NamedTuple

import click

from daypass.cli.output import print_out
from daypass.data.frameworks import controls, labels
from daypass.errors import UsageError
from daypass.report.ruleset import ruleset_digest
from daypass.rule import Rule
from daypass_policies.rules import catalog

_HEADINGS = ("rule", "risk", "severity", "level", "profile", "asks about")


@click.command()
@click.option("--format", "face", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--control", metavar="ID", help="Only those of a control, such as NHI7:2025 or NIST-800-53:AC-6.")
def rules(face: str, control: str | None) -> int:
    """List the rules."""
    asked = asked_control(control) if control else None
    found = [rule for rule in catalog().values() if asked is None or set(asked.ids) & set(rule.controls)]
    head = f"{asked.sentence}\n\n" if asked else ""
    print_out(_json(found) if face == "json" else head + _table(found))
    return 0


class AskedControl(NamedTuple):
    """The ids that a control, or an older label, means, and a sentence about it."""

    ids: tuple[str, ...]
    sentence: str


def asked_control(text: str) -> AskedControl:
    """What an id, the part of one that no other framework has, or a label means, in whatever case it is written.

    Raises `UsageError` for one that nobody knows.
    """
    asked = text.lower()
    for label in labels().values():
        if label.label.lower() == asked:
            return AskedControl(label.means, f"{label.label} means {', '.join(label.means)}. {label.why}.")
    named = dict.fromkeys((*controls(), *(id_ for rule in catalog().values() for id_ in rule.controls)))
    found = [id_ for id_ in named if id_.lower() == asked] or [id_ for id_ in named if asked in id_.lower().split(":")]
    if len(found) != 1:
        fact = f"{text[:80]!a} is " + (f"one of {', '.join(found[:5])}" if found else "no control that rules know")
        raise UsageError(fact, place="--control", remedy="docs/coverage.md lists them.")
    known = controls().get(found[0])
    if known is None:  # of a framework that rules of others brought along
        return AskedControl((found[0],), f"{found[0]} is a control that rules name.")
    left = f" No rule covers it: {known.left}." if known.left else ""
    return AskedControl((known.id,), f"{known.id} is {known.title}.{left}")


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


def _json(found: list[Rule]) -> str:
    rows = {"schema_version": 1, "ruleset": ruleset_digest(found), "rules": [as_row(rule) for rule in found]}
    return json.dumps(rows, indent=2) + "\n"


def _table(found: list[Rule]) -> str:
    rows = [_HEADINGS, *(_cells(rule) for rule in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", "`daypass explain RULE` says more about one of them.", ""])


def _cells(rule: Rule) -> tuple[str, ...]:
    types = sorted({token.rpartition(":")[2] for token in rule.applies_to})
    asks = "the whole stack" if rule.stack else ", ".join(types[:3]) + (" …" if types[3:] else "")
    return rule.name, rule.risk, rule.severity, rule.level, rule.profile, asks
