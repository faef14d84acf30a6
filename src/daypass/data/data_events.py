"""This is where the uses of data are that CloudTrail leaves out until a trail asks for them."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class DataEvent(NamedTuple):
    """`type` is what a trail asks by, `service` what people call it, `actions` what such events tell of.

    `always`: it is missed also where a trail records the use of other data. `strict` are those of the actions that
    profile strict alone asks of.
    """

    type: str
    service: str
    always: bool
    actions: tuple[str, ...]
    strict: tuple[str, ...] = ()

    @property
    def usual(self) -> "DataEvent":
        """The same without what profile strict alone asks of."""
        return self._replace(actions=tuple(action for action in self.actions if action not in self.strict))


@cache
def data_events() -> tuple[DataEvent, ...]:
    """In the order of the table."""
    rows = read_table("data_events").rows
    return tuple(
        DataEvent(
            row["type"],
            row["service"],
            row["asked"] == "always",
            tuple(row["actions"].split()),
            tuple(row["strict"].split()),
        )
        for row in rows
    )
