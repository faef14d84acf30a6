"""This is where the statement is found by which an identity may do what it should not, and how that is mended."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from daypass.graph.ways import ATTACHED
from daypass.iam.action import action_matches
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.model.resource import Resource
from daypass.rule import Problem
from daypass_policies.mending.leaving_out import NO_STATEMENT
from daypass_policies.rights import ANYTHING, Holder, mentions

Mend = Callable[[Statement, Collection[str]], Mapping[str, Any] | None]
"""What to change in a statement so that it does not allow these actions any more; None where nobody can tell."""


class _Allowing(NamedTuple):
    """A statement that allows some of it, the resource in which it stands, and whether it is one of AWS's own."""

    statement: Statement
    within: Resource
    by_aws: bool


def allowed_by(problem: Problem, holder: Holder, actions: Collection[str], mend: Mend) -> Problem:
    """The same, with the place of the statement that allows the holder these actions.

    With what mends it, too, where no other statement allows any of them. Of what is marked as secret nothing is told,
    and nothing where several statements may be meant and none of them allows it plainly.
    """
    if holder.is_marked:
        return problem
    found = [one for one in _allowing(holder) if any(mentions(one.statement, action) for action in actions)]
    alone = len(found) == 1
    one = next((one for one in found if alone or _is_plain(one.statement)), None)
    if one is None:
        return problem
    asked = mend(one.statement, actions) if alone and one.statement.is_fully_known and not one.by_aws else None
    within = one.within if one.within != problem.on else None
    return replace(problem, at=one.statement.path, within=within, mended=json.dumps(asked) if asked else None)


def without(statement: Statement, actions: Collection[str]) -> Mapping[str, Any] | None:
    """The statement without these actions, where it names each of them by itself: a pattern means more than these."""
    allowing = [pattern for pattern in statement.actions if any(action_matches(pattern, one) for one in actions)]
    if not allowing or any(map(has_wildcard, allowing)):
        return None
    left = [pattern for pattern in statement.actions if pattern not in allowing]
    return {"Action": left} if left else NO_STATEMENT


def left_to_author(_statement: Statement, _actions: Collection[str]) -> None:
    """What to change is the author's to say."""


def asking(condition: Mapping[str, Mapping[str, Any]]) -> Mend:
    """How to let a statement ask for this condition, where it is about nothing but these actions."""

    def mend(statement: Statement, actions: Collection[str]) -> Mapping[str, Any] | None:
        is_alone = all(any(pattern.lower() == one.lower() for one in actions) for pattern in statement.actions)
        return {"Condition": condition} if statement.actions and is_alone else None

    return mend


def _allowing(holder: Holder) -> Iterator[_Allowing]:
    for given in holder.found.given:
        by_aws = given.policy is None and given.how == ATTACHED
        for one in given.document.statements:
            if _is_allow(one) and not (by_aws and not given.arn):  # what attaches it keeps its name a secret
                yield _Allowing(one, given.policy or given.by, by_aws)


def _is_allow(statement: Statement) -> bool:
    return not statement.is_fully_known or statement.effect == "Allow"


def _is_plain(statement: Statement) -> bool:
    return statement.is_fully_known and not statement.conditions and ANYTHING in statement.resources
