"""This is where the words are by which a name says whose key it is, with what that vendor takes instead."""

from collections.abc import Mapping
from functools import cache

from daypass.data.table import read_table


@cache
def vendor_keys() -> Mapping[str, str]:
    """Word → what is short-lived instead."""
    return {row["word"]: row["alternative"] for row in read_table("vendor_keys").rows}
