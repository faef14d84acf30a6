"""This is where an option's value is compared with the option's JSON Schema, as far as rules use that language."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

KEYWORDS: Final = frozenset(
    [
        "type",
        "enum",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "pattern",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
        "default",
        "description",
        "title",
        "examples",
    ]
)
"""What a schema may say. A test holds every rule to it, so that no bound is written down and then not looked at."""

_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    # As JSON Schema has it, 30.0 is a whole number; over the wire there is no other.
    "integer": lambda value: not isinstance(value, bool) and isinstance(value, int | float) and value % 1 == 0,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def complaint(value: Any, schema: Mapping[str, Any]) -> str | None:
    """What is wrong with `value`, as in `must be at least 0`; None where it fits."""
    kind = schema.get("type")
    if kind is not None and not _TYPES[kind](value):
        return f"must be of type {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(map(str, schema['enum']))}"
    if isinstance(value, str):
        return _text(value, schema)
    if isinstance(value, list):
        return _list(value, schema)
    return _number(value, schema) if _TYPES["number"](value) else None


def flaw(schema: Mapping[str, Any]) -> str | None:
    """Why no option can have this schema, as in `has the keyword 'format'`; None where its default fits it."""
    try:
        why = _unreadable(schema) or complaint(schema["default"], schema)
    except (TypeError, ValueError, AttributeError, re.error):
        return "has a bound or a pattern that nothing can be compared with"
    except KeyError:
        return "has no default"
    return why if why is None or why.startswith("has the") else f"has a default that {why}"


def _unreadable(schema: Mapping[str, Any]) -> str | None:
    if strange := sorted(map(str, schema.keys() - KEYWORDS)):
        return f"has the keyword {strange[0][:80]!a}, which nothing looks at"
    if schema.get("type") not in _TYPES:
        return f"has the type of none of {', '.join(_TYPES)}"
    re.compile(schema.get("pattern", ""))
    return _unreadable(schema["items"]) if "items" in schema else None


def _number(value: float, schema: Mapping[str, Any]) -> str | None:
    if value < schema.get("minimum", value):
        return f"must be at least {schema['minimum']}"
    if value > schema.get("maximum", value):
        return f"must be at most {schema['maximum']}"
    return None


def _text(value: str, schema: Mapping[str, Any]) -> str | None:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return "has the wrong length"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return f"must match {schema['pattern']}"
    return None


def _list(value: list[Any], schema: Mapping[str, Any]) -> str | None:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return "has the wrong number of items"
    if schema.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
        return "holds an item twice"
    wrong = ((index, complaint(item, schema.get("items", {}))) for index, item in enumerate(value))
    return next((f"[{index}] {why}" for index, why in wrong if why), None)
