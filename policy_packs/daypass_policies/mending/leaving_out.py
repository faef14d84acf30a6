"""This is where it is written what to take out of a statement: what should not be in it.

A list stays one, so that the difference is what goes.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

Change = Mapping[str, Any]
"""Elements of the statement as they should be."""

NO_STATEMENT: Final[Change] = {"Statement": None}
"""That the statement goes as a whole."""


def without_principals(statement: Statement, named: Collection[str]) -> Change | None:
    """That it does not name these, or goes where it names nobody else; None where it does not name them so.

    None as well where it names others who are not known.
    """
    if statement.is_part:
        return None
    try:
        listed = statement.principals or {}
    except Undecided:
        return None
    left = {kind: [one for one in each if one not in named] for kind, each in listed.items()}
    if left == {kind: list(each) for kind, each in listed.items()}:
        return None
    kept = {kind: each if len(listed[kind]) > 1 else each[0] for kind, each in left.items() if each}
    return {"Principal": kept} if kept else NO_STATEMENT


def without_resources(statement: Statement, named: Collection[str]) -> Change | None:
    """The same of the things that it is about."""
    left = [one for one in statement.resources if one not in named]
    if statement.is_part or len(left) == len(statement.resources):
        return None
    return {"Resource": left} if left else NO_STATEMENT


def in_json(change: Change | None) -> str | None:
    """The same as `Problem.mended` has it."""
    return json.dumps(change) if change else None
