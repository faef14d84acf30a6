"""This is where the switches of vendors are by which a program turns off what records who did what there."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import flag, read_table


class AuditSwitch(NamedTuple):
    """A row of the table, whose head explains the columns."""

    type: str
    each: str
    names: str
    which: tuple[str, ...]
    at: str
    off: tuple[str, ...]
    instead: bool
    noun: str
    lost: str


@cache
def audit_switches() -> Mapping[str, AuditSwitch]:
    """Type token → its switch."""
    return {row["type"]: _switch(row) for row in read_table("audit_switches").rows}


def _switch(row: Mapping[str, str]) -> AuditSwitch:
    which, off = (tuple(row[column].lower().split("|")) for column in ("which", "off"))
    instead = flag(row, "instead")
    return AuditSwitch(row["type"], row["each"], row["names"], which, row["at"], off, instead, row["noun"], row["lost"])
