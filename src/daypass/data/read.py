"""This is where a Read is: an action by which something that is kept is read."""

from typing import NamedTuple


class Read(NamedTuple):
    """An action, and the ARN of what it reads with NAME and ACCOUNT for what differs."""

    action: str
    resource: str

    def resource_of(self, name: str, account: str, partition: str) -> str:
        """The ARN of one in this partition and account."""
        whole = self.resource.replace("NAME", name).replace("ACCOUNT", account)
        return whole.replace("*", partition, 1)
