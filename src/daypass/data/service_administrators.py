"""This is where it is known what makes a machine the administrator of a service that is no cloud, or lets it be one."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.foreign_roles import GIVES, TOLD, ForeignRole
from daypass.data.table import pairs, read_table, word


class ServiceAdministrator(NamedTuple):
    """The argument, and a pattern of what it says there in small letters; what must stand beside it, all of it.

    `noun` is who is the administrator, for people, with the name of the resource after it; `where`, of what.
    """

    at: str
    value: str
    beside: tuple[tuple[str, str], ...]
    noun: str
    where: str
    role: ForeignRole


@cache
def service_administrators() -> Mapping[str, tuple[ServiceAdministrator, ...]]:
    """Type token → what makes an administrator there."""
    found: dict[str, tuple[ServiceAdministrator, ...]] = {}
    for row in read_table("service_administrators").rows:
        is_advice = word(row, "told", TOLD) == "advice"
        role = ForeignRole(row["name"], row["name"], word(row, "gives", GIVES), is_advice, row["act"])
        one = ServiceAdministrator(row["at"], row["value"], pairs(row["beside"]), row["noun"], row["where"], role)
        found[row["type"]] = (*found.get(row["type"], ()), one)
    return found
