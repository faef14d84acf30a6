"""Who has a shell in a workload has its rights, whatever the role's trust says."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import is_given, is_on
from daypass_policies.mending.arguments import instead

_EXEC: Final = "enableExecuteCommand"
_DATA: Final = "launchTemplateData"


def _exec(resource: Resource) -> str:
    return _EXEC if is_on(resource, _EXEC) else ""


def _key_pair(profile: str = "iamInstanceProfile", key: str = "keyName") -> Callable[[Resource], str]:
    def found(resource: Resource) -> str:
        return key if is_given(resource, profile) and is_given(resource, key) else ""

    return found


_SHELLS: Final[Mapping[str, Callable[[Resource], str]]] = {
    "aws:ecs/service:Service": _exec,
    "aws-native:ecs:Service": _exec,
    "aws:ec2/instance:Instance": _key_pair(),
    "aws-native:ec2:Instance": _key_pair(),
    "aws:ec2/launchTemplate:LaunchTemplate": _key_pair(),
    "aws-native:ec2:LaunchTemplate": _key_pair(f"{_DATA}.iamInstanceProfile", f"{_DATA}.keyName"),
    "aws:ec2/launchConfiguration:LaunchConfiguration": _key_pair(),
    "aws-native:autoscaling:LaunchConfiguration": _key_pair(),
}
"""Type → the property that opens a shell where a role is at hand, or ""."""


@rule(
    "workload-has-no-shell",
    risk="human-use",
    severity="low",
    confidence="medium",
    level="advisory",
    profile="strict",
    applies_to=tuple(_SHELLS),
    controls=("NHI10:2025", "NIST-800-53:AC-17", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Switch it off outside of an incident, and let a break-glass role switch it on.",
)
def workload_has_no_shell(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """From a shell in a task or on an instance a person takes the role's credentials and is the workload elsewhere.

    Found, in profile `strict`, are services of ECS with `enableExecuteCommand`, and instances and their templates that
    have an instance profile and a key pair. Sessions of Systems Manager are opened by rights, and not seen here.

    Refused:
        web:
          type: aws:ecs/service:Service
          properties: {cluster: shop, taskDefinition: web, enableExecuteCommand: true}

    Mended:
        web:
          type: aws:ecs/service:Service
          properties: {cluster: shop, taskDefinition: web}
    """
    if at := _SHELLS[resource.type](resource):
        fact = f"{resource.name!r} opens a shell in which a person has the workload's role"
        # Another key pair would replace an instance, which is more than the shell is worth.
        yield Problem(fact, at=at, mended=instead(at, value=False) if at == _EXEC else None)
