"""This is where the actions are by which somebody gives itself what policies of resources or an organisation keep."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class PolicyEdit(NamedTuple):
    """An action, the pattern of the ARN that it is done to with `{}` for a name, and what it does to what.

    `opens` is `data` (keys, secrets and what is stored) or `door` (messages, code and calls).
    """

    action: str
    resource: str
    does: str
    whose: str
    opens: str

    @property
    def service(self) -> str:
        """In small letters."""
        return self.action.partition(":")[0].lower()

    def on(self, name: str) -> str:
        """The ARN with this for every name."""
        return self.resource.replace("{}", name)


@cache
def policy_edits() -> tuple[PolicyEdit, ...]:
    """In the order of the table."""
    return tuple(
        PolicyEdit(row["action"], row["resource"], row["does"], row["whose"], row["opens"])
        for row in read_table("policy_edits").rows
    )
