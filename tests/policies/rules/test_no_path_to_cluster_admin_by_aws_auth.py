"""Who writes `aws-auth` in a cluster of EKS that takes identities from it is whoever they like there."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.clusters import account, binding, group, role, rule_on
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Provider, Resource
from daypass_policies.rules.no_path_to_cluster_admin import no_path_to_cluster_admin

WRITES = rule_on("", "configmaps", "get", "update", "patch")
NAMED = {**WRITES, "resourceNames": ["aws-auth"]}
TUNER = account("dns-tuner", "ops")
OWN = account("node-tuner", "kube-system")
SAYS = "lets service account 'dns-tuner' map any identity of AWS into system:masters (it has "


def within(rule: Any = WRITES, namespace: str = "kube-system", *subjects: Any, **labels: str) -> tuple[Resource, ...]:
    """A role of a namespace and its binding."""
    gives = role(rule, kind="Role", namespace=namespace)
    return gives, binding(
        "ops", *(subjects or (TUNER,)), kind="RoleBinding", of="Role", namespace=namespace, labels=labels
    )


def everywhere(*rules: Any, by: Any = TUNER) -> tuple[Resource, ...]:
    return role(*rules), binding("ops", by)


def cluster(mode: Any = "API_AND_CONFIG_MAP", name: str = "core") -> Resource:
    return aws("eks/cluster", name, name=name, **({"accessConfig": {"authenticationMode": mode}} if mode else {}))


def config_map(name: Any = "aws-auth", namespace: str = "kube-system") -> Resource:
    return Resource.of("kubernetes:core/v1:ConfigMap", "auth", metadata={"name": name, "namespace": namespace}, data={})


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_path_to_cluster_admin, *resources, **ask)


@pytest.mark.parametrize(
    "takes",
    [
        cluster(),
        cluster("CONFIG_MAP"),
        cluster(None),
        native("eks:Cluster", "core", name="core", accessConfig={"authenticationMode": "CONFIG_MAP"}),
        config_map(),
    ],
)
def test_who_writes_it_is_told_where_the_cluster_takes_it(takes: Resource) -> None:
    (problem,) = judged(takes, *within()).problems
    assert SAYS in problem.message
    assert not problem.advisory
    for rule in (
        rule_on("", "configmaps", "update"),
        rule_on("", "configmaps", "patch", resourceNames=["aws-auth", "coredns"]),
        rule_on("", "*", "patch"),
        rule_on("*", "configmaps", "*"),
    ):
        assert SAYS in only(judged(takes, *within(rule)))


@pytest.mark.parametrize(
    "stack",
    [
        (cluster("API"), *within()),
        (cluster("API"), config_map(), *within()),
        within(),
        (config_map("aws-auth", "ops"), *within()),
        (config_map("coredns"), *within()),
        (cluster(), *within(rule_on("", "configmaps", "update", "patch", resourceNames=["coredns"]))),
        (cluster(), *within(rule_on("", "configmaps", "get", "list", "create"))),
        (cluster(), *within(rule_on("", "configmaps", "get", "list", "delete"))),
        (cluster(), *within(rule_on("", "secrets", "update"))),
        (cluster(), *within(WRITES, "ops")),
        (cluster(), *within(NAMED, "kube-system", OWN)),
        (cluster(), *everywhere(NAMED, by=OWN)),
        (cluster("API"), *within(WRITES, "kube-system", OWN)),
        (cluster(), *within({**WRITES, "resourceNames": ["coredns"]}, "kube-system", OWN)),
        (cluster(), *within(WRITES, "kube-system", group("system:serviceaccounts:kube-system"))),
        (cluster(), *within(WRITES, "kube-system", group("platform"))),
        (cluster(), *within(WRITES, "kube-system", TUNER, **{"helm.sh/chart": "tool-1.2.3"})),
        (cluster(), cluster("API", "edge"), *within()),
        (cluster(), *everywhere(WRITES, by=account("web-deploy", "ci"))),
        (cluster(), *everywhere(WRITES, rule_on("apps", "deployments", "create"))),
    ],
)
def test_others_and_other_clusters_pass(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_in_all_of_the_cluster_it_is_advice_unless_it_is_named() -> None:
    (problem,) = judged(cluster(), *everywhere(WRITES)).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    (problem,) = judged(cluster(), *everywhere(NAMED)).problems
    assert not problem.advisory
    pipelines = everywhere(WRITES, rule_on("apps", "deployments", "create"), by=account("web-deploy", "ci"))
    assert only(judged(cluster(), *pipelines, profile="strict"))


@pytest.mark.parametrize("how", [within(WRITES, "kube-system", OWN), everywhere(WRITES, by=OWN)])
def test_of_what_runs_in_the_namespace_of_the_cluster_it_is_advice(how: tuple[Resource, ...]) -> None:
    (problem,) = judged(cluster(), *how).problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert "service account 'node-tuner' map any identity of AWS" in problem.message


def test_beside_another_account_it_is_no_advice() -> None:
    (problem,) = judged(cluster(), *within(WRITES, "kube-system", OWN, TUNER)).problems
    assert not problem.advisory


def test_who_deletes_and_creates_maps_puts_one_in_its_place() -> None:
    (problem,) = judged(cluster(), *within(rule_on("", "configmaps", "get", "create", "delete"))).problems
    assert problem.advisory
    assert "(it has delete configmaps;" in problem.message


def test_the_map_behind_the_same_provider_tells_which_of_several_clusters_is_meant() -> None:
    clusters = cluster(), cluster("API", "edge")
    assert SAYS in only(judged(*clusters, config_map(), *within()))
    gives, to = within()
    edge = Provider("urn:edge", "pulumi:providers:kubernetes", "edge")
    assert passes(judged(*clusters, config_map(), replace(gives, provider=edge), replace(to, provider=edge)))


def test_a_map_whose_name_is_not_known_yet_is_perhaps_the_one() -> None:
    hidden = config_map(UNKNOWN)
    assert unknowns(judged(hidden, *within())) == ["metadata.name"]
    assert unknowns(judged(cluster(), cluster("API", "other"), hidden, *within())) == ["metadata.name"]
    assert passes(judged(cluster("API"), hidden, *within()))
    assert passes(judged(config_map(UNKNOWN, "shop"), *within()))
    assert only(judged(hidden, config_map(), *within()))


def test_a_mode_that_is_not_known_yet_leaves_it_undecided() -> None:
    assert unknowns(judged(cluster(UNKNOWN), *within())) == ["accessConfig.authenticationMode"]
    assert passes(judged(cluster(UNKNOWN), *within(WRITES, "ops")))
    assert unknowns(judged(cluster(), *within(rule_on("", "configmaps", "get", UNKNOWN)))) == ["rules[0].verbs[1]"]
    assert unknowns(judged(cluster(), *within({**WRITES, "resourceNames": [UNKNOWN]}))) == ["rules[0].resourceNames[0]"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None]])
def test_no_shape_breaks_it(odd: Any) -> None:
    judged(aws("eks/cluster", "core", name="core", accessConfig=odd), *within(odd))
    judged(cluster(odd), *everywhere(odd))
