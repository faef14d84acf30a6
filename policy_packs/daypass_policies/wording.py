"""This is where it is put into words what is said of many things, or of a text that a document decides about."""

from collections.abc import Iterable
from typing import Final

from daypass.errors import DaypassError

_LONGEST_SHOWN: Final = 120


def fact(malformed: DaypassError) -> str:
    """Place and fact without the remedy."""
    return f"{malformed.place} {malformed.fact}" if malformed.place else malformed.fact


def shown(text: str) -> str:
    """A text out of a document, short enough for a message, in quotes that show what is no letter."""
    return repr(cut(text, _LONGEST_SHOWN))


def cut(text: str, longest: int) -> str:
    """The beginning of a text that may be longer than anyone reads: a hostile document decides how long."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def listed(words: Iterable[str], most: int = 4) -> str:
    """The first few of these words, each once, and how many more there are."""
    each = list(dict.fromkeys(words))
    more = f" and {len(each) - most} more" if len(each) > most else ""
    return ", ".join(each[:most]) + more
