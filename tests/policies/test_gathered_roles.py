"""What a cluster role has by gathering others, as `no-cluster-admin` sees it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.clusters import ALL, RBAC, binding, role, rule_on, user
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Provider, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["no-cluster-admin"]


def judged(*resources: Resource) -> Answer:
    return judge_stack(RULE, *resources)


def gatherer(*selectors: Any, name: str = "sum", **metadata: Any) -> Resource:
    """A cluster role that gathers those that any of the selectors chooses."""
    return Resource.of(
        f"{RBAC}:ClusterRole",
        name,
        metadata={"name": name, **metadata},
        aggregationRule={"clusterRoleSelectors": list(selectors)},
    )


def expression(key: Any, operator: Any, *values: Any) -> dict[str, Any]:
    """A selector that asks one thing of one label."""
    return {"matchExpressions": [{"key": key, "operator": operator, **({"values": list(values)} if values else {})}]}


BY_LABEL = {"matchLabels": {"to": "sum"}}
NOT_OF_THE_CLUSTER = {"key": "kubernetes.io/bootstrapping", "operator": "DoesNotExist"}
"""What keeps a selector from choosing the roles that every cluster has, `cluster-admin` among them."""


def test_what_a_role_gathers_is_its_own() -> None:
    message = only(judged(gatherer(BY_LABEL), role(ALL, labels={"to": "sum"}), binding("sum")))
    assert "makes service account 'deployer' administrator" in message
    assert passes(judged(gatherer(BY_LABEL), role(ALL, labels={"to": "other"}), binding("sum")))
    assert unknowns(judged(gatherer(BY_LABEL), role(UNKNOWN, labels={"to": "sum"}), binding("sum"))) == ["rules[0]"]


@pytest.mark.parametrize(
    "selector",
    [
        expression("to", "In", "other", "sum"),
        expression("to", "Exists"),
        {"matchExpressions": [{"key": "to", "operator": "NotIn", "values": ["other"]}, NOT_OF_THE_CLUSTER]},
        {"matchExpressions": [{"key": "from", "operator": "DoesNotExist"}, NOT_OF_THE_CLUSTER]},
        {**BY_LABEL, **expression("to", "Exists")},
        Secret({"matchLabels": Secret({"to": Secret("sum")})}),
    ],
)
def test_a_role_gathers_what_its_selectors_choose_by_whatever_they_ask(selector: Any) -> None:
    chosen = role(ALL, labels={"to": "sum"})
    assert "makes service account 'deployer' administrator" in only(judged(gatherer(selector), chosen, binding("sum")))


@pytest.mark.parametrize(
    "selector",
    [
        expression("to", "In", "other"),
        expression("from", "Exists"),
        {"matchExpressions": [{"key": "to", "operator": "NotIn", "values": ["sum"]}, NOT_OF_THE_CLUSTER]},
        expression("to", "NotIn", "sum") | {"matchLabels": {"to": "other"}},
        {"matchExpressions": [{"key": "to", "operator": "DoesNotExist"}, NOT_OF_THE_CLUSTER]},
        {**BY_LABEL, **expression("from", "Exists")},
        {"matchLabels": {"to": "sum", "from": "here"}},
    ],
)
def test_what_no_selector_chooses_is_not_gathered(selector: Any) -> None:
    assert passes(judged(gatherer(selector), role(ALL, labels={"to": "sum"}), binding("sum")))


@pytest.mark.parametrize(
    "selector",
    [
        {},
        {"matchLabels": {}},
        {"matchLabels": {}, "matchExpressions": []},
        {"matchLabels": {"kubernetes.io/bootstrapping": "rbac-defaults"}},
        expression("to", "DoesNotExist"),
        expression("to", "NotIn", "sum"),
    ],
)
def test_a_selector_that_chooses_the_roles_of_the_cluster_gathers_its_administrator(selector: Any) -> None:
    message = only(judged(gatherer(selector), binding("sum")))
    assert "makes service account 'deployer' administrator of all of the cluster" in message


@pytest.mark.parametrize(
    ("selector", "path"),
    [
        (UNKNOWN, ""),
        ("all", ""),
        (None, ""),
        ({"matchLabels": UNKNOWN}, ".matchLabels"),
        ({"matchLabels": {"to": UNKNOWN}}, ".matchLabels"),
        ({"matchLabels": {"to": True}}, ".matchLabels"),
        ({"matchExpressions": UNKNOWN}, ".matchExpressions"),
        (expression(UNKNOWN, "Exists"), ".matchExpressions[0]"),
        (expression("to", UNKNOWN), ".matchExpressions[0]"),
        (expression("to", "Equals", "sum"), ".matchExpressions[0]"),
        (expression("to", "In"), ".matchExpressions[0].values"),
        (expression("to", "In", "other", UNKNOWN), ".matchExpressions[0].values"),
        (expression("to", "NotIn", UNKNOWN), ".matchExpressions[0].values"),
    ],
)
def test_a_selector_that_is_not_known_leaves_open_what_is_gathered(selector: Any, path: str) -> None:
    answer = judged(gatherer(selector), role(ALL, labels={"to": "sum"}), binding("sum"))
    assert unknowns(answer) == [f"aggregationRule.clusterRoleSelectors[0]{path}"]
    assert passes(judged(gatherer(selector), role(ALL, labels={"to": "sum"}), binding("ops", user("anna@example.org"))))


@pytest.mark.parametrize("rule", [UNKNOWN, "all", ["all"], 7])
def test_what_is_no_aggregation_rule_leaves_open_what_is_gathered(rule: Any) -> None:
    gathers = Resource.of(f"{RBAC}:ClusterRole", "sum", metadata={"name": "sum"}, aggregationRule=rule)
    assert unknowns(judged(gathers, binding("sum"))) == ["aggregationRule"]


def test_a_selector_that_is_known_to_ask_for_another_label_chooses_nothing_whatever_else_it_asks() -> None:
    chosen = role(ALL, labels={"to": "sum"})
    for selector in ({"matchLabels": {"from": "here", "to": UNKNOWN}}, expression("from", "In", UNKNOWN)):
        assert passes(judged(gatherer(selector), chosen, binding("sum")))


@pytest.mark.parametrize(
    ("metadata", "path"),
    [({"labels": UNKNOWN}, "metadata.labels"), ({"labels": {"to": UNKNOWN}}, "metadata.labels")],
)
def test_labels_that_are_not_known_leave_open_who_gathers_the_role(metadata: Any, path: str) -> None:
    assert unknowns(judged(gatherer(BY_LABEL), role(ALL, **metadata), binding("sum"))) == [path]
    assert passes(judged(gatherer(BY_LABEL), role(ALL, labels={"from": UNKNOWN}), binding("sum")))


def test_a_role_whose_own_labels_are_not_known_does_not_doubt_what_it_gathers_of_itself() -> None:
    assert passes(judged(gatherer(BY_LABEL, labels=UNKNOWN), binding("sum")))
    assert passes(judged(gatherer({"matchLabels": {"to": UNKNOWN}}, labels={"to": "sum"}), binding("sum")))


def test_what_a_gathered_role_gathers_is_given_on() -> None:
    middle = gatherer({"matchLabels": {"to": "middle"}}, name="middle", labels={"to": "sum"})
    message = only(judged(gatherer(BY_LABEL), middle, role(ALL, labels={"to": "middle"}), binding("sum")))
    assert "makes service account 'deployer' administrator" in message
    assert passes(judged(gatherer(BY_LABEL), middle, role(ALL, labels={"to": "other"}), binding("sum")))
    round_ = gatherer(BY_LABEL, name="round", labels={"to": "sum"})
    assert passes(judged(round_, gatherer(BY_LABEL, labels={"to": "sum"}), binding("sum")))


@pytest.mark.parametrize(
    ("end", "given"),
    [("view", ("view", "edit", "admin")), ("edit", ("edit", "admin")), ("admin", ("admin",))],
)
def test_the_roles_of_every_cluster_gather_by_their_labels(end: str, given: tuple[str, ...]) -> None:
    everything = role(ALL, labels={f"rbac.authorization.k8s.io/aggregate-to-{end}": "true"})
    for name in given:
        (problem,) = judged(everything, binding(name)).problems
        assert (problem.severity, problem.advisory, problem.key) == ("critical", False, "everything")
    for name in {"view", "edit"} - set(given):
        assert passes(judged(everything, binding(name)))
    little = role(
        rule_on("cert-manager.io", "*", "*"), labels={f"rbac.authorization.k8s.io/aggregate-to-{end}": "true"}
    )
    assert passes(judged(little, binding("edit")))
    (problem,) = judged(little, binding("admin")).problems
    assert (problem.key, problem.advisory) == ("namespaces", True)
    hidden = role(UNKNOWN, labels={f"rbac.authorization.k8s.io/aggregate-to-{end}": "true"})
    answer = judged(hidden, binding("admin"))
    assert (unknowns(answer), [problem.key for problem in answer.problems]) == (["rules[0]"], ["namespaces"])
    off = role(ALL, labels={f"rbac.authorization.k8s.io/aggregate-to-{end}": "false"})
    assert passes(judged(off, binding("edit")))


def test_a_patch_may_bring_the_label_or_the_selector() -> None:
    def patch(name: str, **inputs: Any) -> Resource:
        return Resource.of(f"{RBAC}:ClusterRolePatch", f"{name}-patch", **inputs)

    label = patch("ops", metadata={"name": "ops", "labels": {"to": "sum"}})
    message = only(judged(gatherer(BY_LABEL), role(ALL), label, binding("sum")))
    assert "makes service account 'deployer' administrator" in message
    assert passes(judged(gatherer(BY_LABEL), role(ALL), binding("sum")))
    rule = {"clusterRoleSelectors": [BY_LABEL]}
    selector = patch("view", metadata={"name": "view"}, aggregationRule=rule)
    message = only(judged(selector, role(ALL, labels={"to": "sum"}), binding("view")))
    assert "makes service account 'deployer' administrator" in message
    other = patch("ops", metadata={"name": "ops", "labels": {"to": "other"}})
    assert unknowns(judged(gatherer(BY_LABEL), role(ALL, labels={"to": "sum"}), other, binding("sum")))


def test_a_role_of_another_cluster_is_not_gathered() -> None:
    blue = Provider(urn="urn:pulumi:dev::p::pulumi:providers:kubernetes::blue")
    chosen = replace(role(ALL, labels={"to": "sum"}), provider=blue)
    assert passes(judged(gatherer(BY_LABEL), chosen, binding("sum")))
