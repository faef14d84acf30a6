"""This is where the shape of a file that people write is checked: against its JSON Schema, with messages for people.

One description serves the reader, `daypass schema` and an editor, so they accept the same files. It knows the
keywords that our schemas use (`KEYWORDS`; a test holds the schemas to them) and needs the standard library alone:
the packs read such files in each preview. A `description` beside a keyword becomes the remedy.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from daypass.model.form import quoted
from daypass.model.written import nearest

Schema = Mapping[str, Any]

KEYWORDS: Final = frozenset(
    (
        *(
            "$schema",
            "$id",
            "title",
            "description",
            "default",
            "examples",
            "type",
            "const",
            "enum",
            "pattern",
            "format",
        ),
        *("minItems", "items", "required", "properties", "propertyNames", "additionalProperties"),
        *("oneOf", "discriminator"),  # together alone: the branch whose constant the property has
    )
)

_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}


class Misfit(NamedTuple):
    """Where a value does not fit its schema (`owners.payments.contact`), the fact, and the remedy."""

    at: str
    fact: str
    remedy: str


def misfits(value: Any, schema: Schema, at: str = "") -> Iterator[Misfit]:
    """Everything in `value` (tables, lists and scalars as tomllib or json give them) that does not fit, in order."""
    if schema.get("format") == "date" and isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()  # TOML has dates of its own; a schema sees their text
    if (kind := schema.get("type")) and not _is(value, kind):
        yield Misfit(at, f"is {_named(value)}, not {_article(kind)}", schema.get("description", ""))
        return
    yield from _scalar(value, schema, at)
    if isinstance(value, dict):
        yield from _table(value, schema, at)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield Misfit(at, "is empty", schema.get("description", ""))
        for index, item in enumerate(value):
            yield from misfits(item, schema.get("items", {}), f"{at}[{index}]")


def _scalar(value: Any, schema: Schema, at: str) -> Iterator[Misfit]:
    remedy = schema.get("description", "")
    if "const" in schema and value != schema["const"]:
        yield Misfit(at, f"is {_shown(value)}", remedy or f"Only {schema['const']!r} is known.")
    elif "enum" in schema and value not in schema["enum"]:
        yield Misfit(at, f"is {_shown(value)}", nearest(str(value), schema["enum"]))
    elif not isinstance(value, str):
        return
    elif (pattern := schema.get("pattern")) and not _matches(pattern, value):
        yield Misfit(at, f"is {_shown(value)}" if value.strip() else "is blank", remedy or f"It must match {pattern}.")
    elif schema.get("format") == "date" and not _is_date(value):
        yield Misfit(at, f"is {_shown(value)}, not a date", remedy or "Write it as 2027-05-31.")


def _table(value: dict[str, Any], schema: Schema, at: str) -> Iterator[Misfit]:
    known = schema.get("properties", {})
    for key, item in value.items():
        where = _below(at, key)
        if key in known:
            yield from misfits(item, known[key], where)
        elif (others := schema.get("additionalProperties", {})) is False:
            yield Misfit(where, "is no known key", nearest(key, known))
        else:
            yield from misfits(key, schema.get("propertyNames", {}), f"{where} (its name)")
            yield from misfits(item, others, where)
    for key in schema.get("required", ()):
        if key not in value:
            yield Misfit(_below(at, key), "is missing", known.get(key, {}).get("description", ""))
    if branch := _branch(value, schema):
        yield from misfits(value, branch, at)


def _branch(value: dict[str, Any], schema: Schema) -> Schema | None:
    name = schema.get("discriminator", {}).get("propertyName", "")
    return next((one for one in schema.get("oneOf", ()) if one["properties"][name]["const"] == value.get(name)), None)


def _is(value: Any, kind: str | list[str]) -> bool:
    if isinstance(kind, list):
        return any(_is(value, one) for one in kind)
    if isinstance(value, bool):  # Python counts it among the integers
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _matches(pattern: str, text: str) -> bool:
    if pattern.startswith("^") and pattern.endswith("$"):
        return re.fullmatch(pattern[1:-1], text) is not None  # Python's own `$` would let a last line break through
    return re.search(pattern, text) is not None


def _is_date(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _below(at: str, key: str) -> str:
    name = key if re.fullmatch(r"[\w$-]{1,80}", key) else _shown(key)
    return f"{at}.{name}" if at else name


def _shown(value: Any) -> str:
    """A scalar as a reader knows it, cut where it is long; of a table or list only what it is."""
    if isinstance(value, dict | list):
        return _named(value)
    return quoted(value)


def _named(value: Any) -> str:
    for kind, types in (("boolean", bool), *_TYPES.items()):
        if isinstance(value, types):
            return f"the {kind} {_shown(value)}" if kind in ("boolean", "integer") else _article(kind)
    return f"a {type(value).__name__}"


_ARTICLES: Final = {
    "object": "a table",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _article(kind: str | list[str]) -> str:
    if isinstance(kind, list):
        return " or ".join(map(_article, kind))
    return _ARTICLES[kind]
