"""This is where it is told whether a parameter of a document holds its sender to fixed words.

What stands in a command and may hold a space, a quote or a semicolon is a command of its own. What is handed over as an
environment variable is none, nor is what must be there, as a machine. Source: Systems Manager User Guide, "Data
elements and parameters" (`allowedValues`, `allowedPattern`, `interpolationType`; the types of a runbook); read 2026-12.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from daypass.graph.leaves import text_of
from daypass.model.resource import UNKNOWN, bare

_PLAIN: Final = ("Boolean", "Integer")
_OF_AWS: Final = ("AWS::", "List<AWS::")
"""How the types begin of which a value is a thing of AWS (`AWS::EC2::Instance::Id`)."""

_AS_VARIABLE: Final = "ENV_VAR"
_WORDS: Final = re.compile(
    r"""(?:
      [\w/:@%=,-]                                            # letters that no shell reads in its own way
    | \\[wd./-]                                              # the same, escaped
    | \[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|\\[wd./-]|[\w./:@,+=%])+-?\]
    | [()|?*+] | \{\d{1,4}(?:,\d{0,4})?\}                    # how many, and which of several
    )*""",
    re.VERBOSE,
)
"""What a pattern may consist of, so that only words fit it; `.`, `\\s` and what leaves letters out may be anything."""


def is_held_to_words(parameter: Any) -> bool | None:
    """Whether all that a sender may say for it is a word that its author had in mind; None where that is not known."""
    written = bare(parameter)
    if not isinstance(written, Mapping):
        return None if written is UNKNOWN else False
    type_, allowed, pattern = (bare(written.get(key)) for key in ("type", "allowedValues", "allowedPattern"))
    is_plain = text_of(type_) in _PLAIN or text_of(type_).startswith(_OF_AWS)
    if is_plain or text_of(written.get("interpolationType")) == _AS_VARIABLE:
        return True
    if (isinstance(allowed, list) and allowed) or _is_of_words(text_of(pattern)):
        return True
    return None if UNKNOWN in (type_, allowed, pattern) else False


def _is_of_words(pattern: str) -> bool:
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return False
    inside = pattern[1:-1]
    return _WORDS.fullmatch(inside) is not None and not _is_split(inside)


def _is_split(pattern: str) -> bool:
    """Whether a `|` outside all parentheses parts it, so that each end is anchored at one side alone."""
    depth = 0
    for letter in re.sub(r"\[[^\]]*\]|\\.", "", pattern):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            return True
    return False
