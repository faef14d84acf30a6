"""This is where the policies of resources are that have to allow something as well, and leave it to the account.

So a trust may, and so does the policy of a key unless somebody writes another. Whoever asks is known by then, or the
root user might be meant.
"""

from functools import lru_cache
from typing import Final

from daypass.data.stand_ins import NOBODYS_ACCOUNT
from daypass.graph.becoming.callers import Caller
from daypass.iam.arn import Arn
from daypass.iam.document import Document

_ASSUMES: Final = "sts:AssumeRole"


def policy_beside(action: str, resource: str, caller: Caller) -> Document | None:
    """What the policy of the resource says that has to allow it as well: that the account's own policies decide."""
    if action == _ASSUMES:
        return _left_to(caller.account or NOBODYS_ACCOUNT, action)
    arn = Arn.parse(resource)
    if caller.principal and arn and arn.service == "kms" and arn.resource.startswith("key/"):
        return _left_to(arn.account or caller.account, "kms:*")
    return None


@lru_cache(maxsize=64)
def _left_to(account: str, action: str) -> Document:
    """A trust, or the policy of a key, that leaves it to the policies of this account."""
    resource = {} if action == _ASSUMES else {"Resource": "*"}
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": action, **resource}
    return Document.parse({"Statement": [statement]}, path="a policy of the resource")
