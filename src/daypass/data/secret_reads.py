"""This is where the actions are that give what a secret says."""

from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class SecretRead(NamedTuple):
    """An action, and the ARN of what it reads with NAME and ACCOUNT for what differs."""

    action: str
    resource: str

    def resource_of(self, name: str, account: str, partition: str) -> str:
        """The ARN of one in this partition and account."""
        whole = self.resource.replace("NAME", name).replace("ACCOUNT", account)
        return whole.replace("*", partition, 1)


@cache
def secret_reads() -> tuple[SecretRead, ...]:
    """In the order of the table."""
    return tuple(SecretRead(row["action"], row["resource"]) for row in read_table("secret_reads").rows)
