"""This is where it is written what to take out of a statement, as `Problem.mended` has it: what should not be in it.

A list stays one, so that the difference is what goes.
"""

import json
from collections.abc import Collection

from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

_NO_STATEMENT = json.dumps({"Statement": None})


def without_principals(statement: Statement, named: Collection[str]) -> str | None:
    """That it does not name these, or goes where it names nobody else; None where it does not name them so."""
    try:
        listed = statement.principals or {}
    except Undecided:
        return None
    left = {kind: [one for one in each if one not in named] for kind, each in listed.items()}
    if left == {kind: list(each) for kind, each in listed.items()}:
        return None
    kept = {kind: each if len(listed[kind]) > 1 else each[0] for kind, each in left.items() if each}
    return json.dumps({"Principal": kept}) if kept else _NO_STATEMENT


def without_resources(statement: Statement, named: Collection[str]) -> str | None:
    """The same of the things that it is about."""
    left = [one for one in statement.resources if one not in named]
    if len(left) == len(statement.resources):
        return None
    return json.dumps({"Resource": left}) if left else _NO_STATEMENT
