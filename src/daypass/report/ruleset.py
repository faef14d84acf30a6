"""This is where a set of rules gets its digest, by which two reports show that they asked the same questions."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields

from daypass.rule import Rule


def ruleset_digest(rules: Iterable[Rule]) -> str:
    """`sha256:` and the hex digest over everything that a rule declares; the same on every machine."""
    declared = [_declared(rule) for rule in sorted(rules, key=lambda rule: rule.name)]
    canonical = json.dumps(declared, sort_keys=True, separators=(",", ":"), default=list)
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _declared(rule: Rule) -> dict[str, object]:
    return {entry.name: getattr(rule, entry.name) for entry in fields(rule) if entry.name != "judge"} | {
        "description": rule.description
    }
