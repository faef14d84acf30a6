"""This is where it is told what a statement demands of a request, such as a second factor.

Source: IAM User Guide, "AWS global condition context keys" (a role and a service never come with a second factor) and
"Condition operators"; read 2026-11.
"""

from typing import Final

from daypass.graph.becoming.callers import SECOND_FACTOR
from daypass.iam.condition import Condition
from daypass.iam.document import MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.trust import ROLES, trust_of


def demanded_keys(statement: Statement) -> frozenset[str]:
    """The keys that must be there for it to hold. That somebody approved is enough, whoever it was."""
    try:
        return frozenset(one.key.lower() for one in statement.conditions if _is_demanded(one))
    except Undecided:
        return frozenset()


def asks_everyone_for_second_factor(role: Resource) -> bool:
    """Whether nobody enters a role without one, so that no machine does."""
    try:
        allows = [one for one in trust_of(role).statements if one.effect == "Allow"] if role.type in ROLES else []
    except (MalformedDocument, Undecided):
        return False
    return bool(allows) and all(not demanded_keys(one).isdisjoint(SECOND_FACTOR) for one in allows)


def _is_demanded(condition: Condition) -> bool:
    if condition.if_exists or condition.qualifier == "ForAllValues" or not condition.values:
        return False
    values = {value.lower() for value in condition.values}
    if condition.key.lower() == _PRESENT:  # every temporary credential says that there was one, or that there was none
        return condition.operator in _EQUALS and values == {"true"} and not condition.qualifier
    if condition.operator in ("Null", "Bool"):
        return values == {"false" if condition.operator == "Null" else "true"}
    return not condition.test.negated


_PRESENT: Final = "aws:multifactorauthpresent"
_EQUALS: Final = ("Bool", "StringEquals", "StringEqualsIgnoreCase", "StringLike")
