"""This is where the actions are by which policies of resources and of an organisation are written."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class PolicyEdit(NamedTuple):
    """An action, the pattern of the ARN that it is done to with `{}` for the name, and whose policy that is."""

    action: str
    resource: str
    whose: str

    @property
    def service(self) -> str:
        """In small letters."""
        return self.action.partition(":")[0].lower()


@cache
def policy_edits() -> tuple[PolicyEdit, ...]:
    """In the order of the table."""
    return tuple(PolicyEdit(row["action"], row["resource"], row["whose"]) for row in read_table("policy_edits").rows)
