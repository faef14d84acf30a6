"""This is where a sentence is read that says that the thing itself is over: with the day, or without any.

Only what is said of the thing counts, and of whom it was made for: "vendor offboarded", "the contract with Docly
ended on 2026-06-30", "decommissioned in March 2026", "no longer used". A program that deletes the data of offboarded
customers, or reads the archive of a mainframe that was retired, goes on itself, and so does what will end one day.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final, NamedTuple

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
_IS_DATED: Final = re.compile(
    rf"""(?:(?:^|[-;.:(]\s{{0,4}}|\b(?:is|was|been|now|vendor|partner|role|identity|workload|access|account|user)\s{{1,4}})
     (?:off-?boarded|decommissioned|retired|terminated|expired)
    |\b(?:contract|engagement|project|migration|pilot|trial|partnership|agreement)
     \s{{1,4}}(?:has\s{{1,4}})?(?:ends|ended|expires|expired)
    |\b(?:needed|valid|temporary|temporarily|access)\s{{1,4}}until)
    \s{{0,4}}(?:on|since|at|by|in|as\sof|:|-|\()?\s{{0,4}}{_ISO}""",
    re.IGNORECASE | re.VERBOSE,
)
"""How a sentence says until when the thing itself is, or was, meant to be: the day follows at once."""

_GONE: Final = (
    r"(?:off-?boarded|decommissioned|retired|discontinued|obsolete|shut\s+down|defunct|out\s+of\s+use"
    r"|no\s+longer\s+(?:used|needed|required|in\s+use|active)|not\s+(?:used|needed|in\s+use)\s+any\s?more)"
)
_REPLACED: Final = r"(?:replaced|superseded)\s+by\s+\S"
_PARTIES: Final = "vendor|partner|supplier|contractor|agency|consultant|consultancy|integrator"
_SELVES: Final = (
    r"integration|application|app|client|identity|account|user|role|token|key|workload|service|connector|bot|agent"
    r"|pilot|trial|proof\s+of\s+concept|poc|project|job|this|it"
)
_DEALS: Final = r"contract|agreement|engagement|partnership|subscription|collaboration|cooperation|mandate"
_IS: Final = r"(?:(?:is|was|were|has|have|had|been|got|now|already|fully|long|since|meanwhile)\s+){0,4}"
_THEN: Final = (
    r"(?=\s*$|\s*[,:(]|\s+(?:on|since|in|at|as|by|with|after|during|early|mid|late|end|last)\b|\s+(?:and|but)\b(?!\s+\w{1,30}ed\s+(?!by\b)\w)"
    rf"|\s+(?:[0-9]|Q[1-4]\b|(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\b))"
)
"""What may follow: a word that names another thing makes an adjective of it (`Retired users exporter`)."""
_ITSELF: Final = re.compile(rf"(?:status\s+)?{_IS}(?:{_GONE}{_THEN}|{_REPLACED})", re.IGNORECASE)
_OF_IT: Final = re.compile(
    rf"(?:(?:the|this|our|its|their)\s+)?(?:(?!(?:the|this|our|its|an?)\s)[\w.&'-]+\s+){{0,2}}(?:{_PARTIES}|{_SELVES})\s+"
    rf"{_IS}(?:(?:{_GONE}|terminated|cancell?ed){_THEN}|{_REPLACED})",
    re.IGNORECASE,
)
_DEAL: Final = re.compile(
    rf"(?:^|[\s'])(?:{_DEALS})\s+(?:(?:with|of|for)\s+(?:[\w.&'-]+\s+){{1,4}}?)?{_IS}"
    rf"(?:ended|expired|lapsed|terminated|cancell?ed|over|not\s+(?:renewed|extended|prolonged)){_THEN}",
    re.IGNORECASE,
)

_CLAUSE: Final = re.compile(
    r"[;|\n]+|(?<![0-9])[.](?=\s|$)|(?<=[0-9])[.](?=\s+[A-Za-z]|$)"
    r"|(?P<aside>\s[-\u2013\u2014]+\s|\()"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:will|shall|would|might|when|whenever|if|once|until|unless|whose|which|that|who|where|every|each|any|all"
    r"|not\s+yet|to\s+be|planned|old|former|previous|legacy|predecessor|reopened|resumed|renewed\s+(?:on|until|in))\b",
    re.IGNORECASE,
)
"""Words by which a clause speaks of another thing, of a case, or of a time to come."""
_RENEWED_NOT: Final = re.compile(r"\bnot\s+(?:renewed|extended|prolonged)\b", re.IGNORECASE)
_OF_ANOTHER: Final = re.compile(r"\b(?:of|from|for|into|to|in|on|by)\b", re.IGNORECASE)
"""Before an aside without its own subject: it may be of what stands behind that word."""
_FACT: Final = re.compile(
    r"^\s*(?:[\w:/.-]{0,30}(?:purpose|description|notes?|comments?|remarks?)\s*=|[\w:/.-]{1,40}\s*=[^,]*,?)\s*",
    re.IGNORECASE,
)
"""A fact of another kind is no sentence (`status=retired`), but what follows it may be one."""
_REVIEW: Final = re.compile(
    rf"(?<![\w:/.-])[\w:/.-]{{0,60}}\breview[\w-]{{0,20}}(?:\s{{1,8}}by)?\s{{0,8}}[=:]?\s{{0,8}}{_ISO}", re.IGNORECASE
)

_DAY: Final = re.compile(r"(?<![0-9])([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?![0-9])")
_GERMAN: Final = re.compile(r"(?<![0-9.])([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})(?![0-9])")
_NAMED: Final = re.compile(
    rf"(?<![A-Za-z])({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?\s+(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+)?((?:19|20)[0-9]{{2}})\b",
    re.IGNORECASE | re.ASCII,  # a long s (U+017F) is no `S` here, and so no month
)
_MONTH: Final = re.compile(r"(?<![0-9/-])((?:19|20)[0-9]{2})[-/](0[1-9]|1[0-2])(?![0-9/-])")
_QUARTER: Final = re.compile(r"\bQ([1-4])[\s/-]{0,2}((?:19|20)[0-9]{2})\b|\b((?:19|20)[0-9]{2})[\s/-]{0,2}Q([1-4])\b")
_YEAR: Final = re.compile(r"(?<![\w./-])((?:19|20)[0-9]{2})(?![\w/-]|[.][0-9])")


class Over(NamedTuple):
    """That a thing is over, and the last day that the sentence names; None where it names none."""

    day: date | None

    def is_past(self, today: date) -> bool:
        """Whether that has come to pass. Said without a day, it has."""
        return self.day is None or self.day < today


def read_sentence(text: str) -> Over | None:
    """Whether a text says that the thing ended, or is to; a later day anywhere in it may put that off."""
    without = _REVIEW.sub(" ", text)  # to be looked at again is no longer life
    if _IS_DATED.search(without) or any(_is_over(*clause) for clause in _clauses(without)):
        days = list(_days(without))
        return Over(max(days, default=None)) if days or not _DAY.search(without) else None
    return None


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each clause, without facts (`owner=payments`), and what stands before it where it is an aside."""
    before, start = "", 0
    for match in _CLAUSE.finditer(text):
        yield _FACT.sub("", text[start : match.start()]).strip(" )"), before
        before = text[start : match.start()] if match["aside"] else ""
        start = match.end()
    yield _FACT.sub("", text[start:]).strip(" )."), before


def _is_over(clause: str, before: str) -> bool:
    if _OTHERWISE.search(_RENEWED_NOT.sub("", clause)):
        return False
    if _ITSELF.match(clause):
        return not _OF_ANOTHER.search(before)
    return bool(_OF_IT.match(clause) or _said_of_a_deal(clause))


def _said_of_a_deal(clause: str) -> bool:
    """Whether it says that a contract is over, at its beginning or after the name of a party or a comma."""
    match = _DEAL.search(clause)
    if match is None:
        return False
    before = clause[: match.start()].rstrip()
    return not before or before.endswith((",", ":")) or len(before.split()) <= _PARTY


_PARTY: Final = 3
"""The most words of a party's name before its contract: `Docly's`, `The Docly Scans`."""


def _days(text: str) -> Iterator[date]:
    """The last day of each date, month, quarter or year that the text names."""
    for year, month, day in _DAY.findall(text):
        yield from _made(year, month, day)
    for one, other, year in _GERMAN.findall(text):
        yield from _made(year, other, one)
        yield from _made(year, one, other)
    for name, year in _NAMED.findall(text):
        yield _end_of(int(year), _MONTHS.index(name[:3].lower()) + 1)
    for year, month in _MONTH.findall(text):
        yield _end_of(int(year), int(month))
    for one, year, other_year, other in _QUARTER.findall(text):
        yield _end_of(int(year or other_year), 3 * int(one or other))
    for year in _YEAR.findall(_NAMED.sub(" ", _QUARTER.sub(" ", text))):
        yield date(int(year), 12, 31)


def _made(year: str, month: str, day: str) -> Iterator[date]:
    with suppress(ValueError):
        yield date(int(year), int(month), int(day))


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
