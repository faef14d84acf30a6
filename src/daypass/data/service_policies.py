"""This is where it is told which of AWS's own policies are for the roles of its services, as its guides attach them."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from daypass.data.table import read_table

_PATH: Final = "service-role/"
"""Where most of them stand, of which AWS says that they are for service roles."""


def is_for_service_roles(policy: str) -> bool:
    """Whether the path of the AWS-managed policy says that it is for the role of a service."""
    return policy.startswith(_PATH)


def service_of(policy: str) -> str:
    """The principal to whose role AWS's guide attaches a policy of another path, "" where it is no such policy."""
    return _elsewhere().get(policy, "")


@cache
def _elsewhere() -> Mapping[str, str]:
    return {row["policy"]: row["service"] for row in read_table("service_policies").rows}
