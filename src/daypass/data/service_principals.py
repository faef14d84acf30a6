"""This is where AWS services are that run workloads under a role, and what each says of itself when it assumes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from daypass.data.table import read_table


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """A service by its short `name`. `sends_account`, `sends_arn`: it sets aws:SourceAccount, aws:SourceArn for STS."""

    name: str
    principal: str
    sends_account: bool
    sends_arn: bool
    about: str


@cache
def service_principals() -> Mapping[str, ServicePrincipal]:
    """Every known service by its short name, in order of name."""
    return MappingProxyType(
        {
            row["service"]: ServicePrincipal(
                row["service"], row["principal"], row["account"] == "yes", row["arn"] == "yes", row["about"]
            )
            for row in read_table("service_principals").rows
        }
    )
