"""What `agent-leaves-workloads-alone` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.clusters import ALL, account, binding, role, rule_on
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.agent_leaves_workloads_alone import GUARDS, agent_leaves_workloads_alone

RULE = agent_leaves_workloads_alone
CLASS = {"daypass/class": "agent"}
PATCHES = rule_on("apps", "deployments", "get", "patch")


def service_account(name: Any = "mender", **metadata: Any) -> Resource:
    return Resource.of(
        "kubernetes:core/v1:ServiceAccount", "mender", metadata={"name": name, "namespace": "agents", **metadata}
    )


def judged(*rules: Any, name: str = "mender", more: tuple[Resource, ...] = (), **metadata: Any) -> Answer:
    """Of an account that is bound in all of the cluster."""
    bound = binding("ops", account(name, "agents"))
    return judge_stack(RULE, service_account(name, **(metadata or {"labels": CLASS})), role(*rules), bound, *more)


def test_an_agent_that_patches_deployments_everywhere_is_told() -> None:
    answer = judged(PATCHES)
    assert only(answer) == (
        "service account 'mender', which is labelled as an agent's, changes or enters workloads"
        " in all of the cluster by binding 'ops-binding' (patch deployments)"
    )
    assert answer.problems[0].severity is None


@pytest.mark.parametrize(
    "rule",
    [
        rule_on("", "pods", "delete"),
        rule_on("", "pods/exec", "create"),
        rule_on("", "*/exec", "*"),
        rule_on("", "secrets", "list"),
        rule_on("", "secrets", "patch"),
        rule_on("batch", "jobs", "create"),
        rule_on("apps", "*", "update"),
        rule_on("*", "statefulsets", "deletecollection"),
    ],
    ids=repr,
)
def test_every_way_into_a_workload_is_read(rule: dict[str, Any]) -> None:
    assert only(judged(rule))


@pytest.mark.parametrize(
    "rule",
    [
        rule_on("apps", "deployments", "get", "list", "watch"),
        rule_on("", "pods", "get", "list", "watch"),
        rule_on("", "pods/log", "get"),
        rule_on("", "configmaps", "update"),
        rule_on("apps", "deployments", "patch", resourceNames=["shop"]),
        rule_on("", "secrets", "get", resourceNames=["agent-key"]),
        rule_on("acme.example", "deployments", "patch"),
        ALL,
    ],
    ids=repr,
)
def test_reading_objects_that_are_named_and_what_others_tell_pass(rule: dict[str, Any]) -> None:
    assert passes(judged(rule))


@pytest.mark.parametrize(
    "metadata",
    [
        {"annotations": {"daypass:class": "agent"}},
        {"annotations": {"acme.example/class": "Agent"}},
        {"labels": {"PrincipalType": "Agent"}},
    ],
    ids=repr,
)
def test_an_account_says_that_it_is_an_agents(metadata: dict[str, Any]) -> None:
    assert only(judged(PATCHES, **metadata))


@pytest.mark.parametrize("name", ["k8sgpt", "ai-agent", "sre-agent", "kagent-helm", "mcp-server", "shop-llm-assistant"])
def test_a_name_that_nothing_else_has_is_an_agents(name: str) -> None:
    assert "is named as an agent's" in only(judged(PATCHES, name=name, labels={"app": "x"}))
    bound = binding("ops", account(name, "agents"))
    assert only(judge_stack(RULE, role(PATCHES), bound))


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("datadog-agent", {}),
        ("gitlab-agent", {}),
        ("jenkins-agent", {}),
        ("kagent-controller", {}),
        ("llm-operator", {}),
        ("deployer", {"acme.example/class": "gold"}),
        ("sre-agent", {"daypass/class": "pipeline"}),
    ],
)
def test_agents_without_a_model_and_other_classes_pass(name: str, labels: dict[str, str]) -> None:
    assert passes(judged(PATCHES, name=name, labels=labels))


def test_an_account_that_acts_as_the_role_of_an_agent_is_an_agents() -> None:
    arn = "arn:aws:iam::111122223333:role/mender"
    made = Resource.of("aws:iam/role:Role", "mender", name="mender", arn=arn, tags={"daypass:class": "agent"})
    irsa = {"annotations": {"eks.amazonaws.com/role-arn": arn}}
    assert "acts as the role of an agent" in only(judged(PATCHES, more=(made,), **irsa))
    assert passes(judged(PATCHES, **irsa))


def in_namespace(namespace: str) -> Answer:
    bound = binding("ops", account("mender", "agents"), kind="RoleBinding", namespace=namespace)
    return judge_stack(RULE, service_account(labels=CLASS), role(PATCHES), bound)


def test_another_namespace_is_medium_and_its_own_passes() -> None:
    (problem,) = in_namespace("shop").problems
    assert "in another namespace than its own" in problem.message
    assert problem.severity == "medium"
    assert passes(in_namespace("agents"))


@pytest.mark.parametrize("type_", GUARDS)
def test_an_admission_policy_that_names_the_account_is_a_guard(type_: str) -> None:
    says = "request.userInfo.username != 'system:serviceaccount:agents:mender'"
    guard = Resource.of(type_, "guard", spec={"validations": [{"expression": says}]})
    assert passes(judged(PATCHES, more=(guard,)))
    other = Resource.of(type_, "guard", spec={"validations": [{"expression": "object.spec.replicas < 9"}]})
    assert only(judged(PATCHES, more=(other,)))


def test_what_a_chart_brings_and_controllers_pass() -> None:
    chart = {"app.kubernetes.io/managed-by": "Helm"}
    bound = binding("ops", account("mender", "agents"), labels=chart)
    assert passes(judge_stack(RULE, service_account(labels=CLASS), role(PATCHES), bound))


def test_what_is_not_known_is_no_pass() -> None:
    for metadata, path in (
        ({"labels": UNKNOWN}, "metadata.labels"),
        ({"labels": {"daypass/class": UNKNOWN}}, "metadata.labels.daypass/class"),
    ):
        answer = judged(PATCHES, **metadata)
        assert (messages(answer), unknowns(answer)) == ([], [path])
    assert unknowns(judged(UNKNOWN)) == ["rules[0]"]
    assert passes(judged(rule_on("", "pods", "get"), labels=UNKNOWN))


def test_an_account_whose_name_is_to_come_is_the_one_on_which_the_binding_depends() -> None:
    made = service_account(UNKNOWN, labels=CLASS)
    bound = replace(binding("ops", account(UNKNOWN, "agents")), property_dependencies={"subjects": (made.urn,)})
    assert only(judge_stack(RULE, made, role(PATCHES), bound))
