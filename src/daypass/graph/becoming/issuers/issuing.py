"""This is where it is told who is called an issuer of tokens, and what texts say of one.

Words are habits: that somebody is an issuer lets them sign, and says which key is that one's.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from daypass.graph.becoming.steering.told import told_of
from daypass.graph.consumers import Use
from daypass.graph.leaves import said, text_of
from daypass.model.resource import Resource
from daypass.words import words_in

_MOST: Final = 20_000
"""Characters of a text that are looked through."""

_OF_TOKENS: Final = frozenset(("token", "jwt", "jwk", "oidc", "openid", "issuer", "issuing", "idp", "irsa", "sts"))
_ISSUING: Final = frozenset(("issuer", "minter", "mint", "idp"))
_OF_LOGINS: Final = frozenset(("auth", "login", "signin", "sso", "identity", "federation", "authority"))
"""Words, in the singular, for tokens, for who is there to issue them, and for who may well do so besides."""

_DESCRIPTION: Final = "description"
_END: Final = r"(?![\w-]|\.\w|/\w)"
"""What follows a URL that is meant as a whole: no further letters, labels or folders."""


def says_tokens(text: str) -> bool:
    """Whether a text is about tokens."""
    return not _OF_TOKENS.isdisjoint(_words(text))


def is_called_issuer(names: Sequence[str]) -> bool:
    """Whether one is called by what issuers alone are called by."""
    return any(not _ISSUING.isdisjoint(_words(name)) for name in names)


def may_be_issuer(names: Sequence[str]) -> bool:
    """Whether one is called by anything that issuers are called by."""
    return any(not (_ISSUING | _OF_TOKENS | _OF_LOGINS).isdisjoint(_words(name)) for name in names)


def names_issuer(text: str, issuer: str) -> bool:
    """Whether a text names an issuer, which is a URL without its scheme, by that."""
    return re.search(rf"(?<![\w.-]){re.escape(issuer)}/?{_END}", text[:_MOST], re.IGNORECASE) is not None


def is_called_after(name: str, issuer: str) -> bool:
    """Whether the words of an issuer's URL stand in a name one after the other: `tokens-acme-example`."""
    own, words = words_in(issuer, "joined"), words_in(name, "joined")
    starts = range(len(words) - len(own) + 1)
    return len(own) > 1 and any(words[at : at + len(own)] == own for at in starts)


def is_called_alike(name: str, issuer: str) -> bool:
    """Whether a word of the name stands in the first label of an issuer's host."""
    return not _words(name).isdisjoint(_words(issuer.partition(".")[0]))


def without_issuer(text: str, issuer: str) -> str:
    """The same text but for the issuer's own name."""
    return re.sub(re.escape(issuer), " ", text[:_MOST], flags=re.IGNORECASE)


def names_of(role: Resource, uses: Sequence[Use]) -> tuple[str, ...]:
    """How a role is called, and what runs as it."""
    called = (role, *(use.consumer for use in uses if use.own))
    every = (text for one in called for text in (one.name, *(text_of(said(one, key)) for key in ("name", "roleName"))))
    return tuple(dict.fromkeys(filter(None, every)))


def texts_of(role: Resource, uses: Sequence[Use]) -> Iterator[str]:
    """What is said of a role, of what runs as it, and to that."""
    yield text_of(said(role, _DESCRIPTION))
    for use in uses:
        if use.own:
            yield text_of(said(use.consumer, _DESCRIPTION))
            for told in told_of(use.consumer):
                yield from (one.value for one in told.settings if one.value)
                yield from told.texts


def _words(text: str) -> frozenset[str]:
    """In small letters and in the singular."""
    return frozenset(word.removesuffix("s") if word != "sts" else word for word in words_in(text[:_MOST], "joined"))
