"""This is where the things of AWS itself are whose names say an environment that is nobody's."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache

from daypass.data.table import read_table
from daypass.grouping import grouped


def is_of_aws(service: str, name: str) -> bool:
    """Whether a thing of this service and name, or all that a pattern of names means, is AWS's own."""
    return any(fnmatchcase(name, own) for own in _names().get(service, ()))


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    return grouped((row["service"], row["name"]) for row in read_table("names_of_aws").rows)
