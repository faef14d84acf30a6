"""This is where JSON that people write is read as it was meant: a key written twice, or `NaN`, is an error."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.model.written import read_text

SIZE_LIMIT: Final = 64 << 20
"""Bytes. A baseline of a hundred thousand findings has twenty megabytes."""


def read_json(path: Path) -> Any:
    """The file as plain JSON values. Raises `UnreadableError`."""
    return parse_json(read_text(path, SIZE_LIMIT), str(path))


def parse_json(text: str, place: str) -> Any:
    """As `read_json`, from text; `place` is named in the error."""
    try:
        return json.loads(text, object_pairs_hook=_single, parse_constant=_not_json)
    except UnreadableError as error:
        raise error.at(place) from None
    except json.JSONDecodeError as error:
        remedy = "Mend the syntax there."
        raise UnreadableError(f"is not JSON: {error.msg}", place=f"{place}:{error.lineno}", remedy=remedy) from None
    except RecursionError:
        raise UnreadableError("is nested too deeply", place=place, remedy="Flatten it.") from None
    except ValueError:  # what int() says of a number with thousands of digits
        raise UnreadableError("holds a number that is too long", place=place, remedy="Shorten it.") from None


def _single(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise UnreadableError(f"has the key {twice!r} twice", remedy="Keep one of them.")
    return made


def _not_json(word: str) -> None:
    raise UnreadableError(f"holds {word}, which JSON does not know", remedy="Write a number.")
