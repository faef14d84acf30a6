"""This is where a sentence is read that says that the thing itself is over: with the day, or without any.

Only what is said of the thing counts, and of whom it was made for: "vendor offboarded", "the contract with Docly
ended on 2026-06-30", "decommissioned in March 2026", "no longer used". A program that deletes the data of offboarded
customers, or reads the archive of a mainframe that was retired, goes on itself, and so does what will end one day.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from daypass_policies.owning.sentence_days import GONE, MONTHS, days_in, names_no_day
from daypass_policies.owning.sentence_doers import FULL, does, is_governed, is_of_others

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

_UNUSED: Final = (
    r"(?:deprecated\s+and\s+)?unused(?=\s*$|\s*[,(]|\s+(?:since|after|now)\b)"
    r"(?!.{0,200}\b(?:reserved?|stand-?by|fail-?over|break-?glass|emergenc|spare|future|later|yet)\b)"
)
"""Not where it is there for a day when it will be used."""
_REPLACED: Final = r"(?:replaced|superseded)\s+by\s+\S"
_PARTIES: Final = "vendor|partner|supplier|contractor|agency|consultant|consultancy|integrator"
_SELVES: Final = (
    r"integration|application|app|client|identity|account|user|role|token|key|workload|service|connector|bot|agent"
    r"|pilot|trial|proof\s+of\s+concept|poc|project|job|this|it"
)
_DEALS: Final = (
    rf"(?:{_PARTIES}|business)\s+relationship|retainer|contract|agreement"
    r"|engagement|partnership|subscription|collaboration|cooperation|mandate"
)
_IS: Final = r"(?:(?:is|was|were|has|have|had|been|got|now|already|fully|long|since|meanwhile)\s+){0,4}"
_STATES: Final = (
    r"active|inactive|current|new|open|live|running|pending|paused|on\s+leave|(?:still|currently)\s+\w{1,30}"
)
_PLACED: Final = r"on|since|in|at|as|by|with|after|during|early|mid|late|end|last"
_THEN: Final = (
    rf"(?!(?:\s{{0,4}}(?:,|/|\band\b|\bor\b)\s{{0,4}}\w{{1,30}}ed\b){{1,4}}\s+(?!(?:{_PLACED})\b)\w)"
    rf"(?!\s{{0,4}}(?:,|/|\band\b|\bor\b)\s{{0,4}}(?:{_STATES})\b)"
    rf"(?=\s*$|\s*[,:(]|\s+(?:{_PLACED}|and|but)\b"
    rf"|\s+(?:[0-9]|Q[1-4]\b|(?:{'|'.join(MONTHS)})[a-z]{{0,6}}\b))"
)
"""What may follow: a word that names another thing makes an adjective of it (`Retired users exporter`), and so does
one behind other states (`Vendor offboarded and onboarded events`)."""
_ITSELF: Final = re.compile(rf"(?:status\s+)?{_IS}(?:{GONE}{_THEN}|{_UNUSED}|{_REPLACED})", re.IGNORECASE)
_OF_IT: Final = re.compile(
    rf"(?:(?:the|this|our|its|their)\s+)?(?:(?!(?:the|this|our|its|an?)\s)[\w.&'-]+\s+){{0,2}}(?:{_PARTIES}|{_SELVES})\s+"
    rf"{_IS}(?:(?:{GONE}|terminated|cancell?ed){_THEN}|{_UNUSED}|{_REPLACED})",
    re.IGNORECASE,
)
_LEFT: Final = re.compile(
    rf"(?:(?:the|this|our|its|their)\s+)?(?:[\w.&'-]+\s+){{0,2}}(?:{_PARTIES})\s+(?:(?:has|have)\s+)?left"
    rf"(?:\s+(?:us|the\s+(?:company|project|team)))?{_THEN}",
    re.IGNORECASE,
)
_DEPRECATED: Final = re.compile(
    r"(?:^|[;|.(]\s{0,4})deprecated\W{1,5}(?:please\s+)?(?:do\s+not|don.t)\s+use(?:\s+(?:it|any\s?more)){0,2}\W{0,4}$",
    re.IGNORECASE,
)
"""Across clauses: `Deprecated - do not use`. Alone the word says that something better is there, and no more."""

_DATE_FOLLOWS: Final = rf"(?=[0-9]{{4}}|[0-9]{{1,2}}[./]|Q[1-4]\b|(?:{'|'.join(MONTHS)})[a-z]{{0,6}}\b)"
_ENDS: Final = re.compile(
    rf"""(?:(?P<sold>eol|end[\s-]of[\s-](?:life|support)|sunset(?:s|ted)?)
     |end\s+of\s+(?:{_DEALS}|service|use|project|pilot|trial)|(?:contract|project|engagement|pilot)\s+end|ende?[ds])
     \s{{0,4}}(?:date\s{{0,4}})?[:=]?\s{{0,4}}(?:(?:is|was|on|in)\s{{1,4}})?{_DATE_FOLLOWS}""",
    re.IGNORECASE | re.VERBOSE,
)
"""An end by itself, with its day. `sold`: programs and machines have such a day as well (`Node 18, EOL 2025-04-30`)."""
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
_STATE: Final = re.compile(rf"(?:{_STATES})", re.IGNORECASE)

_CLAUSE: Final = re.compile(
    r"[;|\n]+|(?<![0-9])[.](?=\s|$)|(?<=[0-9])[.](?=\s+[A-Za-z]|$)"
    r"|(?P<aside>\s[-\u2013\u2014]+\s|\()"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:will|shall|would|might|when|whenever|if|once|until|unless|whose|which|that|who|where|every|each|any|all"
    r"|not\s+yet|to\s+be|planned|still\s+(?:by|in|used|needed|active|running)|old|former|previous|legacy|predecessor"
    r"|reopened|resumed|renewed\s+(?:on|until|in))\b",
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
    is_over = _is_dated(without) or bool(_DEPRECATED.search(without)) or any(map(_is_over, _clauses(without)))
    if is_over:
        return Over(max(days_in(without), default=None), unread=names_no_day(without))
    return None


def _is_dated(text: str) -> bool:
    """Whether it says with its day that something is over which no verb before it takes for another thing."""
    return any(not is_governed(text[: match.start()], match[0]) for match in _IS_DATED.finditer(text))


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
    if _ends_on_a_day(clause):
        return True
    is_dated = bool(FULL.search(text)) or any(days_in(text))
    if not is_dated and is_of_others(text):
        return False
    return bool(_LEFT.match(text) or (not does(text) and _OF_IT.match(text)) or _said_of_a_deal(text))


def _ends_on_a_day(clause: _Clause) -> bool:
    """Whether it begins so, or does after a comma; where it may be of a thing that it names, it is of that one."""
    before, _, last = clause.text.rpartition(",")
    found = _ENDS.match(clause.text)
    if found is None and before and not does(before):
        found = _ENDS.match(last.strip())
    elif clause.is_aside:
        before = clause.before
    if found is None or not before or not found["sold"]:
        return found is not None
    return not (_OF_ANOTHER.search(before) or any(map(str.isdigit, before)))


def _is_of_another(aside: _Clause) -> bool:
    """Whether an aside may be of what a sentence before it speaks of (`Archives orders (retired)`)."""
    if _OF_ANOTHER.search(aside.before):
        return True
    is_done = _VERB.match(aside.before.strip()) and not _PROGRAM.search(aside.before)
    return bool(is_done) and not (FULL.search(aside.text) or any(days_in(aside.text)))


def _is_listed(clause: _Clause) -> bool:
    """Whether it stands in a list of states (`by state: active; retired; on leave`)."""
    return _STATE.fullmatch(_FACT.sub("", clause.before).rpartition(":")[2].strip()) is not None


def _said_of_a_deal(clause: str) -> bool:
    """Whether it says that a contract is over, at its beginning or after the name of a party or a comma."""
    match = _DEAL.search(clause)
    if match is None or _HAPPENS.search(clause[: match.start()]):
        return False
    before = clause[: match.start()].rstrip()
    is_of_it = not before or (len(before.split()) <= _PARTY and not does(before))
    return is_of_it or before.endswith((",", ":"))


_PARTY: Final = 3
"""The most words of a party's name before its contract: `Docly's`, `The Docly Scans`."""
