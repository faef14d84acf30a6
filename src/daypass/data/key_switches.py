"""This is where the switches of Azure are by which one shared key or password lets in."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class KeySwitch(NamedTuple):
    """A switch by its path, what it says where the key lets in, what that is called, and what lets in instead."""

    path: str
    on: str
    noun: str
    alternative: str


@cache
def key_switches() -> Mapping[str, KeySwitch]:
    """Type token → its switch."""
    rows = read_table("key_switches").rows
    return {row["type"]: KeySwitch(row["path"], row["on"], row["noun"], row["alternative"]) for row in rows}
