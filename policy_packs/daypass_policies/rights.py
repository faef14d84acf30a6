"""This is where it is asked what an identity may do in the end: whatever gives it, and whatever takes it away again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from daypass.graph.permissions import Permissions
from daypass.iam.action import action_matches
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided

ANYTHING = "*"


def denying(condition: dict[str, Any]) -> Document:
    """A policy that leaves only the requests for which this condition does not hold: for a question about those."""
    statement = {"Effect": "Deny", "Action": ANYTHING, "Resource": ANYTHING, "Condition": condition}
    return Document.parse({"Version": "2012-10-17", "Statement": [statement]})


def may(policies: Policies, action: str, resource: str = ANYTHING, *besides: Document) -> bool:
    """Whether they could allow the action on the resource, where these documents have a say too.

    Raises `Undecided` where an unknown part of a policy decides.
    """
    if not any(mentions(statement, action) for statement in allows(policies)):
        return False
    return reach(replace(policies, identity=(*policies.identity, *besides)), action, resource).possible


def told_of(found: Permissions) -> None:
    """Raise `Undecided` where something may be given to the identity that the stack does not tell."""
    for gap in found.gaps:
        if not gap.malformed and not gap.boundary:
            raise Undecided(gap.path)


def allows(policies: Policies) -> Iterator[Statement]:
    """Each statement that may allow something to the identity, also one of which this is not known yet."""
    for document in policies.identity:
        for statement in document.statements:
            if not _is_deny(statement):
                yield statement


def mentions(statement: Statement, action: str) -> bool:
    """Whether the statement is about the action, or may be: where its actions are not known, it is."""
    try:
        if statement.has("NotAction"):
            return not any(action_matches(pattern, action) for pattern in statement.not_actions)
        return any(action_matches(pattern, action) for pattern in statement.actions)
    except Undecided:
        return True


def names(policies: Policies, beginnings: Iterable[str]) -> bool:
    """Whether a statement that allows names an action, or a pattern of actions, that begins so (in small letters)."""
    wanted = tuple(beginnings)
    return any(pattern.lower().startswith(wanted) for statement in allows(policies) for pattern in _actions(statement))


def _actions(statement: Statement) -> tuple[str, ...]:
    try:
        return statement.actions
    except Undecided:
        return ()


def _is_deny(statement: Statement) -> bool:
    try:
        return statement.effect == "Deny"
    except Undecided:
        return False
