"""This is where it is told how policies call the services that state machines call as the SDK does."""

from collections.abc import Mapping
from functools import cache

from daypass.data.table import read_table


@cache
def sdk_prefixes() -> Mapping[str, str]:
    """As the SDK calls a service → the prefix of its actions, where that is another."""
    return {row["sdk"]: row["prefix"] for row in read_table("sdk_prefixes").rows}
