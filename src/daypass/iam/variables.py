"""This is where policy variables are: `${aws:username}` in a policy stands for what the request brings along.

They were introduced with version 2012-10-17 and are replaced in `Resource`, `NotResource` and the values of string and
ARN operators, nowhere else. Source: IAM User Guide, "IAM policy elements: Variables and tags"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.iam.context import Context
from daypass.iam.glob import Tokens, Wildcard, tokens_of

FIRST_VERSION: Final = "2012-10-17"
"""In a document of an older version `${…}` is text like any other."""

_VARIABLE: Final = re.compile(r"\$\{(?P<inside>[^{}]*)\}")
_LITERALS: Final = frozenset("*?$")


def has_variable(text: str, version: str) -> bool:
    """Whether something in this text is replaced before it is compared: also `${*}`."""
    return version == FIRST_VERSION and "${" in text and bool(_VARIABLE.search(text))


def resolved(text: str, context: Context) -> Tokens | None:
    """What the pattern is for this request; what is put in is text, also a `*`. None where a variable has no value.

    A key with several values has none to put in. Source: "Single-valued vs. multivalued context keys": multivalued keys
    cannot be policy variables.
    """
    found: list[str | Wildcard] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        found.extend(tokens_of(text[end : match.start()]))
        value = _value(match["inside"], context)
        if value is None:
            return None
        found.append(value)
        end = match.end()
    return (*found, *tokens_of(text[end:]))


def as_text(tokens: Tokens) -> str:
    """The same where no wildcard means anything, as StringEquals compares."""
    return "".join(_texts(tokens))


def _texts(tokens: Tokens) -> Iterator[str]:
    for token in tokens:
        yield token.value if isinstance(token, Wildcard) else token


def _value(inside: str, context: Context) -> str | None:
    if inside in _LITERALS:
        return inside
    key, comma, default = inside.partition(",")
    default = default.strip()
    values = context.get(key.strip())
    if values:
        return values[0] if len(values) == 1 else None
    is_default = comma and len(default) > 1 and default[0] == default[-1] == "'"
    return default[1:-1] if is_default else None
