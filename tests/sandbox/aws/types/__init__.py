"""This is where the resource types are, one file a service; `KINDS` is the table that the provider serves."""

from collections.abc import Mapping
from typing import Final

from tests.sandbox.aws.kind import Kind
from tests.sandbox.aws.types import compute, iam_policies, iam_roles, iam_users, messaging, stores

KINDS: Final[Mapping[str, Kind]] = {
    kind.token: kind
    for table in (iam_roles, iam_policies, iam_users, compute, stores, messaging)
    for kind in table.TABLE
}
"""Type token → row. A type that is not here is refused, so that no test passes for want of a row."""
