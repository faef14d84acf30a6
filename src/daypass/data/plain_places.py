"""This is where the places are in which a credential would stand in plain text, by type of resource."""

from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Form = Literal["tree", "handed", "script", "secret", "parameter", "variable", "note"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)


class PlainPlace(NamedTuple):
    """A property path (`users[].password`) and what stands there; the forms are explained in the table."""

    path: str
    form: Form


@cache
def plain_places() -> dict[str, tuple[PlainPlace, ...]]:
    """Type token → its places."""
    rows = read_table("plain_places").rows
    return grouped((row["type"], PlainPlace(row["path"], word(row, "form", FORMS))) for row in rows)
