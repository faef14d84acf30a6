"""This is where `aws_service` is: a workload that an AWS service runs, and that gets its sessions from that service."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from daypass.data.service_principals import ServicePrincipal, service_principals
from daypass.errors import DeclarationError
from daypass.model.form import quoted
from daypass.model.kind import Federation, Field, Kind
from daypass.model.term import EnforcedBy
from daypass.model.written import nearest


@dataclass(frozen=True, slots=True)
class AwsService(Federation):
    """`service` is a short name such as `lambda`; `source_arn` names the one function, task or project, or is ""."""

    service: str
    source_arn: str = ""

    kind: ClassVar[str] = "aws_service"
    enforced_by: ClassVar[EnforcedBy] = "issuing service"

    def __post_init__(self) -> None:
        KIND.check_made(self)
        name = _short(self.service)
        if name not in service_principals():
            raise DeclarationError(
                f"{quoted(self.service)} is no service that daypass knows to run workloads",
                place="federation.service",
                remedy=nearest(name, service_principals()),
            )
        object.__setattr__(self, "service", name)
        if self.source_arn and not self._runs.sends_arn:
            raise DeclarationError(
                f"{quoted(self.service)} does not tell AWS which resource it acts for, so nothing would get in",
                place="federation.source_arn",
                remedy="Leave it out.",
            )

    @property
    def proof(self) -> str:
        """One line for tables."""
        return f"{self._runs.about.partition(';')[0]} ({self._runs.principal})" + (
            self.source_arn and f" {self.source_arn}"
        )

    def required_claims(self) -> Mapping[str, tuple[str, ...]]:
        """The condition keys with fixed values; the account, where the service sends it, is added for each account."""
        return {"aws:SourceArn": (self.source_arn,)} if self.source_arn else {}

    def trust_statements(self, account: str, partition: str) -> list[dict[str, Any]]:
        """One statement for the service's principal, held to this account where the service says for whom it acts."""
        del partition  # service principals have the same name in every partition
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Principal": {"Service": self._runs.principal},
            "Action": "sts:AssumeRole",
        }
        condition: dict[str, Any] = {}
        if self._runs.sends_account:
            condition["StringEquals"] = {"aws:SourceAccount": account}
        if self.source_arn:
            condition["ArnEquals"] = {"aws:SourceArn": self.source_arn}
        return [statement | {"Condition": condition} if condition else statement]

    @property
    def _runs(self) -> ServicePrincipal:
        return service_principals()[self.service]


def aws_service(*, service: str, source_arn: str = "") -> dict[str, str]:
    """The `federation` argument for a workload that runs in `lambda`, `ecs-tasks`, `ec2`, `states` and so on."""
    fields = {"kind": "aws_service", "service": service}
    return fields | ({"source_arn": source_arn} if source_arn else {})


def _short(service: str) -> str:
    """`lambda.amazonaws.com` and `lambda` are one; so are the singular `ecs-task` and its principal."""
    by_principal = {known.principal: name for name, known in service_principals().items()}
    return by_principal.get(service, {"ecs-task": "ecs-tasks", "ecs": "ecs-tasks"}.get(service, service))


KIND: Final = Kind(
    name="aws_service",
    description="A workload that an AWS service runs: a Lambda function, an ECS task, an EC2 instance",
    fields={
        "service": Field(
            "Write the service's short name (lambda, ecs-tasks, ec2, states) or its principal.",
            r"^[a-z0-9.-]{2,64}$",
            required=True,
            example="lambda",
        ),
        "source_arn": Field(
            "Write the ARN of the one resource that the service acts for.",
            r"^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:[\w+=,.@:/-]+$",
        ),
    },
    make=AwsService,
)
