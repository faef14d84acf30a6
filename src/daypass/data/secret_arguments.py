"""This is where the arguments are that other providers than AWS's expect a secret in, by type of resource."""

from functools import cache

from daypass.data.table import read_table
from daypass.grouping import grouped


@cache
def secret_arguments() -> dict[str, tuple[str, ...]]:
    """Type token → the paths of its secret arguments; a path may lead to a map, each value of which is one."""
    return grouped((row["type"], row["path"]) for row in read_table("secret_arguments").rows)
