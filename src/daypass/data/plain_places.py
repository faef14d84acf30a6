"""This is where the places are in which a credential would stand in plain text, by type of resource."""

from functools import cache
from typing import Final, Literal, NamedTuple, cast

from daypass.data.table import grouped, read_table

Form = Literal["tree", "handed", "script", "secret", "parameter", "note"]
FORMS: Final = ("tree", "handed", "script", "secret", "parameter", "note")


class PlainPlace(NamedTuple):
    """A property path (`users[].password`) and what stands there; the forms are explained in the table."""

    path: str
    form: Form


@cache
def plain_places() -> dict[str, tuple[PlainPlace, ...]]:
    """Type token → its places."""
    rows = read_table("plain_places").rows
    return grouped((row["type"], PlainPlace(row["path"], cast("Form", row["form"]))) for row in rows)
