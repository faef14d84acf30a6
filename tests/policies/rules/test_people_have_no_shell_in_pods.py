"""People who open shells in production's pods are the workload; emergencies, machines and other environments pass."""

from typing import Any

import pytest
from tests.support.clusters import account, binding, group, role, rule_on, user
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.people_have_no_shell_in_pods import people_have_no_shell_in_pods

EXEC = rule_on("", "pods/exec", "create")
DEVELOPERS = group("shop-developers")


def judged(
    subject: dict[str, Any], *rules: Any, namespace: Any = "shop-prod", beside: tuple[Resource, ...] = ()
) -> Answer:
    bound = binding("ops", subject, kind="RoleBinding", namespace=namespace)
    return judge_stack(people_have_no_shell_in_pods, role(*(rules or (EXEC,))), bound, *beside)


def made(name: str, **metadata: Any) -> Resource:
    return Resource.of("kubernetes:core/v1:Namespace", name, metadata={"name": name, **metadata})


def test_developers_have_no_shell_in_production() -> None:
    assert only(judged(DEVELOPERS)) == (
        "binding 'ops-binding' lets group 'shop-developers' open shells in the pods of namespace 'shop-prod'"
    )
    assert judged(user("maria@acme.example")).problems
    assert judged(DEVELOPERS, namespace="shop", beside=(made("shop", labels={"env": "prod"}),)).problems


@pytest.mark.parametrize(
    "rule",
    [
        rule_on("", "pods/exec", "*"),
        rule_on("", "pods/exec", "get"),
        rule_on("", "pods/attach", "create"),
        rule_on("*", "*/exec", "create"),
        rule_on("", "pods/ephemeralcontainers", "patch"),
    ],
)
def test_in_each_way(rule: dict[str, Any]) -> None:
    assert judged(DEVELOPERS, rule).problems


@pytest.mark.parametrize(
    "rule",
    [rule_on("", "pods", "get", "list"), rule_on("", "pods/log", "get"), rule_on("apps", "pods/exec", "create")],
)
def test_who_reads_pods_and_their_logs_passes(rule: dict[str, Any]) -> None:
    assert passes(judged(DEVELOPERS, rule))


@pytest.mark.parametrize("who", [group("break-glass-admins"), group("oncall-engineers"), group("ci-bots")])
def test_emergencies_and_machines_pass(who: dict[str, Any]) -> None:
    assert passes(judged(who))
    assert passes(judged(account("deployer", "shop-prod")))


def test_elsewhere_people_have_what_they_need() -> None:
    assert passes(judged(DEVELOPERS, namespace="shop-dev"))
    assert passes(judged(DEVELOPERS, namespace="shop"))


def test_over_a_cluster_with_a_namespace_of_production() -> None:
    bound = binding("ops", DEVELOPERS)
    assert judge_stack(people_have_no_shell_in_pods, role(EXEC), bound, made("shop-prod")).problems
    assert passes(judge_stack(people_have_no_shell_in_pods, role(EXEC), bound, made("shop-dev")))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(DEVELOPERS, namespace=UNKNOWN)) == ["metadata.namespace"]
    assert unknowns(judged(DEVELOPERS, rule_on("", UNKNOWN, "create"))) == ["rules[0].resources[0]"]
    assert unknowns(judged(group(UNKNOWN))) == ["subjects[0].name"]
    assert passes(judged(DEVELOPERS, rule_on("", UNKNOWN, "create"), namespace="shop-dev"))


def test_a_secret_name_is_not_repeated() -> None:
    assert "shop" not in only(judged(group(Secret("shop-developers")), namespace=Secret("shop-prod")))
