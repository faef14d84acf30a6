"""This is where it is told whether a pattern of events leaves open what an event says at some place.

Source: Amazon EventBridge User Guide, "Event pattern syntax" and "Comparison operators"; read 2026-11.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from daypass.graph.leaves import text_of
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import bare

_BEGINNING: Final = ("prefix", "wildcard")
_ANY_CASE: Final = "equals-ignore-case"
_LEAVES_MOST: Final = ("suffix", "anything-but")
_PLACE: Final = re.compile(
    r"(?:s3://[^/\s*]{3,63}|arn:[^\s*]{5,200}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|refs/(?:heads|tags))[/:][^\s*]*"
)
"""A beginning that names a place (a bucket, a registry, the tags of a repository), not the first words of a command."""


def parsed(value: Any) -> Any:
    """What a JSON text holds, and any other value as it is; None for a text that is no JSON."""
    plain = bare(value)
    if not isinstance(plain, str):
        return plain
    try:
        return json_value(plain)
    except JsonError:
        return None


def limits(pattern: Any, path: str) -> bool:
    """Whether it asks for certain values there (`detail.job`); also where it is not known what it asks for."""
    found = parsed(pattern)
    if not isinstance(found, Mapping):
        return True
    for step in path.replace("[", ".[").split("."):
        if isinstance(found, Mapping):
            found = bare(found.get(step))  # a pattern looks at each element of a list, wherever it stands
    if isinstance(found, list):
        return not any(map(_leaves_open, found))
    return found is not None and not (isinstance(found, Mapping) and not found)


def _leaves_open(wanted: Any) -> bool:
    """Whether a comparison takes texts of which whoever writes them says the most."""
    how = bare(wanted)
    if not isinstance(how, Mapping):
        return False
    beginnings = (text for key in _BEGINNING if isinstance(text := _text_in(bare(how.get(key))), str))
    is_a_beginning = any(not _PLACE.fullmatch(text.rstrip("*")) for text in beginnings)
    return bare(how.get("exists")) is True or any(key in how for key in _LEAVES_MOST) or is_a_beginning


def _text_in(value: Any) -> Any:
    """The text of a beginning; it may be told whatever its case (`{"equals-ignore-case": "..."}`)."""
    return bare(value.get(_ANY_CASE)) if isinstance(value, Mapping) else value


def only_text(pattern: Any, key: str) -> str:
    """The one text that it asks for there; "" where it takes several, or others by a rule."""
    found = parsed(pattern)
    wanted = bare(found.get(key)) if isinstance(found, Mapping) else None
    return text_of(wanted[0]) if isinstance(wanted, list) and len(wanted) == 1 else ""
