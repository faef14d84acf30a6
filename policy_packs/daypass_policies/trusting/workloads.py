"""This is where it is told which roles are a workload's own, rather than a pipeline's or a person's."""

from collections.abc import Callable
from functools import partial
from typing import Final

from daypass.data.role_consumers import services_of_workloads
from daypass.graph.leaves import was_looked_up
from daypass.iam.admitted import Admitted
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.trusting.people import people_among, workloads_enter
from daypass_policies.trusting.trust import ROLES, admitted_by, known_admissions, trust_of

_CLASSES: Final = ("service", "batch", "agent", "vendor")
_RUN_CODE: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in (
        "lambda",
        "ecs-tasks",
        "tasks.apprunner",
        "glue",
        "sagemaker",
        "emr-serverless",
        "airflow",
        "airflow-env",
    )
)
"""Services that run a workload's code as a role, and hardly ever a pipeline's or a person's, as hosts do."""
_HOSTS: Final = frozenset(("ec2.amazonaws.com", "pods.eks.amazonaws.com", "rolesanywhere.amazonaws.com"))
_OF_CLUSTERS: Final = ":oidc-provider/oidc.eks."


def is_workloads_own(identity: Resource, class_: str) -> bool:
    """By its class; where it has none ("") by the services that enter it, when nobody else does."""
    return class_ in _CLASSES if class_ else _is_entered_by(identity, _runs_code)


def is_hosts(identity: Resource) -> bool:
    """Whether nobody enters it but machines, ours or elsewhere, or pods: what works there may also be a pipeline's."""
    return _is_entered_by(identity, _is_host)


def is_orchestrators(identity: Resource) -> bool:
    """Whether nobody enters it but state machines, which start what others run."""
    return _is_entered_by(identity, partial(_is_service, "states.amazonaws.com"))


def is_for_templates(identity: Resource) -> bool:
    """Whether nobody enters it but CloudFormation, which does as it what a template says."""
    return _is_entered_by(identity, partial(_is_service, "cloudformation.amazonaws.com"))


def is_peoples(identity: Resource) -> bool:
    """Whether people enter it, and no workload."""
    if identity.type not in ROLES or was_looked_up(identity):
        return False
    try:
        document = trust_of(identity)
        admitted = admitted_by(identity, document)
        return not workloads_enter(admitted) and any(people_among(admitted, document))
    except (MalformedDocument, Undecided):
        return False


def is_run_by_a_service(identity: Resource) -> bool:
    """Whether a service that runs workloads enters it, whoever does beside: it is some workload's own."""
    services = services_of_workloads()
    return any(one.kind == "Service" and one.principal in services for one in known_admissions(identity))


def _is_host(admitted: Admitted) -> bool:
    if admitted.kind == "Federated":
        return _OF_CLUSTERS in admitted.principal and admitted.breadth == "one workload"
    return admitted.kind == "Service" and admitted.principal in _HOSTS


def _is_service(name: str, admitted: Admitted) -> bool:
    return admitted.kind == "Service" and admitted.principal == name


def _runs_code(admitted: Admitted) -> bool:
    return admitted.kind == "Service" and admitted.principal in _RUN_CODE


def _is_entered_by(identity: Resource, is_one: Callable[[Admitted], bool]) -> bool:
    """Whether such enter it, and nobody else."""
    admitted = () if was_looked_up(identity) else known_admissions(identity)
    return bool(admitted) and all(map(is_one, admitted))
