"""What careful engineers install in clusters and other clouds gets no finding, whoever wrote it."""

import json
from typing import Any

import pytest
from tests.support.clusters import RBAC, account, group, user
from tests.support.foreign_clouds import RUNNER, SUBSCRIPTION, application, assignment, directory_role, member, policy
from tests.support.rules import judge_stack, passes

from daypass.model.resource import Resource
from daypass_policies.rules import catalog

RULES = [
    catalog()[name]
    for name in (
        "no-cluster-admin",
        "no-path-to-cluster-admin",
        "cluster-is-not-public",
        "no-owner-of-a-cloud",
        "no-path-to-owner-of-a-cloud",
        "no-path-to-roles-of-pods",
    )
]
READ = ["get", "list", "watch"]
WRITE = [*READ, "create", "update", "patch", "delete"]
AUTH = "rbac.authorization.k8s.io"


def rules(*each: tuple[str, str, list[str]]) -> list[dict[str, Any]]:
    """Rules of a role: groups, resources (separated by spaces; `core` is the unnamed group), and verbs."""
    return [
        {
            "apiGroups": ["" if group_ == "core" else group_ for group_ in groups.split()],
            "resources": resources.split(),
            "verbs": verbs,
        }
        for groups, resources, verbs in each
    ]


def installed(name: str, *given: dict[str, Any]) -> list[Resource]:
    """A cluster role with these rules, bound to a service account of that name in a namespace of that name."""
    reference = {"apiGroup": AUTH, "kind": "ClusterRole", "name": name}
    return [
        Resource.of(f"{RBAC}:ClusterRole", name, metadata={"name": name}, rules=list(given)),
        Resource.of(
            f"{RBAC}:ClusterRoleBinding",
            name,
            metadata={"name": name},
            roleRef=reference,
            subjects=[account(name, name)],
        ),
    ]


CONTROLLERS = {
    "ingress-nginx": rules(("core", "configmaps endpoints nodes pods secrets namespaces", ["list", "watch"])),
    "cert-manager": [
        *rules(("core", "secrets", WRITE), ("cert-manager.io", "*", WRITE)),
        {
            "apiGroups": ["certificates.k8s.io"],
            "resources": ["signers"],
            "resourceNames": ["issuers.cert-manager.io/*", "clusterissuers.cert-manager.io/*"],
            "verbs": ["approve", "sign"],
        },
    ],
    "external-dns": rules(("core", "services endpoints pods nodes", READ), ("networking.k8s.io", "ingresses", READ)),
    "external-secrets": rules(("core", "secrets", WRITE), ("core", "serviceaccounts/token", ["create"])),
    "keda-operator": rules(("*", "*", ["get"]), ("*", "*/scale", ["get", "list", "patch", "update", "watch"])),
    "gatekeeper-admin": rules(("*", "*", READ)),
    "argo-argocd-server": rules(("*", "*", ["get", "patch", "delete"]), ("core", "pods/exec", ["create"])),
    "cluster-autoscaler": rules(("core", "pods/eviction", ["create"]), ("core", "nodes", [*READ, "update"])),
    "prometheus": rules(("core", "nodes nodes/metrics nodes/proxy services pods", READ)),
    "strimzi-cluster-operator": rules(
        (AUTH, "rolebindings clusterrolebindings", WRITE), ("core", "pods serviceaccounts secrets", WRITE)
    ),
    "actions-runner-controller": rules((AUTH, "roles rolebindings", WRITE), ("core", "pods secrets", WRITE)),
    "argo-workflows": rules(("core", "pods pods/exec", WRITE), ("core", "secrets", ["get"])),
    "deployer": rules(("apps batch", "deployments daemonsets jobs", WRITE), ("core", "services configmaps", WRITE)),
    "metrics-server": rules(("core", "nodes/metrics", ["get"]), ("core", "pods nodes", READ)),
    "role-keeper": [
        {"apiGroups": [AUTH], "resources": ["clusterroles"], "resourceNames": ["view", "edit"], "verbs": ["bind"]}
    ],
}

PEOPLE = Resource.of(
    f"{RBAC}:ClusterRoleBinding",
    "platform",
    metadata={"name": "platform"},
    roleRef={"apiGroup": AUTH, "kind": "ClusterRole", "name": "cluster-admin"},
    subjects=[group("platform-team"), user("maria.keller@example.org")],
)

FLUX = Resource.of(
    f"{RBAC}:ClusterRoleBinding",
    "cluster-reconciler",
    metadata={"name": "cluster-reconciler-flux-system"},
    roleRef={"apiGroup": AUTH, "kind": "ClusterRole", "name": "cluster-admin"},
    subjects=[account("kustomize-controller", "flux-system"), account("helm-controller", "flux-system")],
)

GOOGLE = [
    member("roles/run.developer"),
    member("roles/logging.logWriter"),
    member("roles/owner", "group:platform@example.org"),
    member("roles/editor", "serviceAccount:123456789@cloudservices.gserviceaccount.com"),
    member("roles/iam.serviceAccountTokenCreator", "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"),
    Resource.of(
        "gcp:serviceaccount/iAMMember:IAMMember",
        "acts",
        serviceAccountId="projects/acme-prod/serviceAccounts/web@acme-prod.iam.gserviceaccount.com",
        role="roles/iam.serviceAccountUser",
        member=RUNNER,
    ),
    policy(json.dumps({"bindings": [{"role": "roles/owner", "members": ["user:maria.keller@example.org"]}]})),
]

AZURE = [
    application(objectId="0001"),
    assignment("Contributor", f"{SUBSCRIPTION}/resourceGroups/shop"),
    assignment("Reader"),
    assignment("AcrPull", f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.ContainerRegistry/registries/shop"),
    assignment("Owner", principalId="0009", principalType="Group"),
    directory_role("88d8e3e3-8f55-4a1e-953a-9b9898b8876b"),
]

STACKS = {name: installed(name, *given) for name, given in CONTROLLERS.items()}
STACKS |= {"people": [PEOPLE], "flux": [FLUX], "google": GOOGLE, "azure": AZURE}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("name", STACKS)
def test_a_good_stack_gets_no_finding(name: str, rule: Any) -> None:
    assert passes(judge_stack(rule, *STACKS[name]))
