"""This is where the access policies of EKS are that make administrators."""

from functools import cache
from typing import Final

from daypass.data.table import read_table

GIVES: Final = ("everything", "namespaces")


@cache
def _gives() -> dict[str, str]:
    return {row["policy"].lower(): row["gives"] for row in read_table("cluster_access_policies").rows}


def access_policy_gives(arn: str) -> str:
    """`everything`, `namespaces`, or "" for another policy; `arn:aws:eks::aws:cluster-access-policy/NAME`."""
    return _gives().get(arn.rpartition("/")[2].lower(), "")
