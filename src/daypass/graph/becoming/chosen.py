"""This is where it is told what of a condition is left to whoever asks, and what depends on who or where they are.

Whoever asks chooses an external id, the name and the tags of a session, and when to ask. Their organisation, network
and second factor they have or have not, and no stack says which. Source: IAM User Guide, "AWS global condition context
keys" and "IAM and AWS STS condition context keys"; read 2026-11.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from daypass.graph.becoming.facts import Facts
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

_CHOSEN: Final = (
    *("sts:externalid", "sts:rolesessionname", "sts:durationseconds", "sts:sourceidentity", "sts:transitivetagkeys"),
    *("aws:requesttag/", "aws:tagkeys", "aws:requestedregion", "aws:securetransport", "aws:viaawsservice"),
    *("aws:currenttime", "aws:epochtime", "aws:useragent", "aws:referer", "aws:sourcearn"),
)
"""Starts of the keys that say what is asked for, how and when, or through what somebody made and named in a service."""

_OF_THE_CALLER: Final[Mapping[str, str]] = {
    "aws:principalorg": "organisation",
    "aws:principaltag/": "tags",
    "aws:principalaccount": "account",
    "aws:principalarn": "ARN",
    "aws:userid": "unique id",
    "aws:username": "name",
    "aws:multifactorauth": "second factor",
    "aws:sourceip": "network",
    "aws:sourcevpc": "network",
    "aws:vpc": "network",
}
_OF_THE_ROLE: Final[Mapping[str, str]] = {
    "aws:resourceorg": "organisation",
    "aws:resourceaccount": "account",
    "aws:resourcetag/": "tags",
    "iam:resourcetag/": "tags",
    "aws:sourceorg": "organisation",
    "aws:sourceaccount": "account",
}
"""Starts of keys → what they say, of whom. A service that sends a source works for the account of the role."""

_WHEREABOUTS: Final = ("organisation", "network")
"""What nobody chooses among those who have nothing else in common than where they come from."""


def left_open(keys: Iterable[str], facts: Facts, caller: Resource | str, role: Resource) -> tuple[Untold, ...]:
    """What is not known of the caller or the role on which such keys depend; () where the caller may choose.

    Facts that are known in part count as known: `reach` looks at those itself.
    """
    told = (key for key in keys if not facts.tells(key) and key not in facts.values)
    return tuple(dict.fromkeys(_said(key, caller, role) for key in _unchosen(frozenset(told))))


def whereabouts(keys: Iterable[str], caller: str) -> tuple[Untold, ...]:
    """The same of anyone in a group, among whom someone has each tag and each name."""
    found = (word for key in _unchosen(frozenset(keys)) if (word := _word(key, _OF_THE_CALLER)) in _WHEREABOUTS)
    return tuple(Untold.of(caller, word) for word in dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _unchosen(keys: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key in sorted(keys) if not key.startswith(_CHOSEN))


def _said(key: str, caller: Resource | str, role: Resource) -> Untold:
    if word := _word(key, _OF_THE_CALLER):
        return Untold.of(caller, word)
    if word := _word(key, _OF_THE_ROLE):
        return Untold.of(role, word)
    return Untold.of(caller, "circumstances")


def _word(key: str, words: Mapping[str, str]) -> str:
    return next((word for start, word in words.items() if key.startswith(start)), "")
