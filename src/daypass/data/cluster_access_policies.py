"""This is where the access policies of EKS are that make administrators, or that let somebody start pods."""

from functools import cache
from typing import Final

from daypass.data.table import read_table, word

GIVES: Final = ("everything", "namespaces", "pods")
_ADMINISTRATORS: Final = GIVES[:2]
_OF_AWS: Final = "arn:aws:eks::aws:cluster-access-policy/"


@cache
def _gives() -> dict[str, str]:
    return {name.lower(): gives for name, gives in _rows()}


def _rows() -> tuple[tuple[str, str], ...]:
    return tuple((row["policy"], word(row, "gives", GIVES)) for row in read_table("cluster_access_policies").rows)


@cache
def administering_policies() -> tuple[str, ...]:
    """The ARNs of those that make an administrator, of a cluster or of each of its namespaces."""
    return tuple(f"{_OF_AWS}{name}" for name, gives in _rows() if gives in _ADMINISTRATORS)


def access_policy_gives(arn: str) -> str:
    """`everything`, `namespaces`, or "" for another policy; `arn:aws:eks::aws:cluster-access-policy/NAME`."""
    gives = _gives().get(_name(arn), "")
    return gives if gives in _ADMINISTRATORS else ""


def starts_pods(arn: str) -> bool:
    """Whether it lets somebody start pods, as any service account of the namespaces that it reaches."""
    return _name(arn) in _gives()


def _name(arn: str) -> str:
    return arn.rpartition("/")[2].lower()
