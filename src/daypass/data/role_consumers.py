"""This is where the types are that use a role, with the property that says which role and for whom it is.

A path leads through maps (`a.b`, `a.*` for every value), lists (`a[]`, `a[name=X]` for the elements of that name) and
keys that hold a dot (`a["b.c"]`); where a text stands in the way, it is read as JSON.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word
from daypass.grouping import grouped

Purpose = Literal["workload", "service", "caller"]

SAYS: Final = ("role", "profile")
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

FEDERATED: Final = "oidc"
CHAINED: Final = "role"
"""What stands for a principal where no AWS service assumes the role: a token of an issuer, or another role."""


class Consumption(NamedTuple):
    """One way of using a role.

    `path` leads to a role's ARN or name, or (`says` profile) to an instance profile's; `noun` is for people. `purpose`
    says who acts with the role: the workload's own code, a service, or whoever signs in through the resource.
    `principals` are the service principals that assume it, or `FEDERATED` or `CHAINED`.
    """

    path: str
    says: str
    purpose: Purpose
    principals: tuple[str, ...]
    noun: str


@cache
def role_consumers() -> dict[str, tuple[Consumption, ...]]:
    """Type token → the ways in which it uses a role."""
    return grouped((row["type"], _consumption(row)) for row in read_table("role_consumers").rows)


@cache
def services_of_workloads() -> frozenset[str]:
    """The service principals as which code of ours, or what it wrote down to be done, enters its own role."""
    ways = (way for ways in role_consumers().values() for way in ways if way.purpose == "workload")
    return frozenset(principal for way in ways for principal in way.principals if "." in principal)


def _consumption(row: Mapping[str, str]) -> Consumption:
    return Consumption(
        row["path"], word(row, "says", SAYS), word(row, "for", PURPOSES), tuple(row["principal"].split()), row["noun"]
    )
