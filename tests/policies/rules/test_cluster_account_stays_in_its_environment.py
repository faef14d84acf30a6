"""Who is of one environment has nothing to do in the namespaces of another; tools that belong to none pass."""

from typing import Any

import pytest
from tests.support.clusters import account, binding, group, role, rule_on, user
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.cluster_account_stays_in_its_environment import cluster_account_stays_in_its_environment

STAGING = account("deployer", "shop-staging")
SECRETS = rule_on("", "secrets", "get")


def judged(*resources: Resource) -> Answer:
    return judge_stack(cluster_account_stays_in_its_environment, *resources)


def bound(*subjects: Any, namespace: Any = "shop-prod") -> Resource:
    return binding("edit", *subjects, kind="RoleBinding", namespace=namespace)


def namespace(name: Any, **metadata: Any) -> Resource:
    return Resource.of("kubernetes:core/v1:Namespace", f"ns-{name}", metadata={"name": name, **metadata})


def test_an_account_of_staging_has_no_rights_in_production() -> None:
    (problem,) = judged(bound(STAGING)).problems
    assert problem.message == (
        "binding 'ops-binding' gives service account 'deployer' of staging "
        "rights in namespace 'shop-prod' of production"
    )
    assert problem.severity is None
    (other,) = judged(bound(account("api", "shop-prod"), namespace="shop-staging")).problems
    assert other.severity == "medium"
    assert passes(judged(bound(account("deployer", "shop-prod"))))
    assert passes(judged(bound(account("api", "shop-dev"), namespace="shop-staging")))


@pytest.mark.parametrize("where", ["argocd", "monitoring", "ci", "kube-system", "shop", "default"])
def test_what_belongs_to_no_environment_passes(where: str) -> None:
    assert passes(judged(bound(account("deployer", where))))
    assert passes(judged(bound(STAGING, namespace=where)))


def test_an_account_may_be_called_after_an_environment() -> None:
    assert judged(bound(account("deployer-staging", "ci"))).problems
    assert passes(judged(bound(account("deployer-prod", "ci"))))


@pytest.mark.parametrize(
    "subject",
    [user("system:serviceaccount:shop-staging:deployer"), group("system:serviceaccounts:shop-staging")],
)
def test_an_account_is_known_by_its_user_and_its_group(subject: dict[str, Any]) -> None:
    assert judged(bound(subject)).problems
    assert passes(judged(bound(subject, namespace="shop-staging")))


def test_people_and_other_groups_are_not_asked() -> None:
    assert passes(judged(bound(user("maria@staging.acme.example"), group("staging-developers"))))


@pytest.mark.parametrize("where", ["labels", "annotations"])
@pytest.mark.parametrize("key", ["environment", "env", "acme.example/environment"])
def test_a_namespace_says_its_environment(where: str, key: str) -> None:
    made = namespace("payments", **{where: {key: "prod"}})
    assert only(judged(made, bound(STAGING, namespace="payments"))).endswith("namespace 'payments' of production")
    shared = namespace("shop-prod", **{where: {key: "shared"}})
    assert passes(judged(shared, bound(STAGING)))
    assert passes(judged(namespace("payments", **{where: {"team": "prod"}}), bound(STAGING, namespace="payments")))


def test_of_another_cluster_nothing_is_said() -> None:
    assert passes(judged(namespace("shop-prod"), binding("view", STAGING)))


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        (SECRETS, 1),
        (rule_on("apps", "deployments", "patch"), 1),
        (rule_on("*", "*", "*"), 1),
        (rule_on("", "pods/exec", "create"), 1),
        (rule_on("", "pods", "get", "list", "watch"), 0),
        (rule_on("", "nodes", "get", "patch"), 0),
        (rule_on("authentication.k8s.io", "tokenreviews", "create"), 0),
        (rule_on("coordination.k8s.io", "leases", "create", "update"), 0),
        (rule_on("acme.example", "secrets", "get"), 0),
    ],
)
def test_rights_over_the_cluster_reach_into_production(rule: dict[str, Any], number: int) -> None:
    made = (namespace("shop-prod"), role(rule))
    assert len(judged(*made, binding("ops", STAGING)).problems) == number
    assert passes(judged(role(rule), binding("ops", STAGING)))
    assert passes(judged(*made, binding("ops", account("deployer", "ci"))))
    assert passes(judged(*made, namespace("shop-staging"), binding("ops", account("deployer", "shop-prod"))))


def test_what_a_chart_binds_over_the_cluster_passes() -> None:
    labels = {"app.kubernetes.io/managed-by": "Helm"}
    assert passes(judged(namespace("shop-prod"), role(SECRETS), binding("ops", STAGING, labels=labels)))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(bound(STAGING, namespace=UNKNOWN))) == ["metadata.namespace"]
    assert unknowns(judged(bound(account("deployer", UNKNOWN)))) == ["subjects[0]"]
    assert unknowns(judged(bound(account(UNKNOWN, "ci")))) == ["subjects[0]"]
    assert passes(judged(bound(account(UNKNOWN, "shop-prod"))))
    assert passes(judged(bound(account("deployer", UNKNOWN), namespace="argocd")))
    labelled = namespace("payments", labels={"environment": UNKNOWN})
    assert unknowns(judged(labelled, bound(STAGING, namespace="payments"))) == ["metadata.labels.environment"]
    hidden = role(rule_on("", UNKNOWN, "create"))
    assert unknowns(judged(namespace("shop-prod"), hidden, binding("ops", STAGING))) == ["rules[0].resources[0]"]


def test_a_secret_name_is_not_repeated() -> None:
    message = only(judged(bound(account(Secret("deployer"), Secret("shop-staging")), namespace=Secret("shop-prod"))))
    assert "deployer" not in message
    assert "shop" not in message
