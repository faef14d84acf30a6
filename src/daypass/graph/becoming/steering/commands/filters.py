"""This is where it is told whether a pattern of events leaves open what an event says at some place.

Source: Amazon EventBridge User Guide, "Event pattern syntax" and "Comparison operators"; read 2026-11.
"""

from collections.abc import Mapping
from typing import Any, Final

from daypass.graph.leaves import text_of
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import bare

_ANY: Final = {"exists": True}


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
    return found is not None and found != [_ANY] and not (isinstance(found, Mapping) and not found)


def only_text(pattern: Any, key: str) -> str:
    """The one text that it asks for there; "" where it takes several, or others by a rule."""
    found = parsed(pattern)
    wanted = bare(found.get(key)) if isinstance(found, Mapping) else None
    return text_of(wanted[0]) if isinstance(wanted, list) and len(wanted) == 1 else ""
