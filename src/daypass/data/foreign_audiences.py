"""This is where the audiences are that a token has which was made for somebody else than AWS."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from daypass.data.table import read_table


@cache
def foreign_audiences() -> Mapping[str, str]:
    """Audience → for whom it is. Case counts."""
    return MappingProxyType({row["audience"]: row["about"] for row in read_table("foreign_audiences").rows})
