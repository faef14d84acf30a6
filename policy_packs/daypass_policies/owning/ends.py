"""This is where the day is found after which an identity should be gone: in a tag, or in the conditions of its trust.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (dates in ISO 8601 or as seconds since 1970),
and "AWS global condition context keys" (aws:CurrentTime, aws:EpochTime); read 2026-11.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple, TypeVar

from daypass.iam.condition import Condition
from daypass.iam.document import Document
from daypass.iam.statement import Statement
from daypass.model.resource import Secret, Undecided
from daypass.model.resource_tags import Tags
from daypass_policies.owning.sentences import Over, read_sentence

_End = TypeVar("_End", date, Over)
_KEYS: Final = frozenset(
    (
        *("expire", "expires", "expireson", "expiresat", "expiry", "expirydate", "expirytime", "expiration"),
        *("expirationdate", "expirationtime", "expiredate", "validuntil", "validto", "until", "enddate", "endson"),
        *("deleteafter", "deleteon", "removeafter", "removeon", "terminateafter", "terminateon", "terminationdate"),
        *("decommissionon", "decommissionafter", "decommissiondate", "retireon", "retireafter", "retirementdate"),
        *("sunset", "sunsetdate", "eol", "eoldate", "endoflife", "contractend", "contractends", "contractenddate"),
        *("decommissionedon", "retiredon", "offboardedon", "offboarded", "decommissioned", "retired"),
    )
)
"""Tag keys, without their prefix and what is no letter, that say until when a thing is meant to be."""

_STATES: Final = frozenset(("status", "state", "lifecycle", "lifecyclestate", "lifecyclestatus", "lifecyclestage"))
_GONE: Final = frozenset(
    (
        *("decommissioned", "retired", "offboarded", "obsolete", "orphaned", "abandoned", "unused", "terminated"),
        *("inactive", "disabled", "archived", "endoflife", "eol", "todelete", "tobedeleted"),
    )
)
"""Tag keys that say in which state a thing is, and the states in which it should not be any more."""

_YES: Final = frozenset(("true", "yes", "1"))
"""What a tag says that is called like such a state (`decommissioned: "true"`)."""

_TOLD: Final = frozenset(("purpose", "description", "note", "notes", "comment", "comments", "remark", "remarks"))
"""Tag keys under which people write sentences, and some of these say that it is over."""

_DAY: Final = re.compile(r"(?P<day>[0-9]{4}(?P<dash>[-/.]?)[0-9]{2}(?P=dash)[0-9]{2})(?:[T ].*)?")
_OTHER_WAY_ROUND: Final = re.compile(r"(?P<one>[0-9]{1,2})([-/.])(?P<other>[0-9]{1,2})\2(?P<year>[0-9]{4})")
_SECONDS: Final = re.compile(r"[0-9]{9,11}")
NOW: Final = ("aws:currenttime", "aws:epochtime")
_BEFORE: Final = ("DateLessThan", "DateLessThanEquals", "NumericLessThan", "NumericLessThanEquals")
_AFTER: Final = ("DateGreaterThan", "DateGreaterThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals")


LONGEST_WHILE: Final = timedelta(days=365)
"""What ends later has been given for good, whatever day it says."""


class End(NamedTuple):
    """The day, UTC, and whether the tag that says it is marked as secret, so that nobody else may."""

    day: date
    marked: bool


class EndInWords(NamedTuple):
    """What a sentence in a tag says, and whether that tag is marked as secret."""

    over: Over
    marked: bool


def said_by_tags(tags: Tags) -> Iterator[End]:
    """Each end that a tag says. Raises `Undecided`, once all that is known has been said.

    Where the resource's own tags are known, `tagsAll` may be unknown as a whole: it repeats them and the defaults.
    """
    unknown = tuple(path for path in tags.unknown if path == "tags")
    yield from (End(day, marked) for day, marked in _said(tags, _KEYS, read_day, unknown))


def said_in_words(tags: Tags) -> Iterator[EndInWords]:
    """Each end that a sentence in a tag says. Raises `Undecided` for what is not known of such tags alone."""
    yield from (EndInWords(over, marked) for over, marked in _said(tags, _TOLD, read_sentence, ()))


def _said(
    tags: Tags, keys: Collection[str], read: Callable[[str], _End | None], unknown: tuple[str, ...]
) -> Iterator[tuple[_End, bool]]:
    """The ends under keys of these names, however those are written."""
    for key in dict.fromkeys(key for _, place in tags.places for key in place if _plain(key) in keys):
        try:
            said = read(tags.get(key) or "")
        except Undecided as stopped:
            unknown = (*unknown, stopped.path)
            continue
        if said:
            yield said, any(isinstance(place.get(key), Secret) for _, place in tags.places)
    if unknown:
        raise Undecided(unknown[0])


def is_said_gone(tags: Tags) -> bool:
    """Whether a tag says that the thing is out of use. Raises `Undecided` where such a tag is not known."""
    keys = dict.fromkeys(key for _, place in tags.places for key in place if _plain(key) in _STATES | _GONE)
    return any(_says_gone(_plain(key), tags.get(key) or "") for key in keys)


def _says_gone(name: str, value: str) -> bool:
    return _letters(value) in _GONE if name in _STATES else value.lower() in _YES


def _plain(key: str) -> str:
    """A tag key without its prefix and what is no letter."""
    return _letters(re.split(r"[:/]", key)[-1])


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def read_day(text: str) -> date | None:
    """The day of a date or a time, the year first, or of seconds since 1970; None where the text is neither.

    Where the year is last, months and days are told apart by nobody: the later of the two days that it may be.
    """
    try:
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC).date()
        if match := _DAY.fullmatch(text.strip()):
            return date.fromisoformat(re.sub(r"[/.]", "-", match["day"]))
    except (ValueError, OverflowError):
        return None
    return _year_last(text.strip())


def _year_last(text: str) -> date | None:
    match = _OTHER_WAY_ROUND.fullmatch(text)
    if match is None:
        return None
    one, other, year = int(match["one"]), int(match["other"]), int(match["year"])
    days: list[date] = []
    for month, day in ((one, other), (other, one)):
        with suppress(ValueError):
            days.append(date(year, month, day))
    return max(days, default=None)


def ways_in(document: Document) -> Iterator[tuple[Statement, date | None]]:
    """Each statement that lets somebody in, and the day after which it lets in nobody. Raises `Undecided`."""
    for statement in document.statements:
        if statement.effect == "Allow":
            yield statement, last_day(statement)


def last_day(statement: Statement) -> date | None:
    """The day after which a statement lets in nobody, None where its conditions say none. Raises `Undecided`."""
    # Of several values any one is enough, so that the latest counts.
    days = [max(days) for condition in statement.conditions if (days := _days(condition, _BEFORE))]
    return min(days, default=None)


def is_for_a_while(day: date | None, today: date) -> bool:
    """Whether what ends on that day is over, or will be before long; what has no end is for good."""
    return day is not None and day - today <= LONGEST_WHILE


def end_of_all(statement: Statement) -> date | None:
    """The day after which a statement denies everything to everybody, None where it does not. Raises `Undecided`."""
    if statement.effect != "Deny" or "*" not in statement.actions or "*" not in statement.resources:
        return None
    days = _days(statement.conditions[0], _AFTER) if len(statement.conditions) == 1 else []
    return min(days, default=None)


def _days(condition: Condition, operators: tuple[str, ...]) -> list[date]:
    """What the time of a request is compared with; none where nobody can read one of them, which may be any."""
    if condition.key.lower() not in NOW or condition.operator not in operators or condition.qualifier:
        return []
    days = [read_day(value) for value in condition.values]
    known = [day for day in days if day]
    return known if len(known) == len(days) else []
