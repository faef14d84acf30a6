"""This is where the rights are that lead to all of a cluster of Kubernetes."""

from functools import cache
from typing import Final, NamedTuple

from daypass.data.table import read_table, word

WITHIN: Final = ("namespace", "cluster")
TOLD: Final = ("certain", "likely")


class ClusterPath(NamedTuple):
    """A verb on a resource of a group (`""`: the core one), and what whoever has it may do.

    `names`: objects that a rule may name and still lead there; a rule that names others alone does not.
    `in_namespace`: a RoleBinding gives it too. `certain`: no controller has it for its everyday work.
    """

    verb: str
    group: str
    resource: str
    names: tuple[str, ...]
    in_namespace: bool
    certain: bool
    act: str
    link: str


@cache
def cluster_paths() -> tuple[ClusterPath, ...]:
    """Every such right, those first that lead furthest."""
    return tuple(
        ClusterPath(
            row["verb"],
            row["group"],
            row["resource"],
            tuple(row["names"].split()),
            word(row, "within", WITHIN) == "namespace",
            word(row, "told", TOLD) == "certain",
            row["act"],
            row["source"],
        )
        for row in read_table("cluster_paths").rows
    )
