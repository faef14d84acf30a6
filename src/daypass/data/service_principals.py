"""This is where AWS services are that assume roles, and what each says of itself when it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, get_args

from daypass.data.table import flag, read_table, word

Answer = Literal["yes", "no", "unknown"]
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """A service by its short `name`, with what AWS's page at `source` says of its principal.

    `account`, `arn`: whether it sets aws:SourceAccount, aws:SourceArn when STS is asked for a session. `declared`:
    whether a WorkloadIdentity may name it, because it runs a workload's code or acts for one workload alone.
    """

    name: str
    principal: str
    declared: bool
    account: Answer
    arn: Answer
    about: str
    source: str

    @property
    def sends_account(self) -> bool:
        """Whether a trust may demand aws:SourceAccount: where that is unknown, it would lock the workload out."""
        return self.account == "yes"

    @property
    def sends_arn(self) -> bool:
        """Whether a trust may demand aws:SourceArn."""
        return self.arn == "yes"


@cache
def service_principals() -> Mapping[str, ServicePrincipal]:
    """Every service that a WorkloadIdentity may name, by its short name, in order of name."""
    return MappingProxyType({known.name: known for known in principals().values() if known.declared})


@cache
def principals() -> Mapping[str, ServicePrincipal]:
    """Every service that is known to assume roles, by its principal (`lambda.amazonaws.com`), in order of short name.

    `daypass.data.role_consumers` says which resources use it.
    """
    return MappingProxyType(
        {
            row["principal"]: ServicePrincipal(
                row["service"],
                row["principal"],
                flag(row, "declared"),
                word(row, "account", ANSWERS),
                word(row, "arn", ANSWERS),
                row["about"],
                row["source"],
            )
            for row in read_table("service_principals").rows
        }
    )
