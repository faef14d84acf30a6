"""This is where JSON that people write is read as it was meant: a key written twice, or `NaN`, is an error."""

from pathlib import Path
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.model.json_text import JsonError, json_value
from daypass.model.written import read_text

SIZE_LIMIT: Final = 64 << 20
"""Bytes. A baseline of a hundred thousand findings has twenty megabytes."""


def read_json(path: Path) -> Any:
    """The file as plain JSON values. Raises `UnreadableError`."""
    return parse_json(read_text(path, SIZE_LIMIT), str(path))


def parse_json(text: str, place: str) -> Any:
    """As `read_json`, from text; `place` is named in the error."""
    try:
        return json_value(text)
    except JsonError as error:
        raise _refusal(error, place) from None


def _refusal(error: JsonError, place: str) -> UnreadableError:
    match error.what:
        case "syntax":
            remedy = "Mend the syntax there."
            return UnreadableError(f"is not JSON: {error.said}", place=f"{place}:{error.line}", remedy=remedy)
        case "key twice":
            return UnreadableError(f"has the key {error.said!r} twice", place=place, remedy="Keep one of them.")
        case "constant":
            fact = f"holds {error.said}, which JSON does not know"
            return UnreadableError(fact, place=place, remedy="Write a number.")
        case "depth":
            return UnreadableError("is nested too deeply", place=place, remedy="Flatten it.")
        case "number":
            return UnreadableError("holds a number that is too long", place=place, remedy="Shorten it.")
