"""This is where the lines of `daypass policy` are read and answered: one JSON object each, as they come.

A line is answered before the next one is read, so that whoever asks through a pipe may wait for each answer.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from daypass.cli.exits import INTERNAL, OK, WRONG
from daypass.cli.output import print_out
from daypass.cli.policy_sources import looks_like
from daypass.cli.stderr import complain
from daypass.errors import DaypassError, UnreadableError, UsageError, broke_at
from daypass.iam.line_policies import Line
from daypass.model.json_text import FINITE, JsonError, json_value

Answer = dict[str, Any]

LONGEST: Final = 1 << 24
"""Bytes of a line. All policies that AWS takes for one request, at their longest, are a fiftieth of it."""

_MOST_LOOKED_AT: Final = 1 << 26
"""Bytes of a file that is looked at as a whole before its lines are read."""
_DEEPEST: Final = 50
_MOST_NAMED: Final = 5
_BLANK: Final = b" \t\r\n"
_MARK: Final = b"\xef\xbb\xbf"


def answer_lines(path: str, answer: Callable[[Line], Answer], needed: str) -> int:
    """Answer every line of the file at `path`, or of standard input for `-`, on standard output; the exit status.

    2 where a line could not be answered, 70 where daypass broke at one: neither keeps the others from their answers.
    Raises `UnreadableError` where there is nothing to read from, and `UsageError` for a file that holds no lines and
    might be asked about, if it were said what: `needed` is the option for that.
    """
    tally = _Tally()
    if path.startswith("arn:"):
        raise _no_lines(path, "the ARN of a policy", needed)
    with _opened(path) as source:
        if looked_at := _at_a_glance(source):
            raise _no_lines("standard input" if path == "-" else path, f"a {looked_at}", needed)
        for number, raw in _lines(source):
            answered, status = answer_line(raw, answer, number)
            tally.count(number, status)
            if not print_out(json.dumps(answered) + "\n"):
                break  # nobody reads on
    tally.tell()
    return tally.status


def answer_line(raw: bytes, answer: Callable[[Line], Answer], number: int) -> tuple[Answer, int]:
    """What to say to one line, of this number from 1, and the exit status that it asks for."""
    named: Any = None
    try:
        line = _read(raw, f"line {number}")
        named = _name(line)
        return {"id": named, **answer(line)}, OK
    except DaypassError as error:
        return {"id": named, "error": str(error)}, WRONG
    except Exception as bug:  # noqa: BLE001 - a crash is not a verdict, and no reason to leave the other lines alone
        return {"id": named, "error": f"internal error: {broke_at(bug)}. Nothing was judged."}, INTERNAL


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    try:
        if path != "-":
            with Path(path).open("rb") as file:
                yield file
        elif sys.stdin is None:  # closed by whoever started us
            raise UnreadableError("it is closed", place="standard input")
        else:
            if sys.stdin.isatty():
                complain("lines of JSON are read from here; --help says what else there is to ask")
            yield sys.stdin.buffer
    except OSError as error:
        fact = f"it cannot be read: {error.strerror or error}"
        raise UnreadableError(fact, place="standard input" if path == "-" else path) from None


def _at_a_glance(source: BinaryIO) -> str:
    """What a file is as a whole, where that is no lines; "" for lines. What comes through a pipe is not looked at."""
    if not source.seekable():
        return ""
    start = source.tell()
    data = source.read(_MOST_LOOKED_AT + 1)
    source.seek(start)
    return looks_like(data) if len(data) <= _MOST_LOOKED_AT else ""


def _no_lines(place: str, found: str, needed: str) -> UsageError:
    remedy = f"To ask about it, give {needed}; a line is a question, one JSON object."
    if found.endswith("export"):
        is_of_role = needed.startswith("--")
        remedy = f"To ask about a role of it, give --role NAME and {needed}." if is_of_role else "Name two policies."
    return UsageError(f"it looks like {found}, and not like lines of JSON", place=place, remedy=remedy)


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number from 1. Of one that is too long only so much that it shows."""
    number = 0
    while raw := source.readline(LONGEST + 1):
        number += 1
        rest = raw
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST + 1)
        raw = raw.removeprefix(_MARK) if number == 1 else raw
        if raw.strip(_BLANK):
            yield number, raw


def _read(raw: bytes, place: str) -> dict[str, Any]:
    if len(raw) > LONGEST:
        raise UnreadableError(f"is longer than {LONGEST} bytes", place=place, remedy=_REMEDY)
    fact, line = "is no object", None
    try:
        line = json_value(raw.decode().rstrip("\r\n"), FINITE)
    except UnicodeDecodeError:
        fact = "is no text in UTF-8"
    except JsonError as error:
        at = f" (column {error.column})" if error.what == "syntax" else ""
        fact = "has an object with one key twice" if error.what == "key twice" else f"is not JSON that can be read{at}"
    # Outside the handler: an error in it holds the line, which may hold a secret.
    if not isinstance(line, dict):
        raise UnreadableError(fact, place=place, remedy=_REMEDY)
    return line


_REMEDY: Final = "Write one JSON object a line."


def _name(line: dict[str, Any]) -> Any:
    """Take the `id` out of the line: it may be any value that can be written again."""
    named = line.pop("id", None)
    todo = [(named, 0)]
    while todo:
        node, depth = todo.pop()
        if depth > _DEEPEST:
            raise UnreadableError("is nested too deep", place="id", remedy="Give a text or a number.")
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        todo.extend((one, depth + 1) for one in inside)
    return named


@dataclass
class _Tally:
    """How many lines were answered, and which of them with an error. Lines may come without end, so few are kept."""

    status: int = OK
    lines: int = 0
    wrong: int = 0
    first: list[str] = field(default_factory=list)

    def count(self, number: int, status: int) -> None:
        self.lines += 1
        self.status = max(self.status, status)
        if status:
            self.wrong += 1
            self.first += [str(number)] if self.wrong <= _MOST_NAMED else []

    def tell(self) -> None:
        """Say it on standard error, once."""
        if self.wrong:
            named = ", ".join([*self.first, *(["…"] if self.wrong > _MOST_NAMED else [])])
            lines = "line" if self.wrong == 1 else "lines"
            complain(f"{self.wrong} of {self.lines} questions got an error for an answer: {lines} {named}")
