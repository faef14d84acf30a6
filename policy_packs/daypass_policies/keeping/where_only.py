"""This is where it is told that what is kept opens nothing: a region, a sender, a list of addresses, the DSN of a site.

A vault takes it as it takes passwords, and there is nothing to replace. What is kept is hidden more often than not, so
that its name has to tell; what is known of the value may say otherwise.
"""

import re
from typing import Any, Final

from daypass.data.credential_names import PASSWORDS, SECRETS, WITH_LOGIN
from daypass.model.json_text import JsonError, json_value
from daypass_policies.keeping.credentials import find_shape, is_reference, words_of


def opens_nothing(words: list[str], value: Any) -> bool:
    """Whether what is kept under a name of these words is no credential, as far as its value is known.

    JSON is none where each of its members is none.
    """
    if words[-2:] == _USER_AGENT:
        return True
    if held := _read(value):
        return all(_is_nothing(words_of(name), one) for name, one in held.items())
    return _is_nothing(words, value)


def may_hold_a_login(value: Any) -> bool:
    """Whether what is known of it is more than words, addresses or numbers: JSON, or a user before an `@`."""
    if not isinstance(value, str) or _is_address(value):
        return False
    return not all(_WORD.fullmatch(part.strip()) for part in re.split("[,;]", value.strip()))


def _read(value: Any) -> dict[str, Any]:
    """The members of JSON; none where it is something else."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return {}
    try:
        held = json_value(value)
    except JsonError:
        return {}
    return held if isinstance(held, dict) else {}


def _is_nothing(words: list[str], value: Any) -> bool:
    if isinstance(value, bool) or value in (None, ""):
        return True
    if words[-1:] == ["dsn"]:
        return _is_of_sentry(words, value)
    if words[-1:] and words[-1] in _ADDRESSES and not (isinstance(value, str) and _is_address(value)):
        return False  # who posts to a chat, or calls a node, has the key in the address
    return _names_nothing(words) and not isinstance(value, list | dict) and not may_hold_a_login(value)


def _is_address(value: str) -> bool:
    """Whether it is the ARN or the URL of a thing, without a user or a key in it."""
    return is_reference(value) and find_shape(value) is None


def _is_of_sentry(words: list[str], value: Any) -> bool:
    is_named = "sentry" in words or (isinstance(value, str) and "sentry" in value)
    return is_named and (not isinstance(value, str) or bool(_DSN.fullmatch(value.strip())))


def _names_nothing(words: list[str]) -> bool:
    """Whether a name of these words says that no credential is kept, but a region, a host, a sender."""
    if not words or (PASSWORDS | SECRETS) & set(words) or ("key" in words and words[-1] not in _OF_A_KEY):
        return False
    last = words[-1]
    if last in _ADDRESSES:
        return _ADDRESSES_THAT_OPEN.isdisjoint(words)
    return last in (_WHERE | _IDS) and _LETS_IN.isdisjoint(words)


_PLACES: Final = ("region", "host", "hostname", "port", "bucket", "domain", "arn", "name")
_PEOPLE: Final = ("sender", "from", "recipient", "username", "email", "mail", "address")
_WHERE: Final = frozenset((*_PLACES, *_PEOPLE, "addresses", *(f"{one}s" for one in (*_PLACES, *_PEOPLE))))
"""A last word after which nothing is kept that opens anything."""

_ADDRESSES: Final = frozenset(("url", "urls", "uri", "uris", "endpoint", "endpoints"))
_ADDRESSES_THAT_OPEN: Final = WITH_LOGIN | {"connection", "conn", "jdbc", "sql", "broker", "cache", "signed", "sas"}
"""Addresses, and of what they may hold a password too, or are one."""

_IDS: Final = frozenset(("id", "ids"))
_LETS_IN: Final = frozenset(("session", "cookie", "pin", "role", "code", "codes", "recovery", "otp", "device"))
"""What names a thing, and of what the id, or the address to which it is sent, lets in whoever has it."""

_OF_A_KEY: Final = _IDS | {"arn", "arns", "name"}
"""What is said of a key without telling it."""

_USER_AGENT: Final = ["user", "agent"]
"""What a program says of itself to whom it asks, often with an address to complain to."""

_DSN: Final = re.compile(r"https?://[\w-]{1,64}@[\w.-]{1,253}(?::[0-9]{1,5})?/[\w/-]{1,64}|[\w-]{1,64}")
"""Where a site sends its events, with a key that reads none; the older kind has a secret behind a `:`.

Sentry calls it safe to keep public. Source: https://docs.sentry.io/concepts/key-terms/dsn-explainer/ ; read 2026-12.
"""

_WORD: Final = re.compile(r"[\w.+-]+(?:@[\w.-]+)?(?::[0-9]{1,5})?")
"""A region, a host with a port, a sender."""
