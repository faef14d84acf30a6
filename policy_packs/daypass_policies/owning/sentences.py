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
_STATES: Final = (
    r"active|inactive|current|new|open|live|running|pending|paused|on\s+leave|(?:still|currently)\s+\w{1,30}"
)
_PLACED: Final = r"on|since|in|at|as|by|with|after|during|early|mid|late|end|last"
_THEN: Final = (
    rf"(?!(?:\s{{0,4}}(?:,|/|\band\b|\bor\b)\s{{0,4}}\w{{1,30}}ed\b){{1,4}}\s+(?!(?:{_PLACED})\b)\w)"
    rf"(?!\s{{0,4}}(?:,|/|\band\b|\bor\b)\s{{0,4}}(?:{_STATES})\b)"
    rf"(?=\s*$|\s*[,:(]|\s+(?:{_PLACED}|and|but)\b"
    rf"|\s+(?:[0-9]|Q[1-4]\b|(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\b))"
)
"""What may follow: a word that names another thing makes an adjective of it (`Retired users exporter`), and so does
one behind other states (`Vendor offboarded and onboarded events`)."""
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

_HAPPENS: Final = re.compile(
    r"\b(?:(?:handl|process|send|mail|emit|publish|notif|alert|report|consum|receiv|count|list|track|react|listen|watch"
    r"|record|forward|trigger|archiv|stor|poll|sync)(?:e?s|y|ies|ing)?"
    r"|(?:web)?hooks?|events?|e?-?mails?|messages?|notifications?|handlers?|topics?|queues?|callbacks?|on|of|for)\b",
    re.IGNORECASE,
)
"""Words of programs that do something whenever a contract ends: no party (`Sends mails on contract ended`)."""
_VERB: Final = re.compile(
    r"(?:[A-Z]?[a-z-]+(?<![sui])s|archive|count|read|report|list|copy|delete|export|sync)\s+\S", re.ASCII
)
_PROGRAM: Final = re.compile(rf"(?:\b(?:{_SELVES}|sync|import|export|function|pipeline|api)|er|or)\W*$", re.IGNORECASE)
"""A sentence about what a program does begins with the first, and one that names a program ends with the other."""
_FULL: Final = re.compile(r"\b(?:is|was|were|has|have|had|been|got|now|already)\b", re.IGNORECASE)
_STATE: Final = re.compile(rf"(?:{_STATES})", re.IGNORECASE)

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
_YEAR: Final = re.compile(
    r"(?:^|[(,;:|=]\s{0,4}|\s[-\u2013\u2014]\s{1,4}|\b(?:in|on|since|of|by|until|till|from|to|through|during|before"
    r"|after|and|or|early|mid|late|end|last|year|spring|summer|autumn|fall|winter|fy)(?:\s{1,4}|(?<=mid)-)"
    r"|\b(?:in|since|of|by|until|till|from|during|before|after|early|mid|late|end)\s{1,4}"
    r"(?!(?:port|room|rack|ticket|issue|number|version|build|server|windows|region|zone|vlan)\b)[^\W\d_]{3,12}[.]?\s{1,4}"
    rf"|\b(?:{_GONE}|terminated|cancell?ed|ended|expired|lapsed|over)\s{{1,4}})"
    r"((?:19|20)[0-9]{2})(?![\w/-]|[.][0-9])",
    re.IGNORECASE,
)
"""A number alone is a year behind such a word, with a month of any language between
or none, and not behind others (`port 2049`, `Server 2019`)."""


class Over(NamedTuple):
    """That a thing is over, and the last day that the sentence names; None where it names none.

    `unread`: a day stands there that no calendar has (`2026-06-31`), and nobody knows which is meant.
    """

    day: date | None
    unread: bool = False

    def is_past(self, today: date) -> bool:
        """Whether that has come to pass. Said without a day, it has."""
        return not self.unread and self._may_be_past(today)

    def is_unclear(self, today: date) -> bool:
        """Whether nobody can tell, as the day is none that there is."""
        return self.unread and self._may_be_past(today)

    def _may_be_past(self, today: date) -> bool:
        return self.day is None or self.day < today


def read_sentence(text: str) -> Over | None:
    """Whether a text says that the thing ended, or is to; a later day anywhere in it may put that off."""
    without = _REVIEW.sub(" ", text)  # to be looked at again is no longer life
    if _IS_DATED.search(without) or any(_is_over(clause) for clause in _clauses(without)):
        return Over(max(_days(without), default=None), unread=_names_no_day(without))
    return None


class _Clause(NamedTuple):
    """A clause without facts (`owner=payments`), what stands before it, and whether it is an aside of that."""

    text: str
    before: str = ""
    is_aside: bool = False


def _clauses(text: str) -> Iterator[_Clause]:
    before, start, is_aside = "", 0, False
    for match in _CLAUSE.finditer(text):
        yield _Clause(_FACT.sub("", text[start : match.start()]).strip(" )"), before, is_aside)
        before, is_aside = text[start : match.start()], bool(match["aside"])
        start = match.end()
    yield _Clause(_FACT.sub("", text[start:]).strip(" )."), before, is_aside)


def _is_over(clause: _Clause) -> bool:
    text = clause.text
    if _OTHERWISE.search(_RENEWED_NOT.sub("", text)):
        return False
    if _ITSELF.match(text):
        return not (_is_of_another(clause) if clause.is_aside else _is_listed(clause))
    return bool(_OF_IT.match(text) or _said_of_a_deal(text))


def _is_of_another(aside: _Clause) -> bool:
    """Whether an aside may be of what a sentence before it speaks of (`Archives orders (retired)`)."""
    if _OF_ANOTHER.search(aside.before):
        return True
    is_done = _VERB.match(aside.before.strip()) and not _PROGRAM.search(aside.before)
    return bool(is_done) and not (_FULL.search(aside.text) or any(_days(aside.text)))


def _is_listed(clause: _Clause) -> bool:
    """Whether it stands in a list of states (`by state: active; retired; on leave`)."""
    return _STATE.fullmatch(_FACT.sub("", clause.before).rpartition(":")[2].strip()) is not None


def _said_of_a_deal(clause: str) -> bool:
    """Whether it says that a contract is over, at its beginning or after the name of a party or a comma."""
    match = _DEAL.search(clause)
    if match is None or _HAPPENS.search(clause[: match.start()]):
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


def _names_no_day(text: str) -> bool:
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
