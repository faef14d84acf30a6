"""This is where the built-in roles of Azure are that change nothing of what there is."""

from collections.abc import Mapping
from functools import cache

from daypass.data.table import read_table


@cache
def azure_readers() -> Mapping[str, str]:
    """Id of the role definition → its name."""
    return {row["id"]: row["name"] for row in read_table("azure_readers").rows}
