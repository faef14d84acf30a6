"""What `no-path-to-roles-of-pods` tells of who has Argo CD deploy pods for them."""

from typing import Any

import pytest
from tests.policies.rules.test_no_path_to_roles_of_pods import SIGNS, judged, pods
from tests.support.becoming import allow
from tests.support.clusters import RBAC, account, binding, rule_on
from tests.support.rules import only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource

ARGO = "argoproj.io"
WRITES = rule_on(ARGO, "applications", "get", "create", "patch")
LEDGER = pods("ledger", SIGNS)


def tenant(rule: Any = WRITES, namespace: str = "argocd", who: Any = None) -> tuple[Resource, ...]:
    """A service account `ci` of namespace `tiles` with this rule in another namespace."""
    made = Resource.of(f"{RBAC}:Role", "tenant", metadata={"name": "ops", "namespace": namespace}, rules=[rule])
    return made, binding("ops", who or account("ci", "tiles"), kind="RoleBinding", of="Role", namespace=namespace)


def project(repository: Any = "*", namespace: Any = "*", server: str = "*", **spec: Any) -> Resource:
    given = {"sourceRepos": [repository], "destinations": [{"server": server, "namespace": namespace}], **spec}
    metadata = {"name": "default", "namespace": "argocd"}
    return Resource.of(f"kubernetes:{ARGO}/v1alpha1:AppProject", "project", metadata=metadata, spec=given)


def test_who_writes_applications_of_an_open_project_deploys_as_any_account() -> None:
    assert only(judged(*tenant(), project(), *LEDGER)).startswith(
        "binding 'ops-binding' lets service account 'ci' have Argo CD deploy pods of its own to a namespace in which "
        "one has role 'ledger', which may kms:Sign on "
    )


@pytest.mark.parametrize(
    "made",
    [
        project("https://github.com/*"),
        project(namespace="p*", server="https://kubernetes.default.svc"),
        project(namespaceResourceWhitelist=[{"group": "apps", "kind": "*"}]),
        project(namespaceResourceBlacklist=[{"group": "", "kind": "Pod"}]),
    ],
    ids=["any on a host", "a pattern", "deployments", "all but pods"],
)
def test_what_a_project_leaves_open_counts(made: Resource) -> None:
    assert only(judged(*tenant(), made, *LEDGER))


@pytest.mark.parametrize(
    "made",
    [
        project("https://github.com/acme/tiles-deploy.git"),
        project(sourceRepos=["*", "!https://*"]),
        project(namespace="tiles"),
        project(server="https://edge.example"),
        project(namespaceResourceWhitelist=[{"group": "", "kind": "ConfigMap"}]),
        project(namespaceResourceBlacklist=[{"group": "*", "kind": "*"}]),
        project(destinationServiceAccounts=[{"server": "*", "namespace": "*", "defaultServiceAccount": "tenant"}]),
        project(destinations=[{"server": "*", "namespace": "*"}, {"server": "*", "namespace": "!pay"}]),
    ],
    ids=["repository", "refused", "namespace", "cluster", "kinds", "no kinds", "as an account", "but this namespace"],
)
def test_what_a_project_limits_passes(made: Resource) -> None:
    assert passes(judged(*tenant(), made, *LEDGER))


def test_applications_of_another_namespace_count_where_the_project_takes_them() -> None:
    assert passes(judged(*tenant(namespace="tiles"), project(), *LEDGER))
    assert only(judged(*tenant(namespace="tiles"), project(sourceNamespaces=["ti*"]), *LEDGER))


@pytest.mark.parametrize(
    "stack",
    [
        (*tenant(rule_on(ARGO, "applications", "get", "list")), project(), *LEDGER),
        (*tenant(rule_on(ARGO, "applications", "patch", resourceNames=["tiles"])), project(), *LEDGER),
        (*tenant(who=account("ledger-ci", "tiles")), project(), *LEDGER),
        (*tenant(who=account("ci", "platform")), project(), *LEDGER),
        (*tenant(), project(), *pods("ledger", allow("logs:PutLogEvents"))),
        (*tenant(), project(), *pods("ci", SIGNS, "tiles")),
        (*tenant(), *LEDGER),
    ],
    ids=["reads", "its own", "called like it", "for all", "logs", "has it", "no project"],
)
def test_what_gives_nothing_more_or_is_its_work_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_what_is_not_known_of_a_project_is_undecided() -> None:
    assert unknowns(judged(*tenant(), project(UNKNOWN), *LEDGER)) == ["spec.sourceRepos[0]"]
    assert unknowns(judged(*tenant(), project(namespace=UNKNOWN), *LEDGER)) == ["spec.destinations[0].namespace"]
    assert passes(judged(*tenant(), project(UNKNOWN)))
