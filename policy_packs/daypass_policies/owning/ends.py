"""This is where the day is found after which an identity should be gone: in a tag, or in the conditions of its trust.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (dates in ISO 8601 or as seconds since 1970),
and "AWS global condition context keys" (aws:CurrentTime, aws:EpochTime); read 2026-11.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from daypass.iam.condition import Condition
from daypass.iam.document import Document
from daypass.iam.statement import Statement
from daypass.model.resource import Secret, Undecided
from daypass.model.resource_tags import Tags

_KEYS: Final = frozenset(
    (
        *("expires", "expireson", "expiresat", "expiry", "expirydate", "expiration", "expirationdate", "expiredate"),
        *("validuntil", "validto", "deleteafter", "deleteon", "removeafter", "removeon", "decommissionon", "sunset"),
    )
)
"""Tag keys, without their prefix and what is no letter, that say until when a thing is meant to be."""

_STATES: Final = frozenset(("status", "state", "lifecycle", "lifecyclestate", "lifecyclestatus", "lifecyclestage"))
_GONE: Final = frozenset(("decommissioned", "retired", "offboarded", "obsolete", "orphaned", "todelete", "tobedeleted"))
"""Tag keys that say in which state a thing is, and the states in which it should not be any more."""

_DAY: Final = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
_SECONDS: Final = re.compile(r"[0-9]{9,11}")
_NOW: Final = ("aws:currenttime", "aws:epochtime")
_BEFORE: Final = ("DateLessThan", "DateLessThanEquals", "NumericLessThan", "NumericLessThanEquals")


class End(NamedTuple):
    """The day, UTC, and whether the tag that says it is marked as secret, so that nobody else may."""

    day: date
    marked: bool


def said_by_tags(tags: Tags) -> Iterator[End]:
    """Each end that a tag says. Raises `Undecided`, once all that is known has been said.

    Where the resource's own tags are known, `tagsAll` may be unknown as a whole: it repeats them and the defaults.
    """
    unknown = tuple(path for path in tags.unknown if path == "tags")
    for key in dict.fromkeys(key for _, place in tags.places for key in place):
        if _plain(key) not in _KEYS:
            continue
        try:
            day = read_day(tags.get(key) or "")
        except Undecided as stopped:
            unknown = (*unknown, stopped.path)
            continue
        if day:
            yield End(day, any(isinstance(place.get(key), Secret) for _, place in tags.places))
    if unknown:
        raise Undecided(unknown[0])


def is_said_gone(tags: Tags) -> bool:
    """Whether a tag says that the thing is out of use. Raises `Undecided` where such a tag is not known."""
    keys = dict.fromkeys(key for _, place in tags.places for key in place if _plain(key) in _STATES)
    return any(re.sub(r"[^a-z]", "", (tags.get(key) or "").lower()) in _GONE for key in keys)


def _plain(key: str) -> str:
    """A tag key without its prefix and what is no letter."""
    return re.sub(r"[^a-z]", "", re.split(r"[:/]", key.lower())[-1])


def read_day(text: str) -> date | None:
    """The day of a date or a time in ISO 8601, or of seconds since 1970; None where the text is neither."""
    try:
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC).date()
        match = _DAY.fullmatch(text.strip())
        return date.fromisoformat(match["day"]) if match else None
    except (ValueError, OverflowError):
        return None


def ways_in(document: Document) -> Iterator[tuple[Statement, date | None]]:
    """Each statement that lets somebody in, and the day after which it lets in nobody. Raises `Undecided`."""
    for statement in document.statements:
        if statement.effect == "Allow":
            yield statement, last_day(statement)


def last_day(statement: Statement) -> date | None:
    """The day after which a statement lets in nobody, None where its conditions say none. Raises `Undecided`."""
    days = [day for condition in statement.conditions if (day := _end_of(condition))]
    return min(days, default=None)


def _end_of(condition: Condition) -> date | None:
    """Of several values any one is enough, so that the latest counts; one that nobody can read may be any."""
    if condition.key.lower() not in _NOW or condition.operator not in _BEFORE or condition.qualifier:
        return None
    days = [read_day(value) for value in condition.values]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None
