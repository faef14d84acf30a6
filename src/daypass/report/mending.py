"""This is where a policy is mended: the condition that a rule asks for is put into the statement, and nothing else.

Order, spelling and every other element stay as they were written, so that the difference is what has to be done.
"""

import copy
import difflib
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from daypass.report.deciding import Deciding
from daypass.report.redact import Redactor

_CONDITION: Final = "Condition"
Asked = Mapping[str, Mapping[str, Any]]


def mended_document(deciding: Deciding, mended: str) -> Any | None:
    """The document as JSON has it, with the condition `mended` in its statement.

    None where the rule says something else than a condition, or where the statement lets in several, of whom the
    condition would lock out the others.
    """
    asked = _condition(mended)
    if asked is None or _count(deciding) != 1:
        return None
    document = copy.deepcopy(deciding.document.as_written())
    statements = document["Statement"]
    statement = statements[deciding.statement.index] if isinstance(statements, list) else statements
    written = statement.get(_CONDITION, {})
    if not isinstance(written, dict) or not all(isinstance(keys, dict) for keys in written.values()):
        return None
    statement[_CONDITION] = _merged(written, asked)
    return document


def difference(deciding: Deciding, mended: Any, name: str) -> list[str]:
    """The lines of a unified diff from the document as written to the mended one."""
    redact = Redactor((deciding.resource,))
    before, after = (_lines(document, redact) for document in (deciding.document.as_written(), mended))
    path = deciding.document.path
    made = difflib.unified_diff(
        before, after, f"{path} of {name}, as written", f"{path} of {name}, mended", lineterm=""
    )
    return list(made)


def _lines(document: Any, redact: Redactor) -> list[str]:
    return [redact(line) for line in json.dumps(document, indent=2, ensure_ascii=False).splitlines()]


def _condition(mended: str) -> Asked | None:
    """Operator → condition key → value; None where the text is none."""
    try:
        found = json.loads(mended)
    except ValueError:
        return None
    is_condition = isinstance(found, dict) and found and all(isinstance(keys, dict) for keys in found.values())
    return found if is_condition else None


def _count(deciding: Deciding) -> int:
    """How many principals the statement names."""
    principals = deciding.statement.principals or {}
    return sum(len(named) for named in principals.values())


class _Pin(NamedTuple):
    """One condition that is asked for."""

    operator: str
    key: str
    value: Any


def _merged(written: Asked, asked: Asked) -> dict[str, dict[str, Any]]:
    """What was written, but for what asks in another way for a key that is asked for now."""
    pins = {key.lower(): _Pin(operator, key, value) for operator, keys in asked.items() for key, value in keys.items()}
    kept: dict[str, dict[str, Any]] = {}
    for operator, keys in written.items():
        for key, value in keys.items():
            pin = pins.get(key.lower())
            if pin is None or _is_negated(operator):
                kept.setdefault(operator, {})[key] = value
            elif pin.operator == operator:  # in its place, so that the difference is the value alone
                kept.setdefault(operator, {})[key] = pin.value
    for pin in pins.values():
        there = {key.lower() for key in kept.get(pin.operator, {})}
        if pin.key.lower() not in there:
            kept.setdefault(pin.operator, {})[pin.key] = pin.value
    return kept


def _is_negated(operator: str) -> bool:
    """What is left out, or has to be there, narrows whatever else is asked."""
    folded = operator.lower()
    return "not" in folded.rpartition(":")[2] or folded == "null"
