"""This is where the settings of code hosts are that say what the token of each job may do."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import flag, read_table, word
from daypass.grouping import grouped

Weight = Literal["medium", "low"]
WEIGHTS: Final[tuple[Weight, ...]] = get_args(Weight)


class JobToken(NamedTuple):
    """A setting by its path, what it says where that is too much, how bad it is, and for people what then holds.

    `is_bound`: a review that a job cannot give undoes it.
    """

    path: str
    wide: str
    severity: Weight
    is_bound: bool
    fact: str


@cache
def job_tokens() -> Mapping[str, tuple[JobToken, ...]]:
    """Type token → its settings."""
    return grouped(
        (
            row["type"],
            JobToken(row["path"], row["wide"], word(row, "severity", WEIGHTS), flag(row, "bound"), row["fact"]),
        )
        for row in read_table("job_tokens").rows
    )
