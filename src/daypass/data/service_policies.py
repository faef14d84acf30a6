"""This is where it is told which of AWS's own policies are for the roles of its services, as its guides attach them."""

from functools import cache
from typing import Final

from daypass.data.table import read_table

_PATH: Final = "service-role/"
"""Where most of them stand, of which AWS says that they are for service roles."""


def is_for_a_service(policy: str) -> bool:
    """Whether the AWS-managed policy of this path and name is attached to the role of a service by AWS's own guide."""
    return policy.startswith(_PATH) or policy in _elsewhere()


@cache
def _elsewhere() -> frozenset[str]:
    return frozenset(row["policy"] for row in read_table("service_policies").rows)
