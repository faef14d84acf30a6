"""This is where a policy, or an argument, is mended: what a rule asks for is written into it, and nothing else changes.

Order, spelling and every other element stay as they were written, so that the difference is what has to be done.
`Problem.mended` says what is asked for, and how.
"""

import copy
import difflib
import json
from collections.abc import Mapping
from typing import Any, Final

from daypass.iam.document import Document, MalformedDocument
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource, bare
from daypass.report.deciding import Deciding, value_at
from daypass.report.redact import Redactor

_TWINS: Final = {
    "Principal": "NotPrincipal",
    "NotPrincipal": "Principal",
    "Action": "NotAction",
    "NotAction": "Action",
    "Resource": "NotResource",
    "NotResource": "Resource",
}
_ELEMENTS: Final = frozenset({"Sid", "Effect", "Condition", *_TWINS})
_CONDITION: Final = "Condition"
_STATEMENT: Final = "Statement"

HIDDEN: Final = "(not shown)"
"""What is shown as written where the value is."""

_Conditions = Mapping[str, Mapping[str, Any]]


def mended_document(deciding: Deciding, mended: str) -> Any | None:
    """The document as JSON has it, with what is asked for in its statement, or without the statement.

    None where the text asks for something else than elements of a statement, where what comes out is no policy, and
    where the statement names several principals, of whom a condition would lock out the others.
    """
    asked = _elements(mended)
    if asked is None or deciding.by_aws:
        return None
    document = copy.deepcopy(deciding.document.as_written())
    if _STATEMENT in asked:
        return _without(document, deciding.statement.index)
    statements = document[_STATEMENT]
    written = statements[deciding.statement.index] if isinstance(statements, list) else statements
    if _CONDITION in asked and "Principal" not in asked and _count(deciding) > 1:
        return None
    statement = _changed(written, asked)
    if statement is None:
        return None
    if isinstance(statements, list):
        statements[deciding.statement.index] = statement
    else:
        document[_STATEMENT] = statement
    is_changed = document != deciding.document.as_written()
    return document if is_changed and _is_policy(document) else None


def is_empty(document: Mapping[str, Any]) -> bool:
    """Whether nothing is left of a mended document, so that what holds it has to go as a whole."""
    return not document[_STATEMENT]


def mended_arguments(resource: Resource, mended: str, *, by_name: bool = False) -> tuple[Any, Any] | None:
    """The arguments that are asked for, as written and as mended; None where the text asks for something else.

    What is secret or unknown is not shown as written; `by_name`: nor is anything else, as it may be an unmarked secret.
    """
    asked = _object(mended)
    if asked is None:
        return None
    there = {key: value_at(resource, key) for key in asked if bare(resource.declared.raw.get(key)) is not None}
    written = {key: HIDDEN if by_name or value is None else bare(value) for key, value in there.items()}
    return written, {key: value for key, value in {**written, **asked}.items() if value is not None}


def difference(deciding: Deciding, mended: Any, name: str) -> list[str]:
    """The lines of a unified diff from the document as written to the mended one."""
    written = deciding.document.as_written()
    if deciding.bare:
        written, mended = written[_STATEMENT], mended[_STATEMENT]
    return difference_of(deciding.resource, written, mended, f"{deciding.document.path} of {name}")


def difference_of(resource: Resource, written: Any, mended: Any, title: str) -> list[str]:
    """The same of any two values of a resource."""
    redact = Redactor((resource,))
    before, after = _lines(written, redact), _lines(mended, redact)
    return list(difflib.unified_diff(before, after, f"{title}, as written", f"{title}, mended", lineterm=""))


def _lines(value: Any, redact: Redactor) -> list[str]:
    return [redact(line) for line in json.dumps(value, indent=2, ensure_ascii=False, default=repr).splitlines()]


def _object(mended: str) -> Mapping[str, Any] | None:
    try:
        found = json_value(mended)
    except JsonError:
        return None
    return found if isinstance(found, dict) and found else None


def _elements(mended: str) -> Mapping[str, Any] | None:
    """Elements of a statement, or that the statement goes; None where the text is neither."""
    asked = _object(mended)
    if asked == {_STATEMENT: None}:
        return asked
    return asked if asked is not None and asked.keys() <= _ELEMENTS else None


def _without(document: Any, index: int) -> Any:
    statements = document[_STATEMENT]
    left = [one for at, one in enumerate(statements) if at != index] if isinstance(statements, list) else []
    return {**document, _STATEMENT: left}


def _changed(written: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """The statement with these elements in place of those written and of their twins; None where they do not fit."""
    changed = dict(asked)
    if asked.get(_CONDITION) is not None:
        conditions = _conditions(written.get(_CONDITION, {}), asked[_CONDITION])
        if conditions is None:
            return None
        changed[_CONDITION] = conditions or None
    statement: dict[str, Any] = {}
    for element, value in written.items():
        twin = _TWINS.get(element, "")
        if element not in changed and changed.get(twin) is not None:
            statement[twin] = changed[twin]  # in its place, so that the difference is short
        else:
            statement[element] = changed.get(element, value)
    return {element: value for element, value in {**statement, **changed}.items() if value is not None}


def _is_policy(document: Any) -> bool:
    try:
        Document.parse(document)
    except MalformedDocument:
        return False
    return True


def _count(deciding: Deciding) -> int:
    """How many principals the statement names."""
    principals = deciding.statement.principals or {}
    return sum(len(named) for named in principals.values())


def _conditions(written: Any, asked: Any) -> dict[str, dict[str, Any]] | None:
    """What was written, but for what asks in another way for a key that is asked for now; None where one is none."""
    if not _is_condition(written) or not _is_condition(asked):
        return None
    merged = _merged(written, asked)
    left = {op: {key: value for key, value in keys.items() if value is not None} for op, keys in merged.items()}
    return {operator: keys for operator, keys in left.items() if keys}


def _is_condition(value: Any) -> bool:
    """Whether it is operator → condition key → value."""
    return isinstance(value, dict) and all(isinstance(keys, dict) for keys in value.values())


def _merged(written: _Conditions, asked: _Conditions) -> dict[str, dict[str, Any]]:
    as_written = {operator.lower(): operator for operator in written}
    wanted = {
        as_written.get(operator.lower(), operator): {key.lower(): (key, value) for key, value in keys.items()}
        for operator, keys in asked.items()
    }
    pinned = {key for keys in wanted.values() for key, (_, value) in keys.items() if value is not None}
    merged: dict[str, dict[str, Any]] = {}
    for operator, keys in written.items():
        for key, value in keys.items():
            if key.lower() in wanted.get(operator, {}):  # in its place, so that the difference is the value alone
                merged.setdefault(operator, {})[key] = wanted[operator].pop(key.lower())[1]
            elif key.lower() not in pinned or _is_negated(operator):
                merged.setdefault(operator, {})[key] = value
    for operator, keys in wanted.items():
        for key, value in keys.values():
            merged.setdefault(operator, {})[key] = value
    return merged


def _is_negated(operator: str) -> bool:
    """What is left out, or has to be there, narrows whatever else is asked."""
    folded = operator.lower()
    return "not" in folded.rpartition(":")[2] or folded == "null"
