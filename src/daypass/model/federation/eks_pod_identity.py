"""This is where `eks_pod_identity` is: a Kubernetes pod that gets its sessions from the EKS Pod Identity agent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from daypass.model.kind import Federation, Field, Kind
from daypass.model.term import EnforcedBy


@dataclass(frozen=True, slots=True)
class EksPodIdentity(Federation):
    """One service account of one namespace of one cluster, which are the session tags that the agent sets itself."""

    cluster: str
    namespace: str
    service_account: str

    kind: ClassVar[str] = "eks_pod_identity"
    enforced_by: ClassVar[EnforcedBy] = "issuing service"

    def __post_init__(self) -> None:
        KIND.check_made(self)

    @property
    def proof(self) -> str:
        """One line for tables."""
        return f"EKS pod of {self.namespace}/{self.service_account} in cluster {self.cluster}"

    def required_claims(self) -> Mapping[str, tuple[str, ...]]:
        """The tags of the request: the service itself sets them, so that a pod cannot."""
        return {
            "aws:RequestTag/eks-cluster-name": (self.cluster,),
            "aws:RequestTag/kubernetes-namespace": (self.namespace,),
            "aws:RequestTag/kubernetes-service-account": (self.service_account,),
        }

    def trust_statements(self, account: str, partition: str) -> list[dict[str, Any]]:
        """One statement for the Pod Identity service, which needs sts:TagSession to set the tags that are asked for."""
        del account, partition
        return [
            {
                "Effect": "Allow",
                "Principal": {"Service": "pods.eks.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Condition": {"StringEquals": {key: value for key, (value,) in self.required_claims().items()}},
            }
        ]


def eks_pod_identity(*, cluster: str, namespace: str, service_account: str) -> dict[str, str]:
    """The `federation` argument for the pods of one Kubernetes service account."""
    return {
        "kind": "eks_pod_identity",
        "cluster": cluster,
        "namespace": namespace,
        "service_account": service_account,
    }


KIND: Final = Kind(
    name="eks_pod_identity",
    description="The pods of one Kubernetes service account, through EKS Pod Identity",
    fields={
        "cluster": Field(
            "Write the name of the cluster.", r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", required=True, example="platform"
        ),
        "namespace": Field(
            "Write the name of one namespace.",
            r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$",
            required=True,
            example="billing",
        ),
        "service_account": Field(
            "Write the name of one service account.",
            r"^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$",
            required=True,
            example="invoice-worker",
        ),
    },
    make=EksPodIdentity,
)
