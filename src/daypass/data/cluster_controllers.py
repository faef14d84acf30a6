"""This is where the controllers are that ship with rights over a whole cluster of Kubernetes."""

from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import NamedTuple

from daypass.data.table import read_table


class Controller(NamedTuple):
    """The service account of a controller and its namespace, both as patterns, and what people call it."""

    account: str
    namespace: str
    noun: str


@cache
def cluster_controllers() -> tuple[Controller, ...]:
    """Every controller of the table."""
    rows = read_table("cluster_controllers").rows
    return tuple(Controller(row["account"], row["namespace"], row["noun"]) for row in rows)


@lru_cache(maxsize=1024)  # several rules ask of the same accounts
def controller_named(account: str, namespace: str) -> Controller | None:
    """The controller whose service account this is; `namespace` is "" where nobody knows it yet."""
    for known in cluster_controllers():
        if fnmatchcase(account, known.account) and (not namespace or fnmatchcase(namespace, known.namespace)):
            return known
    return None
