"""This is where JSON text becomes plain values, or one error that says what is wrong with it.

What two readers could read in two ways is read by nobody: a key twice in one object, and the words that Python knows
beside JSON. Whoever asks says a sentence of its own about the error.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, Literal, NoReturn

Wrong = Literal["syntax", "key twice", "constant", "number", "depth"]


class JsonError(Exception):
    """What is wrong with a text. It never holds the text, which may be a secret, nor an error that holds it.

    `what` is "syntax" (`said` is the parser's phrase, `line` and `column` count from 1), "key twice" (`said` is the
    key), "constant" (`said` is `NaN`, `Infinity` or `-Infinity`), "number" (one too long, or too large for `FINITE`) or
    "depth". Only `said` may be a part of the text, and stands in no message.
    """

    def __init__(self, what: Wrong, said: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.what, self.said, self.line, self.column = what, said, line, column


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise JsonError("key twice", next(key for key, count in counts.items() if count > 1))
    return made


def _no_constant(word: str) -> NoReturn:
    raise JsonError("constant", word)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonError("number")
    return number


# Made once: to make a decoder takes longer than to read a statement of a policy.
STRICT: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)
"""Takes a number that is too large for infinite, as Python does, and reads fractions without a call for each."""

FINITE: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
"""Takes only what can be written as JSON again."""


def texts_within(value: Any) -> Iterator[str]:
    """Every text of a value, keys too. A stack of our own: what is written may be deep."""
    todo = [value]
    while todo:
        this = todo.pop()
        if isinstance(this, dict):
            todo.extend((*this, *this.values()))
        elif isinstance(this, list):
            todo.extend(this)
        elif isinstance(this, str):
            yield this


def json_value(text: str, by: json.JSONDecoder = STRICT) -> Any:
    """The value that a JSON text holds, read by one of the decoders above or by another. Raises `JsonError`."""
    try:
        return by.decode(text)
    except json.JSONDecodeError as error:
        wrong = JsonError("syntax", error.msg, error.lineno, error.colno)
    except RecursionError:
        wrong = JsonError("depth")
    except ValueError:  # what int() says of a number with thousands of digits
        wrong = JsonError("number")
    raise wrong  # outside the handlers: as a context, the parser's error would carry the text on
