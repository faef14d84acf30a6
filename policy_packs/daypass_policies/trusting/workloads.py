"""This is where it is told which roles are a workload's own, rather than a pipeline's or a person's."""

from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of

_CLASSES: Final = ("service", "batch", "agent", "vendor")
_RUN_CODE: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in ("lambda", "ecs-tasks", "tasks.apprunner", "glue", "sagemaker", "emr-serverless")
)
"""Services that run a workload's code as a role, and hardly ever a pipeline's or a person's, as hosts do."""
_HOSTS: Final = frozenset(("ec2.amazonaws.com",))


def is_workloads_own(identity: Resource, class_: str) -> bool:
    """By its class; where it has none ("") by the services that enter it, when nobody else does."""
    return class_ in _CLASSES if class_ else _is_entered_by(identity, _RUN_CODE)


def is_hosts(identity: Resource) -> bool:
    """Whether nobody enters it but machines of EC2: what works there may be anything, also a pipeline's."""
    return _is_entered_by(identity, _HOSTS)


def _is_entered_by(identity: Resource, services: frozenset[str]) -> bool:
    """Whether these services enter it, and nobody else."""
    if identity.type not in ROLES or was_looked_up(identity):
        return False
    try:
        admitted = admitted_by(identity, trust_of(identity))
    except (MalformedDocument, Undecided):
        return False
    return bool(admitted) and all(one.kind == "Service" and one.principal in services for one in admitted)
