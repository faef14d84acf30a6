"""This is where `aws_principal` is: a workload that already has a role, and takes this one from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from daypass.model.kind import Federation, Field, Kind


@dataclass(frozen=True, slots=True)
class AwsPrincipal(Federation):
    """`arn` is the one role that may assume this one. Users hold keys, an account is everyone in it: neither fits."""

    arn: str

    kind: ClassVar[str] = "aws_principal"

    def __post_init__(self) -> None:
        KIND.check_made(self)

    @property
    def proof(self) -> str:
        """One line for tables."""
        return f"AWS role {self.arn}"

    def required_claims(self) -> Mapping[str, tuple[str, ...]]:
        """None: the principal itself is the proof."""
        return {}

    def trust_statements(self, account: str, partition: str) -> list[dict[str, Any]]:
        """One statement for that role, whatever the account and partition of the role that trusts it."""
        del account, partition
        return [{"Effect": "Allow", "Principal": {"AWS": self.arn}, "Action": "sts:AssumeRole"}]


def aws_principal(*, arn: str) -> dict[str, str]:
    """The `federation` argument for a workload that comes from the role with this ARN."""
    return {"kind": "aws_principal", "arn": arn}


KIND: Final = Kind(
    name="aws_principal",
    description="One named AWS role",
    fields={
        "arn": Field(
            "Write the ARN of one role: no account root, no user, no session (arn:aws:sts::…), no wildcard.",
            r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/(?:[!-.0-~]+/)*[\w+=,.@-]{1,64}$",
            required=True,
            example="arn:aws:iam::111122223333:role/scheduler",
        ),
    },
    make=AwsPrincipal,
)
