"""This is where a Partition is: a part of AWS with regions, ARNs and a domain of its own."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class Partition(NamedTuple):
    """Its name (`aws-cn`), with what the names of its regions begin, and the domain under which its services answer."""

    name: str
    prefix: str
    suffix: str


@cache
def partitions() -> tuple[Partition, ...]:
    """All of them; the last is that of every region that is in none of the others."""
    rows = read_table("partitions").rows
    return tuple(Partition(row["partition"], row["prefix"], row["suffix"]) for row in rows)


def partition_of(region: str) -> Partition:
    """The partition of a region (`eu-central-1`); that of most where no region is said."""
    return next(one for one in partitions() if region.startswith(one.prefix))
