"""This is where the part of the pool is that is about rights outside the IAM of AWS: in clusters and other clouds."""

from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

RBAC: Final = "kubernetes:rbac.authorization.k8s.io/v1"
DEPLOYER: Final = {"kind": "ServiceAccount", "name": "deployer", "namespace": "ci"}

Pool = dict[str, tuple[str, dict[str, Any]]]


def _reference(name: Any) -> dict[str, Any]:
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}


CLUSTERS: Final[Pool] = {
    "cluster-admin": (
        f"{RBAC}:ClusterRoleBinding",
        {"metadata": {"name": "a"}, "roleRef": _reference("cluster-admin"), "subjects": [DEPLOYER]},
    ),
    "cluster-admin-secret": (
        f"{RBAC}:RoleBinding",
        {
            "metadata": {"name": "b", "namespace": "shop"},
            "roleRef": _reference("cluster-admin"),
            "subjects": secret([DEPLOYER]),
        },
    ),
    "cluster-role-unknown": (
        f"{RBAC}:ClusterRoleBinding",
        {"metadata": {"name": "c"}, "roleRef": _reference(UNKNOWN), "subjects": [DEPLOYER]},
    ),
}

ELSEWHERE: Final[Pool] = {**CLUSTERS}
