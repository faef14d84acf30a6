"""This is where a Table is read: comma-separated rows of text below comment lines that say the source and the date."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from daypass.errors import UnreadableError

FOLDER: Final = Path(__file__).parent

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Table:
    """Facts as they were on `as_of`. Rows are column → text, in the order of the file; a missing value is ""."""

    name: str
    source: str
    as_of: date
    rows: tuple[Mapping[str, str], ...]


@cache
def read_table(name: str) -> Table:
    """The table in `<name>.csv` beside this module. Read once, when someone first asks: most runs need few of them."""
    lines = (FOLDER / f"{name}.csv").read_text("utf-8").splitlines()
    notes = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    facts = dict(note.split(": ", 1) for note in notes if ": " in note)
    if not {"source", "as of"} <= facts.keys():
        raise UnreadableError("says no source or no date", place=f"{name}.csv", remedy="Begin it with both as comments")
    rows = csv.DictReader(line for line in lines if line and not line.startswith("#"))
    return Table(name, facts["source"], date.fromisoformat(facts["as of"]), tuple(rows))


def all_tables() -> tuple[Table, ...]:
    """Every table there is, in order of name."""
    return tuple(read_table(path.stem) for path in sorted(FOLDER.glob("*.csv")))


def word(row: Mapping[str, str], column: str, words: tuple[Word, ...]) -> Word:
    """What stands in a column of which these are all the words. Raises UnreadableError where it is another."""
    said = row[column]
    for one in words:
        if one == said:
            return one
    place = f"{column} of {next(iter(row.values()))!r}"
    raise UnreadableError(f"{said!r} is none of {', '.join(words)}", place=place, remedy="Mend the table.")


def pairs(text: str, between: str | None = None) -> tuple[tuple[str, str], ...]:
    """The `path=value` of a column, in their order, with blanks between them, or another sign."""
    cut = (one.partition("=") for one in text.split(between) if one)
    return tuple((path, value) for path, _, value in cut)


def flag(row: Mapping[str, str], column: str) -> bool:
    """Whether a column says yes, where it may say no, and nothing else. Raises UnreadableError."""
    return word(row, column, _YES_NO) == "yes"


_YES_NO: Final = ("yes", "no")
