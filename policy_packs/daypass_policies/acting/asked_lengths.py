"""This is where it is told to what length a trust holds the sessions that somebody asks for.

AWS sends `sts:DurationSeconds` with requests for tokens, and says that it is not there where a role is assumed: a plain
comparison with it then lets nobody in, and were it there, no session would be longer. Either way none is. What holds
without the key (`…IfExists`, `ForAllValues`), and a Deny of longer sessions, hold nobody.
Source: IAM User Guide, "IAM and AWS STS condition context keys"; Service Authorization Reference, "AWS Security Token
Service" (GetServiceBearerToken, GetWebIdentityToken); read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.iam.admitted import Admitted
from daypass.iam.condition import Condition
from daypass.iam.conditions import holds_without
from daypass.iam.document import MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided, bare
from daypass_policies.trusting.trust import trust_of

_LENGTH: Final = "sts:durationseconds"
_LONGEST_ABOVE: Final[Mapping[str, int]] = {"NumericLessThan": -1, "NumericLessThanEquals": 0, "NumericEquals": 0}
"""Operator → how many whole seconds above its value the longest session is that it lets through."""


def is_held_to(seconds: float, admission: Admitted, role: Resource) -> bool:
    """Whether the statement by which somebody comes in lets nobody ask for a longer session.

    Raises `Undecided` where the length that it asks for is not known, or may be among what is not.
    """
    try:
        statements = trust_of(role).statements
    except MalformedDocument:
        return False
    return any(_holds(one, seconds) for one in statements if one.index == admission.statement)


def _holds(statement: Statement, seconds: float) -> bool:
    try:
        return any(_is_at_most(one, seconds) for one in statement.conditions)
    except Undecided:
        if _may_ask(statement):
            raise
        return False


def _is_at_most(condition: Condition, seconds: float) -> bool:
    if condition.key.lower() != _LENGTH or not condition.values or holds_without(condition):
        return False
    if condition.operator not in _LONGEST_ABOVE or not all(map(_is_number, condition.values)):
        return False
    longest = max(map(int, condition.values)) + _LONGEST_ABOVE[condition.operator]
    return longest <= seconds


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS


_MOST_DIGITS: Final = 6
"""Twelve hours, which no session outlasts, have five."""


def _may_ask(statement: Statement) -> bool:
    """Whether conditions of which something is not known may ask for a length."""
    written = bare(statement.written)
    asked = bare(written.get("Condition")) if isinstance(written, Mapping) else None
    if not isinstance(asked, Mapping):
        return True
    return any(not isinstance(keys, Mapping) or _LENGTH in map(_folded, keys) for keys in map(bare, asked.values()))


def _folded(key: object) -> str:
    return str(key).lower()
