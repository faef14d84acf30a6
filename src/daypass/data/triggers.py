"""This is where the actions are that make something run which works as its own role."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table
from daypass.grouping import grouped


class Trigger(NamedTuple):
    """One action. `consumer` is a noun in `daypass.data.role_consumers`, `resource` its ARN with NAME and ACCOUNT."""

    consumer: str
    action: str
    resource: str
    source: str

    def resource_of(self, name: str, account: str) -> str:
        """The ARN of a consumer, as a pattern: give `*` for what is not known."""
        return self.resource.replace("NAME", name).replace("ACCOUNT", account)


@cache
def triggers() -> dict[str, tuple[Trigger, ...]]:
    """Noun of a consumer → the actions that make it run."""
    rows = (
        Trigger(row["consumer"], row["action"], row["resource"], row["source"]) for row in read_table("triggers").rows
    )
    return grouped((trigger.consumer, trigger) for trigger in rows)
