"""This is where it is told of whom a sentence speaks that says that something is over: of the thing, or of others.

What a program does with things that are over (`Handles trial expired on 2025-01-01`), and the accounts and contracts of
customers (`Customer subscription cancelled`), are no word of the program itself.
"""

import re
from typing import Final

FULL: Final = re.compile(r"\b(?:is|was|were|has|have|had|been|got|now|already)\b", re.IGNORECASE)
"""Words that make a sentence of it, where without them it may be the name of an event."""

_OTHERS: Final = re.compile(
    r"(?:(?:the|an?)\s+)?(?:customer|user|subscriber|member|tenant|order|buyer|guest|shopper|consumer|employee|patient"
    r"|student|player)s?(?:['\u2019]s?)?\s+\w",
    re.IGNORECASE,
)
"""Whose account, contract or token a program speaks of where no more is said: not its own."""
_BARE: Final = re.compile(
    r"(?:subscription|agreement|contract|user|account|token|key|order)\s+(?:terminated|cancell?ed|expired|lapsed|retired)\b",
    re.IGNORECASE,
)
"""The name of an event, where no more is said."""
_DOES: Final = re.compile(
    r"(?:(?:detect|handle|send|processe|find|tell|notifie|remove|delete|clean|purge|watche|monitor|collect|publishe|list|flag"
    r"|mark|disable|revoke|inform|copie|read|write|consume|receive|trigger|forward|run|react|listen|refund)s"
    r"|backs\s+up)\b",
    re.IGNORECASE,
)
"""How a sentence begins about what a program does with things that are over."""
_MAY_DO: Final = re.compile(
    r"(?:report|export|import|archive|record|track|count|check|store|alert|audit|sync|scan|poll|cache|update)s\b",
    re.IGNORECASE,
)
"""The same, or the name of what it does it with (`Reports agent`)."""
_GOVERNED: Final = re.compile(r"\S+(?:\s+up)?(?:\s+(?:the|an?|our|this|each|every|all))?(?:\s+[\w-]+)?\s*")
_SEGMENT: Final = re.compile(r"[;|\n.,:(]|\s[-\u2013\u2014]+\s")


_NEAR: Final = 200
"""The letters before a sentence's end that are read to see what it is of."""


def is_governed(before: str, said: str) -> bool:
    """Whether what is said follows, with no word between that parts them, what a program does (`Handles trial …`)."""
    if FULL.match(said) or said[:1] in "-;.:(":
        return False
    clause = _SEGMENT.split(before[-_NEAR:])[-1].strip()
    return bool(does(clause) and _GOVERNED.fullmatch(clause))


def does(clause: str) -> bool:
    """Whether a clause begins with what a program does."""
    return bool(_DOES.match(clause) or (_MAY_DO.match(clause) and not FULL.search(clause)))


def is_of_others(clause: str) -> bool:
    """Whether it speaks of what is a customer's, or names but an event; more may be said that tells otherwise."""
    return bool(_OTHERS.match(clause) or _BARE.match(clause))
