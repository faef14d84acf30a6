"""This is where tests make roles, bindings and service accounts of a cluster of Kubernetes."""

from typing import Any

from daypass.model.resource import Resource

RBAC = "kubernetes:rbac.authorization.k8s.io/v1"
DEPLOYER = {"kind": "ServiceAccount", "name": "deployer", "namespace": "ci"}
ALL = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}


def role(*rules: Any, kind: str = "ClusterRole", name: Any = "ops", **metadata: Any) -> Resource:
    """A role with these rules."""
    return Resource.of(f"{RBAC}:{kind}", "ops-role", metadata={"name": name, **metadata}, rules=list(rules))


def rule_on(group: Any, resource: Any, *verbs: Any, **more: Any) -> dict[str, Any]:
    """One rule of a role."""
    return {"apiGroups": [group], "resources": [resource], "verbs": list(verbs), **more}


def binding(
    name: Any = "ops", *subjects: Any, kind: str = "ClusterRoleBinding", of: str = "ClusterRole", **metadata: Any
) -> Resource:
    """A binding of the role of that name, to a service account where nobody is named."""
    return Resource.of(
        f"{RBAC}:{kind}",
        "ops-binding",
        metadata={"name": "ops", **metadata},
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": of, "name": name},
        subjects=list(subjects) or [DEPLOYER],
    )


def account(name: Any, namespace: Any = "ci") -> dict[str, Any]:
    """A service account as a subject."""
    return {"kind": "ServiceAccount", "name": name, "namespace": namespace}


def group(name: Any) -> dict[str, Any]:
    """A group as a subject."""
    return {"kind": "Group", "name": name, "apiGroup": "rbac.authorization.k8s.io"}


def user(name: Any) -> dict[str, Any]:
    """A user as a subject."""
    return {"kind": "User", "name": name, "apiGroup": "rbac.authorization.k8s.io"}
