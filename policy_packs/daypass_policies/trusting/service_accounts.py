"""This is where it is told which pods run as which service account of Kubernetes, and which accounts enter a role.

Source: Kubernetes documentation, "Configure Service Accounts for Pods" (a pod that names none is `default` of its
namespace) and "Recommended Labels"; EKS User Guide, "IAM roles for service accounts"; SPIFFE-ID,
"2.2 Path" (`/ns/NAMESPACE/sa/ACCOUNT` of a cluster); read 2026-11.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.stack import STACK_TYPE, Stack
from daypass.iam.asked import asked_of
from daypass.iam.document import Document
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.model.urn import Urn
from daypass_policies.located import Located, locate

ACCOUNT: Final = "kubernetes:core/v1:ServiceAccount"
_OF_A_CLOUD: Final = (
    "eks.amazonaws.com/role-arn",
    "iam.gke.io/gcp-service-account",
    "azure.workload.identity/client-id",
)
"""Annotations that let whoever runs as the account act as an identity of AWS, Google or Azure.

Source: the guide above; GKE, "Authenticate to Google Cloud APIs from GKE workloads"; Azure Workload Identity, "Labels
and Annotations"; read 2026-11.
"""

_NAMESPACE: Final = "kubernetes:core/v1:Namespace"
DEFAULT: Final = "default"
"""The service account of a pod that names none, and the namespace of what names none."""

_IN_TEMPLATE: Final = "spec.template.spec"
PODS: Final[Mapping[str, str]] = {
    "kubernetes:core/v1:Pod": "spec",
    "kubernetes:core/v1:ReplicationController": _IN_TEMPLATE,
    "kubernetes:apps/v1:Deployment": _IN_TEMPLATE,
    "kubernetes:apps/v1:StatefulSet": _IN_TEMPLATE,
    "kubernetes:apps/v1:DaemonSet": _IN_TEMPLATE,
    "kubernetes:apps/v1:ReplicaSet": _IN_TEMPLATE,
    "kubernetes:batch/v1:Job": _IN_TEMPLATE,
    "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
}
"""Type → where it has the description of its pods."""

_BINDINGS: Final = (
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
)
_APPLICATION: Final = ("app.kubernetes.io/instance", "app.kubernetes.io/name", "app")
_SUBJECT: Final = re.compile(
    r"(?:system:serviceaccount:(?P<namespace>[^:*?]+):(?P<name>[^:*?]+)"
    r"|spiffe://[^/]+/ns/(?P<of_spiffe>[^/*?]+)/sa/(?P<name_of_spiffe>[^/*?]+))"
)
_SPIFFE: Final = "spiffe://"


class Pods(NamedTuple):
    """What runs pods, and their account: its name in a namespace of a cluster; `unknown` is the path that hides it.

    `silent`: the description names no account, so that Kubernetes takes `default`.
    """

    runner: Resource
    cluster: str
    namespace: str
    account: str
    unknown: str = ""
    silent: bool = False


class ServiceAccounts:
    """Who runs as which service account in a stack, or in several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def pods(self) -> tuple[Pods, ...]:
        """Every resource of the stack that runs pods, with the account of these."""
        return tuple(self._pods(resource) for resource in self._stack.resources if resource.type in PODS)

    @cached_property
    def entitled(self) -> frozenset[tuple[str, str]]:
        """Cluster and namespace of each `default` account with rights: by a binding, or as an identity of a cloud."""
        found = {
            (account.provider.urn, _namespace(account))
            for account in self._stack.of_type(ACCOUNT, f"{ACCOUNT}Patch")
            if _under(account, "metadata", "name") == DEFAULT and acts_in_a_cloud(account)
        }
        for binding in self._stack.of_type(*_BINDINGS):
            for subject in locate(binding.state.raw, "subjects[]"):
                if _text(subject.value, "kind") == "ServiceAccount" and _text(subject.value, "name") == DEFAULT:
                    namespace = _text(subject.value, "namespace") or _namespace(binding)
                    found.add((binding.provider.urn, namespace))
        return frozenset(found)

    def application(self, pods: Pods, key: str) -> str:
        """What it is part of: the tag `key` as a label or an annotation, its component, or its recommended labels."""
        own = key.replace(":", "/")
        for path in ("metadata.labels", "metadata.annotations"):
            if found := _under(pods.runner, path, own):
                return f"tag {found}"
        parent = self._stack.by_urn.get(pods.runner.parent)
        is_stack = Urn.parse(pods.runner.parent).type == STACK_TYPE
        if pods.runner.parent and not is_stack and (parent is None or not parent.custom):
            return pods.runner.parent
        labels = (_under(pods.runner, "metadata.labels", label) for label in _APPLICATION)
        return next((f"label {found}" for found in labels if found), pods.runner.urn)

    def _pods(self, resource: Resource) -> Pods:
        where = self._namespace_of(resource)
        namespace, unknown = ("", where.path) if isinstance(where, Located) else (where, "")
        for key in ("serviceAccountName", "serviceAccount"):
            for place in locate(resource.state.raw, f"{PODS[resource.type]}.{key}"):
                value = bare(place.value)
                if value is UNKNOWN:
                    name = self._behind(resource, "spec", ACCOUNT)
                    return Pods(
                        resource, resource.provider.urn, namespace, name, unknown or ("" if name else place.path)
                    )
                if isinstance(value, str) and value:
                    return Pods(resource, resource.provider.urn, namespace, value, unknown)
        return Pods(resource, resource.provider.urn, namespace, DEFAULT, unknown, silent=True)

    def _namespace_of(self, resource: Resource) -> str | Located:
        """Its namespace; the place of it where it is not known."""
        for place in locate(resource.state.raw, "metadata.namespace"):
            if bare(place.value) is UNKNOWN:
                return self._behind(resource, "metadata", _NAMESPACE) or place
        return _namespace(resource)

    def _behind(self, resource: Resource, key: str, type_: str) -> str:
        """In a preview: the name, else the URN, of the only thing of that type that the property depends on, or ""."""
        urns = resource.property_dependencies.get(key, ())
        found = [self._stack.by_urn[urn] for urn in dict.fromkeys(urns) if urn in self._stack.by_urn]
        fitting = [one for one in found if one.type == type_]
        return (_under(fitting[0], "metadata", "name") or fitting[0].urn) if len(fitting) == 1 else ""


def accounts_entering(document: Document) -> tuple[str, ...]:
    """The service accounts (`namespace/name`) that a trust names exactly, each once. Raises `Undecided`.

    A SPIFFE ID that names none stands for itself.
    """
    found: dict[str, None] = {}
    for statement in document.statements:
        if statement.effect != "Allow" or "Federated" not in (statement.principals or {}):
            continue
        for key, claims in asked_of(statement.conditions, document.version).items():
            named = (_account(claim.text) for claim in claims if key.endswith(":sub") and claim.exact)
            found.update(dict.fromkeys(filter(None, named)))
    return tuple(found)


def _account(subject: str) -> str:
    if match := _SUBJECT.fullmatch(subject):
        return f"{match['namespace'] or match['of_spiffe']}/{match['name'] or match['name_of_spiffe']}"
    return subject if subject.startswith(_SPIFFE) else ""


def _namespace(resource: Resource) -> str:
    return _under(resource, "metadata", "namespace") or DEFAULT


def _under(resource: Resource, path: str, key: str) -> str:
    """The text under a key of the map at a path; "" where there is none, or it is not known."""
    return next((found for place in locate(resource.state.raw, path) if (found := _text(place.value, key))), "")


def is_default(account: Resource) -> bool:
    """Whether it is the one that every namespace has: who declares it takes rights away from it."""
    return _under(account, "metadata", "name") == DEFAULT


def acts_in_a_cloud(account: Resource) -> bool:
    """Whether an annotation names an identity of a cloud, also one that is not known yet."""
    annotations = [bare(place.value) for place in locate(account.state.raw, "metadata.annotations")]
    return any(isinstance(each, Mapping) and each.get(key) for each in annotations for key in _OF_A_CLOUD)


def _text(holder: Any, key: str) -> str:
    plain = bare(holder)
    value = bare(plain.get(key)) if isinstance(plain, Mapping) else None
    return value if isinstance(value, str) else ""
