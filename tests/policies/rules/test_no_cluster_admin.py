"""What `no-cluster-admin` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.clusters import ALL, DEPLOYER, RBAC, account, binding, group, role, rule_on, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Provider, Resource, Secret
from daypass_policies.elsewhere.cluster_bindings import BINDINGS
from daypass_policies.rules import catalog

RULE = catalog()["no-cluster-admin"]
ADMIN = "cluster-admin"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


def test_a_service_account_that_is_administrator_of_the_cluster_is_found() -> None:
    (problem,) = judged(binding(ADMIN)).problems
    assert (
        problem.message == "binding 'ops-binding' makes service account 'deployer' administrator of all of the cluster"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("critical", False, "everything")


@pytest.mark.parametrize("type_", [type_ for type_ in BINDINGS if "ClusterRoleBinding" in type_])
def test_every_version_and_patches_are_asked(type_: str) -> None:
    assert "makes service account 'deployer' administrator" in only(judged(replace(binding(ADMIN), type=type_)))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (group("system:serviceaccounts"), "every service account of the cluster"),
        (group("system:serviceaccounts:ci"), "every service account of namespace 'ci'"),
        (group("system:authenticated"), "whoever signs in to the cluster, and every service account of it"),
        (group("system:unauthenticated"), "whoever reaches the cluster, without signing in"),
        (user("system:anonymous"), "whoever reaches the cluster, without signing in"),
        (user("system:serviceaccount:ci:deployer"), "service account 'deployer'"),
        (group("system:nodes"), "every node of the cluster"),
    ],
)
def test_whoever_stands_for_machines_is_found(subject: Any, words: str) -> None:
    (message,) = messages(judged(binding(ADMIN, subject)))
    assert f" makes {words} administrator " in message


@pytest.mark.parametrize("subject", [user("anna@example.org"), group("platform"), group("system:masters"), {}, None, 7])
def test_people_are_left_alone(subject: Any) -> None:
    assert passes(judged(binding(ADMIN, subject)))


@pytest.mark.parametrize(
    "rules",
    [
        [ALL],
        [{**ALL, "verbs": ["get", "create", "update", "delete"]}],
        [{**ALL, "verbs": ["list", "create"]}, {**ALL, "verbs": ["patch", "delete"]}],
        [rule_on("apps", "deployments", "get"), ALL],
    ],
)
def test_a_role_that_allows_everything_is_found_by_its_rules(rules: list[Any]) -> None:
    assert "makes service account 'deployer' administrator" in only(judged(role(*rules), binding()))


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [{**ALL, "verbs": ["get", "list", "watch"]}],
        [{**ALL, "verbs": ["get", "patch", "delete"]}],
        [{**ALL, "resourceNames": ["one"]}],
        [rule_on("apps", "*", "*")],
        [rule_on("*", "deployments", "*")],
        [{"nonResourceURLs": ["*"], "verbs": ["*"]}],
        [{}, None, "x"],
    ],
)
def test_less_than_everything_passes(rules: list[Any]) -> None:
    assert passes(judged(role(*rules), binding()))


def test_a_role_is_found_by_its_kind_its_namespace_and_its_cluster() -> None:
    namespaced = role(ALL, kind="Role", namespace="shop")
    assert passes(judged(namespaced, binding()))
    message = only(judged(namespaced, binding(kind="RoleBinding", of="Role", namespace="shop")))
    assert "makes service account 'deployer' administrator of all of namespace 'shop'" in message
    assert passes(judged(namespaced, binding(kind="RoleBinding", of="Role", namespace="mail")))
    blue = Provider(urn="urn:pulumi:dev::p::pulumi:providers:kubernetes::blue")
    assert passes(judged(replace(role(ALL), provider=blue), binding()))
    message = only(judged(replace(role(ALL), provider=blue), replace(binding(), provider=blue)))
    assert "makes service account 'deployer' administrator" in message
    assert passes(judged(binding("of-another-stack")))


def test_a_patch_adds_to_the_role_that_it_patches() -> None:
    patch = replace(role(), type=f"{RBAC}:ClusterRolePatch", urn="urn:pulumi:dev::project::patch::ops")
    assert "makes service account 'deployer' administrator" in only(judged(role(ALL), patch, binding()))
    message = only(judged(patch, replace(role(ALL), name="later"), binding()))
    assert "makes service account 'deployer' administrator" in message


def test_all_of_one_namespace_is_advice_and_of_kube_system_the_cluster() -> None:
    (problem,) = judged(binding(ADMIN, kind="RoleBinding", namespace="shop")).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert problem.message.endswith("administrator of all of namespace 'shop'")
    (problem,) = judged(binding(ADMIN, kind="RoleBinding", namespace="kube-system")).problems
    assert (problem.severity, problem.advisory) == ("high", False)
    (problem,) = judged(binding("admin")).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert passes(judged(binding("admin", kind="RoleBinding", namespace="shop")))
    assert passes(judged(binding("edit")))
    assert passes(judged(role(rule_on("apps", "*", "*"), name="admin"), binding("admin")))


@pytest.mark.parametrize("name", ["kustomize-controller", "argo-argocd-application-controller", "velero-server"])
def test_well_known_controllers_are_told_in_strict_alone(name: str) -> None:
    assert passes(judged(binding(ADMIN, account(name, "tools"))))
    (problem,) = judged(binding(ADMIN, account(name, "tools")), profile="strict").problems
    assert problem.advisory
    (message,) = messages(judged(binding(ADMIN, account(name, "tools"), DEPLOYER)))
    assert name not in message


def test_a_controller_of_fixed_place_is_one_there_alone() -> None:
    assert passes(judged(binding(ADMIN, account("rancher", "cattle-system"))))
    assert "makes service account 'rancher' administrator" in only(judged(binding(ADMIN, account("rancher", "shop"))))
    assert passes(judged(binding(ADMIN, account("rancher", UNKNOWN))))


def test_what_a_chart_brings_is_advice() -> None:
    made = binding(ADMIN)
    child = replace(made, urn=made.urn.replace("kubernetes:rbac", "kubernetes:helm.sh/v3:Chart$kubernetes:rbac"))
    for brought in (child, binding(ADMIN, labels={"helm.sh/chart": "tool-1.2.3"})):
        (problem,) = judged(brought).problems
        assert (problem.severity, problem.advisory) == ("high", True)
    labels = {"helm.sh/chart": "tool-1.2.3"}
    assert passes(judged(binding(ADMIN, kind="RoleBinding", namespace="shop", labels=labels)))
    (problem,) = judged(binding(ADMIN, group("system:unauthenticated"), labels=labels)).problems
    assert (problem.severity, problem.advisory) == ("critical", False)


def test_what_is_not_known_yet_is_left_undecided_where_it_would_decide() -> None:
    assert unknowns(judged(binding(UNKNOWN))) == ["roleRef.name"]
    assert unknowns(judged(binding(ADMIN, UNKNOWN))) == ["subjects[0]"]
    assert unknowns(judged(binding(ADMIN, group(UNKNOWN)))) == ["subjects[0].name"]
    assert unknowns(judged(binding(ADMIN, {"kind": UNKNOWN}))) == ["subjects[0].kind"]
    assert unknowns(judged(role(rule_on("*", "*", UNKNOWN)), binding())) == ["rules[0].verbs[0]"]
    assert unknowns(judged(role(rule_on(UNKNOWN, "*", "*")), binding())) == ["rules[0].apiGroups[0]"]
    assert unknowns(judged(role({**ALL, "resourceNames": UNKNOWN}), binding())) == ["rules[0].resourceNames"]
    assert passes(judged(role(rule_on("apps", "pods", "get")), binding("ops", UNKNOWN)))
    assert passes(judged(binding(UNKNOWN, user("anna@example.org"))))
    assert passes(judged(role(UNKNOWN), binding("ops", user("anna@example.org"))))
    assert "makes a service account administrator" in only(judged(binding(ADMIN, account(UNKNOWN))))
    assert "makes service account 'deployer' administrator" in only(judged(role(UNKNOWN, ALL), binding()))


def test_in_a_preview_a_role_is_found_by_what_the_reference_depends_on() -> None:
    made = role(ALL, name=UNKNOWN)
    later = replace(binding(UNKNOWN), property_dependencies={"roleRef": (made.urn,)})
    assert "makes service account 'deployer' administrator" in only(judged(made, later))
    assert passes(judged(replace(role(name=UNKNOWN), urn=made.urn), later))


def test_nothing_secret_is_repeated() -> None:
    hidden = binding(ADMIN, account(Secret("the-deployer")), kind="RoleBinding", namespace=Secret("the-namespace"))
    (problem,) = judged(hidden).problems
    assert "the-" not in f"{problem.message} {problem.key}"
    (problem,) = judged(binding(Secret(ADMIN), Secret(group("system:serviceaccounts:the-namespace")))).problems
    assert "the-" not in f"{problem.message} {problem.key}"
