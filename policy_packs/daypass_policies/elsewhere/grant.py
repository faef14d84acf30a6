"""This is where a ForeignGrant is: what one resource of another cloud gives to one machine, as far as it matters."""

from typing import NamedTuple

from daypass.data.foreign_roles import ForeignRole
from daypass.model.resource import Resource


class ForeignGrant(NamedTuple):
    """`role` is given to `to` (words for people) on `where`; None where `unknown`, a path, hides which.

    `is_limited`: by a condition, so that less follows. `is_unassigned`: nobody has it yet. With a role, `unknown` hides
    to whom or where it is given.
    """

    by: Resource
    role: ForeignRole | None
    to: str = ""
    where: str = ""
    at: str = ""
    is_limited: bool = False
    unknown: str = ""
    is_unassigned: bool = False
