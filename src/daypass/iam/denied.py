"""This is where it is told what the Deny statements of a trust policy leave of those whom an Allow lets in.

Only what holds for everyone counts: a Deny of all but an organisation narrows a trust for good, while a Deny of one
account, one branch or one tag leaves a trust that the next exception opens. Every condition of a Deny is turned into
the condition that its opposite asks for. Source: IAM User Guide, "Condition operators" (what a missing key means) and
"NotPrincipal"; AWS blog, "Establishing a data perimeter"; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from daypass.iam.action import action_matches
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, Document, Statement

_OPPOSITE: Final = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
}
_ONLY_OF_SERVICES: Final = "aws:principalisawsservice"
"""False of every principal that is no service, so that a Deny which spares services spares none of them."""

_MOST_DENIES: Final = 100
"""Shorter than 41 characters no Deny is, and AWS takes 4,096 of a trust: what is beyond takes nothing away here."""


class Denials:
    """The Deny statements of one trust. All whom none of them names fare alike, so that each costs one look-up."""

    def __init__(self, document: Document) -> None:
        """Only those count that are known as a whole: any other may take nothing away."""
        found = (one for one in document.statements if one.is_fully_known and one.effect == "Deny")
        self.statements = tuple(islice(found, _MOST_DENIES))
        self._named = frozenset(
            one for deny in self.statements for listed in (deny.principals or {}).values() for one in listed
        )
        self._left: dict[tuple[str, str, tuple[str, ...]], tuple[Condition, ...] | None] = {}

    def left(self, kind: str, principal: str, ways: tuple[str, ...]) -> tuple[Condition, ...] | None:
        """What every request of this principal must meet (see `left_by`); None where a Deny takes it altogether."""
        key = (kind, principal if principal in self._named else "", ways)
        if key not in self._left:
            taken = is_taken(self.statements, kind, principal, ways)
            self._left[key] = None if taken else left_by(self.statements, kind, principal, ways)
        return self._left[key]


def left_by(denies: Iterable[Statement], kind: str, principal: str, actions: Iterable[str]) -> tuple[Condition, ...]:
    """The conditions that every request of this principal must meet, because a Deny takes all others.

    `kind` and `principal` are those of a statement's `Principal` element, `actions` the ways in that the Allow opens.
    """
    return tuple(_left(tuple(denies), kind, principal, tuple(actions)))


def is_taken(denies: Iterable[Statement], kind: str, principal: str, actions: Iterable[str]) -> bool:
    """Whether a Deny without conditions takes this principal away altogether."""
    wanted = tuple(actions)
    return any(_covers(deny, kind, principal, wanted) and not deny.has("Condition") for deny in _readable(denies))


def spared(denies: Iterable[Statement], actions: Iterable[str]) -> dict[str, tuple[str, ...]] | None:
    """Whom a `NotPrincipal` of an unconditional Deny spares, as the only ones; None where no Deny does that."""
    wanted = tuple(actions)
    for deny in _readable(denies):
        if deny.has("NotPrincipal") and not deny.has("Condition") and _takes(deny, wanted):
            return dict(deny.not_principals or {})
    return None


def _left(denies: tuple[Statement, ...], kind: str, principal: str, actions: tuple[str, ...]) -> Iterator[Condition]:
    for deny in _readable(denies):
        if not _covers(deny, kind, principal, actions):
            continue
        asked = [one for one in deny.conditions if not _is_always_true(one, kind)]
        if len(asked) == 1 and (turned := _turned(asked[0])):
            yield turned


def _readable(denies: Iterable[Statement]) -> Iterator[Statement]:
    """A Deny with an unknown in it takes nothing away for certain."""
    return (deny for deny in denies if deny.is_fully_known)


def _covers(deny: Statement, kind: str, principal: str, actions: tuple[str, ...]) -> bool:
    named = deny.principals or {}
    everyone = EVERYONE in named or EVERYONE in named.get("AWS", ())  # AWS calls the two equal
    same = principal in named.get(kind, ()) or EVERYONE in named.get(kind, ())
    return (everyone or same) and _takes(deny, actions)


def _takes(deny: Statement, actions: tuple[str, ...]) -> bool:
    return all(admits_by(deny, action) for action in actions)


def admits_by(statement: Statement, action: str) -> bool:
    """Whether the statement's actions take in this one, whatever its effect is."""
    if statement.has("NotAction"):
        return not any(action_matches(pattern, action) for pattern in statement.not_actions)
    return any(action_matches(pattern, action) for pattern in statement.actions)


def _is_always_true(condition: Condition, kind: str) -> bool:
    spares_services = condition.key.lower() == _ONLY_OF_SERVICES and condition.operator == "Bool"
    says_false = {value.lower() for value in condition.values} == {"false"}
    return spares_services and says_false and kind != "Service" and (condition.if_exists or kind != "Federated")


def _turned(condition: Condition) -> Condition | None:
    """What a request must meet so that this condition does not hold; None where that cannot be said in one condition.

    A negation also holds where the key is absent, with or without `IfExists`: then its opposite asks for the key. With
    `ForAnyValue` an absent key holds nothing, so that its opposite asks only where the key is there.
    """
    if condition.operator == "Null" and len(set(condition.values)) == 1:
        wanted = "true" if condition.values[0].lower() == "false" else "false"
        return Condition("Null", "", False, condition.key, (wanted,))
    opposite = _OPPOSITE.get(condition.operator)
    if opposite is None:
        return None
    if condition.qualifier == "ForAnyValue":
        return Condition(opposite, "ForAllValues", False, condition.key, condition.values)
    return Condition(opposite, "ForAnyValue" if condition.qualifier else "", False, condition.key, condition.values)
