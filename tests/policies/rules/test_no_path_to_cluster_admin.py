"""What `no-path-to-cluster-admin` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.clusters import ALL, account, binding, group, role, rule_on, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.cluster_paths import ClusterPath, cluster_paths
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-path-to-cluster-admin"]
RBAC = "rbac.authorization.k8s.io"
BIND = rule_on(RBAC, "clusterroles", "bind", "create")


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


def test_who_may_bind_any_role_is_found_with_the_page_that_says_so() -> None:
    (problem,) = judged(role(BIND), binding()).problems
    assert problem.message == (
        "binding 'ops-binding' lets service account 'deployer' bind any cluster role to itself "
        "(it has bind clusterroles; https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update)"
    )
    assert (problem.severity, problem.advisory, problem.key) == (None, False, "bind clusterroles")


def test_a_path_that_a_role_of_every_cluster_gathers_is_found() -> None:
    label = {"rbac.authorization.k8s.io/aggregate-to-edit": "true"}
    assert "lets service account 'deployer' bind any cluster role" in only(
        judged(role(BIND, labels=label), binding("edit"))
    )
    assert passes(judged(role(BIND, labels=label), binding("view")))
    assert passes(judged(role(rule_on("cert-manager.io", "*", "*"), labels=label), binding("edit")))


def exactly(path: ClusterPath, **more: Any) -> Resource:
    return role(rule_on(path.group, path.resource, path.verb, **more))


@pytest.mark.parametrize("path", cluster_paths(), ids=lambda path: f"{path.verb} {path.resource}")
def test_every_path_of_the_table_is_found_where_it_should_be(path: ClusterPath) -> None:
    found = judged(exactly(path), binding())
    assert [problem.advisory for problem in found.problems] == ([False] if path.certain else [])
    (problem,) = judged(exactly(path), binding(), profile="strict").problems
    assert problem.advisory is not path.certain
    assert passes(judged(exactly(path), binding("ops", user("anna@example.org")), profile="strict"))
    assert passes(judged(exactly(path, resourceNames=["one"]), binding(), profile="strict"))
    for name in path.names:
        message = only(judged(exactly(path, resourceNames=[name]), binding(), profile="strict"))
        assert f"lets service account 'deployer' {path.act}" in message


@pytest.mark.parametrize(
    "given_",
    [
        rule_on("*", "clusterroles", "bind"),
        rule_on(RBAC, "*", "bind"),
        rule_on(RBAC, "clusterroles", "*"),
        rule_on("", "*/token", "create"),
        rule_on("", "*", "*"),
    ],
)
def test_wildcards_stand_for_what_they_take_in(given_: Any) -> None:
    assert "lets service account 'deployer' " in only(judged(role(given_), binding()))


@pytest.mark.parametrize(
    "given_",
    [
        rule_on(RBAC, "clusterrolebindings", "create", "update", "patch"),
        rule_on(RBAC, "clusterroles", "create", "get"),
        rule_on("apps", "*", "*"),
        rule_on("", "serviceaccounts", "create", "get"),
        rule_on("", "serviceaccounts/*", "get"),
        rule_on("", "secrets", "get", "list", "watch"),
        rule_on("", "pods", "create", "delete"),
        rule_on("", "Users", "impersonate"),
        ALL,
    ],
)
def test_what_leads_nowhere_or_is_for_work_passes(given_: Any) -> None:
    assert passes(judged(role(given_), binding()))


def test_within_a_namespace_it_is_advice_unless_that_keeps_the_cluster() -> None:
    tokens = role(rule_on("", "serviceaccounts/token", "create"))
    (problem,) = judged(tokens, binding(kind="RoleBinding", namespace="shop")).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    (problem,) = judged(tokens, binding(kind="RoleBinding", namespace="kube-system")).problems
    assert not problem.advisory
    brought = binding(kind="RoleBinding", namespace="shop", labels={"helm.sh/chart": "tool-1.2.3"})
    assert passes(judged(tokens, brought))
    assert "lets service account 'deployer' make tokens" in only(judged(tokens, brought, profile="strict"))
    all_of_it = role(rule_on("", "*", "*"))
    assert passes(judged(all_of_it, binding(kind="RoleBinding", namespace="shop")))
    message = only(judged(all_of_it, binding(kind="RoleBinding", namespace="shop"), profile="strict"))
    assert "lets service account 'deployer' act" in message
    users = role(rule_on("", "users", "impersonate"))
    assert passes(judged(users, binding(kind="RoleBinding", namespace="kube-system"), profile="strict"))


def test_controllers_and_charts_ship_with_what_they_need() -> None:
    tokens = role(rule_on("", "serviceaccounts/token", "create"))
    assert passes(judged(tokens, binding("ops", account("external-secrets", "tools"))))
    (problem,) = judged(tokens, binding("ops", account("external-secrets", "tools")), profile="strict").problems
    assert problem.advisory
    (problem,) = judged(tokens, binding(labels={"helm.sh/chart": "tool-1.2.3"})).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    everyone = binding("ops", group("system:unauthenticated"), labels={"helm.sh/chart": "tool-1.2.3"})
    (problem,) = judged(tokens, everyone).problems
    assert (problem.severity, problem.advisory) == ("critical", False)


def test_what_is_not_known_yet_is_left_undecided_where_it_would_decide() -> None:
    assert unknowns(judged(role(rule_on(RBAC, "clusterroles", UNKNOWN)), binding())) == ["rules[0].verbs[0]"]
    assert unknowns(judged(role(UNKNOWN), binding())) == ["rules[0]"]
    assert unknowns(judged(role(BIND), binding("ops", UNKNOWN))) == ["subjects[0]"]
    assert unknowns(judged(binding(UNKNOWN))) == ["roleRef.name"]
    assert "lets service account 'deployer' bind" in only(judged(role(UNKNOWN, BIND), binding()))
    assert passes(judged(role(UNKNOWN), binding("ops", user("anna@example.org"))))
    assert passes(judged(role(rule_on("", "pods", "get")), binding("ops", UNKNOWN)))
    made = role(BIND, name=UNKNOWN)
    message = only(judged(made, replace(binding(UNKNOWN), property_dependencies={"roleRef": (made.urn,)})))
    assert "lets service account 'deployer' bind" in message


def test_several_paths_are_one_finding() -> None:
    several = role(rule_on("", "*", "impersonate"), BIND, rule_on("", "serviceaccounts/token", "create"))
    (message,) = messages(judged(several, binding()))
    assert "(it has bind clusterroles, impersonate users, impersonate groups and 2 more; " in message


def test_nothing_secret_is_repeated() -> None:
    hidden = role(Secret(rule_on(RBAC, "clusterroles", "bind")))
    (problem,) = judged(hidden, binding(Secret("ops"), account(Secret("the-deployer")))).problems
    said = f"{problem.message} {problem.key}"
    assert "the-deployer" not in said
    assert "clusterroles" not in said


WORDS = st.sampled_from(["*", "bind", "create", "clusterroles", RBAC, "", "serviceaccounts/token", "get", "*/token"])


@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3))
def test_more_in_a_rule_never_makes_less_of_it(verbs: list[str], groups: list[str], resources: list[str]) -> None:
    """What is found with a rule is found with a wider one, by this rule or as all of the cluster."""
    narrow = {"verbs": verbs, "apiGroups": groups, "resources": resources}
    wide = {"verbs": [*verbs, "*"], "apiGroups": [*groups, ""], "resources": [*resources, "*"]}
    if judged(role(narrow), binding()).problems:
        everything = catalog()["no-cluster-admin"]
        assert judged(role(wide), binding()).problems or judge_stack(everything, role(wide), binding()).problems
