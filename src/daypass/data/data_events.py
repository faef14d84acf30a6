"""This is where the uses of data are that CloudTrail leaves out until a trail asks for them."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class DataEvent(NamedTuple):
    """`type` is what a trail asks by, `service` what people call it, `actions` what such events tell of.

    `always`: it is missed also where a trail records the use of other data.
    """

    type: str
    service: str
    always: bool
    actions: tuple[str, ...]


@cache
def data_events() -> tuple[DataEvent, ...]:
    """In the order of the table."""
    rows = read_table("data_events").rows
    return tuple(
        DataEvent(row["type"], row["service"], row["asked"] == "always", tuple(row["actions"].split())) for row in rows
    )
