"""This is where it is told of an agent's action whether it does what nobody can take back, by what it calls itself.

The name and the description of an action are what its model goes by, so that they say what it is for. Where the name
begins with a verb that reads or drafts, or ends with what can only be read, the description is not asked; where either
says that something is a draft, or waits for an approval, the action does nothing yet.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from daypass.data.action_words import action_words, deeds
from daypass.words import words_in

_CLAUSES: Final = re.compile(r"[.,;:()]|\b(?:and|then|or|to)\b", re.IGNORECASE)
_NOT: Final = frozenset({"without", "no", "not", "never", "skip", "bypass"})
_NEAR: Final = 3
"""Words before another one that may say that it is missing: `does not need an approval`."""

_DELETES: Final = "delete"
_READS: Final = frozenset({"get", "head", "options"})


class Action(NamedTuple):
    """What an action says of itself. `method` is that of HTTP in small letters, "" where there is none."""

    name: str
    description: str = ""
    parameters: tuple[str, ...] = ()
    method: str = ""


def deed_of(action: Action) -> str:
    """What it does that nobody can take back, "" where nothing says so."""
    name = _plain(action.name)
    if action.method in _READS or _only_reads(name) or _is_mild((*name, *_plain(action.description))):
        return ""
    parameters = {word for parameter in action.parameters for word in _plain(parameter)}
    clauses = (name, name[::-1], *(_plain(clause) for clause in _CLAUSES.split(action.description)))
    by_method = deeds()[_DELETES].does if action.method == _DELETES else ""
    return next((does for clause in clauses for does in _done(clause, parameters)), by_method)


def _done(clause: Sequence[str], parameters: set[str]) -> Iterator[str]:
    """By the word with which it begins, unless that belongs to a noun (`Refund policy`).

    A name may say it the other way round (`accountClose`).
    """
    said = [word for word in clause if not word.endswith("ly")]
    verb, rest = next(iter(said), ""), said[1:]
    deed = None if action_words("ends").intersection(rest[:1]) else deeds().get(verb)
    if deed and (not deed.objects or deed.objects.intersection(rest) or deed.parameters & parameters):
        yield deed.does


def _only_reads(name: Sequence[str]) -> bool:
    return bool(name) and (name[0] in action_words("reads") or name[-1] in action_words("ends"))


def _is_mild(words: Sequence[str]) -> bool:
    """Whether one says that it is not done yet, and is not said to be missing."""
    mild = action_words("mild")
    return any(word in mild and _NOT.isdisjoint(words[max(0, at - _NEAR) : at]) for at, word in enumerate(words))


def _plain(text: str) -> tuple[str, ...]:
    """Its words, verbs without the ending of a third person and nouns in the singular."""
    return tuple(_base(word) for word in words_in(text))


def _base(word: str) -> str:
    if word.endswith(("ss", "us")) or not word.endswith("s"):
        return word
    return word[:-2] if word.endswith("sses") else word[:-1]
