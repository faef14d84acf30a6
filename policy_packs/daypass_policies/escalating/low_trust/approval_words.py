"""This is where it is told what names and texts say of approvals: that somebody is asked for one, or has given one."""

import re
from typing import Final

from daypass.words import words_in

_MOST: Final = 20_000
"""Characters of a text that are looked through."""

_ASKED: Final = re.compile(
    r"\b(?:approv|review|confirm|consent|authori[sz]|decision|decid|verdict|endors|vet(?:o|ted)\b|human|manual"
    r"|operator|desk\b|permit|sign(?:ed)? ?off|four eyes|go live|on call|supervis)"
)
_DONE: Final = re.compile(r"\b(?:approved?|authori[sz]ed|released|signed ?off|greenlit|vetted|endorsed|ratified)\b")
_NOUN: Final = re.compile(r"\b(?:approvals?|authori[sz]ations?|sign ?offs?|consent|clearance)\b")
_NOT_DONE: Final = re.compile(
    r"\b(?:request(?:s|ed)?|requir(?:ed?|es|ing)|need(?:s|ed)?|pending|await(?:s|ing|ed)?|wait(?:s|ing)?|ask(?:s|ed|ing)?"
    r"|reject(?:s|ed|ion)?|den(?:y|ied)|declined?|refused?|expir(?:ed|es|y)|revo(?:ked?|ked|cation)|withdrawn|cancel\w{0,6}"
    r"|missing|time ?out|timed|remind(?:s|er|ers)?|submitted|created|opened|started|draft|false|no)\b"
)
_NEVER: Final = re.compile(r"\b(?:not|non|never|un ?approved|un ?authori[sz]ed|dis ?approved|un ?released|false)\b")

_OF_ORDERS: Final = re.compile(r"(?i)authori[sz](?:ed|ations?)|released")
"""What rows say of a payment that a bank has promised, or of goods that may leave: states of work, as `paid` is."""


def asks_for_approval(text: str) -> bool:
    """Whether a text that tells of a step has a word by which people call one where somebody has to agree."""
    return _ASKED.search(_words(text)) is not None


def says_approved(text: str) -> bool:
    """Whether it says that somebody has agreed, rather than that somebody is asked to."""
    words = _words(text)
    if _NEVER.search(words):
        return False
    return _DONE.search(words) is not None or (_NOUN.search(words) is not None and not _NOT_DONE.search(words))


def row_says_approved(text: str) -> bool:
    """The same of a row or a message that is work for somebody."""
    return says_approved(_OF_ORDERS.sub(" ", text[:_MOST]))


def _words(text: str) -> str:
    """Its words in small letters, however they are written together."""
    return " ".join(words_in(text[:_MOST]))
