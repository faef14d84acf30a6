"""This is where it is told who is there to hand out the sessions of many: a token vending machine, a broker, a gateway.

That is what it is called by, or what a text of it says. A gateway's dashboard is none.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from daypass.data.environment_words import environment_words
from daypass.data.kind_words import kind_words
from daypass.data.session_giver_words import session_giver_words
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import declared
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.settings import Settings
from daypass.words import words_in

_MOST: Final = 2_000
"""Characters of a text that are looked through."""

_END_OF_NOUN: Final = re.compile(
    r"[.,;:()]|\b(?:that|which|who|for|of|to|with|from|by|via|through|behind|in|on|at|and)\b", re.IGNORECASE
)
"""Where a text has said what something is, and goes on to say what it does, for whom, or by what."""

_OWNER: Final = re.compile(r"\w{1,40}['\u2019]s?(?!\w)")
"""Whose something is, says nothing of what it is: `the broker's reports`."""

_AS: Final = re.compile(r"\b(?:as|is)\b", re.IGNORECASE)
"""After this a text says it too: `serves as the broker of …`."""

_NEAR: Final = 6
"""Words after a verb in which stands what is handed out."""

_TEXTS: Final = ("purpose", "description")
_NAMES: Final = ("name", "roleName", "userName")


def gives_sessions(identity: Node, settings: Settings) -> bool:
    """Whether it is there to hand out sessions. Raises `Undecided` where a name or a text may say so."""
    if identity.resource is None:
        return False
    if any(map(_is_giver, (identity.name, identity.arn.rpartition("/")[2]))):
        return True
    return any(map(_says_giver, _texts_of(identity.resource, settings)))


def _texts_of(identity: Resource, settings: Settings) -> Iterator[str]:
    """What somebody wrote about what it is there for."""
    for key in (*_NAMES, "description"):
        value = bare(declared(identity, key))
        if value is UNKNOWN:
            raise Undecided(key)
        if isinstance(value, str):
            yield value
    tags = Tags.of(identity.state, identity)
    yield from (tags.get(key) or "" for key in dict.fromkeys((settings.tags["purpose"], *_TEXTS)))


def _is_giver(name: str) -> bool:
    """Whether the last word of a name that tells something is one by which those are called."""
    words = _words(name)
    last = next((word for word in reversed(words) if word not in _telling_nothing()), "")
    table = session_giver_words()
    if last in table["alone"]:
        return True
    is_of_sessions = bool((table["session"] | table["token"]).intersection(words))
    return is_of_sessions and last in table["beside"]


def _says_giver(text: str) -> bool:
    """Whether a text says that it is one, or that it hands out sessions."""
    text = _OWNER.sub("", text[:_MOST])
    nouns = (_END_OF_NOUN.split(part, maxsplit=1)[0] for part in _AS.split(text))
    return any(map(_is_giver, nouns)) or _does_so(_words(text))


def _does_so(words: list[str]) -> bool:
    table = session_giver_words()
    acts = (at for at, word in enumerate(words) if word in table["does"] or (at == 0 and word in table["begins"]))
    return any(table["session"].intersection(words[at + 1 : at + 1 + _NEAR]) for at in acts)


def _words(text: str) -> list[str]:
    """In small letters, without the `s` of the plural: `ecs` and `sts` are none."""
    return [word if word in _whole() else word.removesuffix("s") for word in words_in(text)]


@cache
def _whole() -> frozenset[str]:
    return frozenset().union(*session_giver_words().values())


@cache
def _telling_nothing() -> frozenset[str]:
    """What kind of thing it is, where, or in which environment."""
    table = session_giver_words()
    return (kind_words() - table["alone"] - table["beside"]) | table["nothing"] | environment_words().keys()
