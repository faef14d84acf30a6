"""This is where the days of a sentence are: each date, month, quarter or year that it names, whatever it says of it."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
GONE: Final = (
    r"(?:off-?boarded|decommissioned|retired|discontinued|obsolete|shut\s+down|defunct|out\s+of\s+use"
    r"|no\s+longer\s+(?:used|needed|required|in\s+use|active)|not\s+(?:used|needed|in\s+use)\s+any\s?more)"
)
"""How a thing is said to be over, in words behind which a year may stand."""

_DAY: Final = re.compile(r"(?<![0-9])([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?![0-9])")
_GERMAN: Final = re.compile(r"(?<![0-9.])([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})(?![0-9])")
_NAMED: Final = re.compile(
    rf"(?<![A-Za-z])({'|'.join(MONTHS)})[a-z]{{0,6}}\.?\s+(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+)?((?:19|20)[0-9]{{2}})\b",
    re.IGNORECASE | re.ASCII,  # a long s (U+017F) is no `S` here, and so no month
)
_MONTH: Final = re.compile(r"(?<![0-9/-])((?:19|20)[0-9]{2})[-/](0[1-9]|1[0-2])(?![0-9/-])")
_QUARTER: Final = re.compile(r"\bQ([1-4])[\s/-]{0,2}((?:19|20)[0-9]{2})\b|\b((?:19|20)[0-9]{2})[\s/-]{0,2}Q([1-4])\b")
_YEAR: Final = re.compile(
    r"(?:^|[(,;:|=]\s{0,4}|\s[-\u2013\u2014]\s{1,4}|\b(?:in|on|since|of|by|until|till|from|to|through|during|before"
    r"|after|and|or|early|mid|late|end|last|year|spring|summer|autumn|fall|winter|fy)(?:\s{1,4}|(?<=mid)-)"
    r"|\b(?:in|since|of|by|until|till|from|during|before|after|early|mid|late|end)\s{1,4}"
    r"(?!(?:port|room|rack|ticket|issue|number|version|build|server|windows|region|zone|vlan)\b)[^\W\d_]{3,12}[.]?\s{1,4}"
    rf"|\b(?:{GONE}|terminated|cancell?ed|ended|expired|lapsed|over)\s{{1,4}})"
    r"((?:19|20)[0-9]{2})(?![\w/-]|[.][0-9])",
    re.IGNORECASE,
)
"""A number alone is a year behind such a word, with a month of any language between
or none, and not behind others (`port 2049`, `Server 2019`)."""


def days_in(text: str) -> Iterator[date]:
    """The last day of each date, month, quarter or year that the text names."""
    for year, month, day in _DAY.findall(text):
        yield from _made(year, month, day)
    for one, other, year in _GERMAN.findall(text):
        yield from _made(year, other, one)
        yield from _made(year, one, other)
    for name, year in _NAMED.findall(text):
        yield _end_of(int(year), MONTHS.index(name[:3].lower()) + 1)
    for year, month in _MONTH.findall(text):
        yield _end_of(int(year), int(month))
    for one, year, other_year, other in _QUARTER.findall(text):
        yield _end_of(int(year or other_year), 3 * int(one or other))
    for year in _YEAR.findall(_NAMED.sub(" ", _QUARTER.sub(" ", text))):
        yield date(int(year), 12, 31)


def names_no_day(text: str) -> bool:
    """Whether something is written as a day and is none."""
    others = _GERMAN.findall(text)
    return any(not any(_made(*day)) for day in _DAY.findall(text)) or any(
        not any((*_made(year, other, one), *_made(year, one, other))) for one, other, year in others
    )


def _made(year: str, month: str, day: str) -> Iterator[date]:
    with suppress(ValueError):
        yield date(int(year), int(month), int(day))


def _end_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
