"""Whoever writes their own access entry of a cluster is in whichever group its bindings know."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.clusters import binding, group, rule_on
from tests.support.clusters import role as cluster_role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

EKS = f"arn:aws:eks:eu-west-1:{ACCOUNT}:"
OWN = f"{EKS}access-entry/core/role/{ACCOUNT}/a/*"
UPDATES = allow(["eks:DescribeAccessEntry", "eks:UpdateAccessEntry"], OWN)
CREATES = allow("eks:CreateAccessEntry", f"{EKS}cluster/core")
DENIES = deny("eks:UpdateAccessEntry")
SECRETS = rule_on("", "secrets", "get")
EDITS = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"


def entry(*groups: str, who: str = "a", **inputs: Any) -> Resource:
    given = {"clusterName": "core", "principalArn": f"{ARN}role/{who}", "kubernetesGroups": list(groups)}
    return aws("eks/accessEntry", f"{who}-entry", **{**given, **inputs})


def cluster(mode: str = "API") -> Resource:
    return aws("eks/cluster", "core", name="core", accessConfig={"authenticationMode": mode})


def vault(rule: Any = SECRETS, name: str = "vault-operators", **metadata: Any) -> tuple[Resource, ...]:
    """A group that this rule is given to in namespace `vault`."""
    gives = cluster_role(rule, kind="Role", namespace="vault")
    return gives, binding("ops", group(name), kind="RoleBinding", of="Role", namespace="vault", **metadata)


def judged(*made: Resource, given: dict[str, Any] = UPDATES, by: Resource | None = None) -> Answer:
    return judge_stack(no_path_to_more_rights, by or role("a"), may("a", given), *made)


def test_who_writes_their_own_entry_is_in_a_group_that_reads_secrets() -> None:
    (problem,) = judged(entry("readers"), *vault()).problems
    assert problem.advisory
    assert (
        "role 'a' may put itself into a group to which binding 'ops-binding' gives more, and so read the secrets of a "
        "namespace (eks:UpdateAccessEntry), by "
    ) in problem.message


@pytest.mark.parametrize("rule", [rule_on("", "pods/exec", "create"), rule_on("apps", "deployments", "patch")])
def test_so_is_who_gets_into_pods(rule: dict[str, Any]) -> None:
    assert "and so start or enter pods of a namespace" in only(judged(entry(), *vault(rule)))


def test_who_has_no_entry_makes_one() -> None:
    assert "(eks:CreateAccessEntry)" in only(judged(cluster(), *vault(), given=CREATES))
    assert passes(judged(cluster("CONFIG_MAP"), *vault(), given=CREATES))
    assert passes(judged(cluster(), entry(), *vault(), given=CREATES))


def test_an_entry_of_the_other_provider_is_one_too() -> None:
    own = native("eks:AccessEntry", "own", clusterName="core", principalArn=f"{ARN}role/a")
    assert only(judged(own, *vault()))


@pytest.mark.parametrize(
    ("given", "operator", "passing"),
    [
        (UPDATES, "ForAllValues:StringEquals", "readers"),
        (CREATES, "ForAllValues:StringEquals", "readers"),
        (CREATES, "StringNotEquals", "vault-operators"),
    ],
)
def test_a_condition_on_the_groups_keeps_it_out(given: dict[str, Any], operator: str, passing: str) -> None:
    limited = {**given, "Condition": {operator: {"eks:kubernetesGroups": passing}}}
    own = entry() if given is UPDATES else cluster()
    assert passes(judged(own, *vault(), given=limited))


def test_a_condition_on_the_groups_lets_it_into_those_that_it_names() -> None:
    limited = {**UPDATES, "Condition": {"ForAllValues:StringEquals": {"eks:kubernetesGroups": "vault-operators"}}}
    assert only(judged(entry(), *vault(), given=limited))


def test_a_condition_on_the_principal_keeps_it_from_entries_of_its_own() -> None:
    of_nodes = {**CREATES, "Condition": {"StringEquals": {"eks:principalArn": f"{ARN}role/nodes"}}}
    assert passes(judged(cluster(), *vault(), given=of_nodes))


@pytest.mark.parametrize(
    "made",
    [
        (entry("vault-operators"), *vault()),
        (entry(), *vault(rule_on("", "pods", "get", "list"))),
        (entry(), *vault(name="system:masters")),
        (entry(), *vault(labels={"helm.sh/chart": "vault-1.2.3"})),
        (entry(who="b"), role("b"), *vault()),
        (entry(type="EC2_LINUX"), *vault()),
        (entry(clusterName="edge"), *vault()),
        (
            *(entry(), *vault()),
            aws(
                "eks/accessPolicyAssociation",
                "edits",
                clusterName="core",
                principalArn=f"{ARN}role/a",
                policyArn=EDITS,
                accessScope={"type": "namespace", "namespaces": ["vault"]},
            ),
        ),
        (entry(),),
    ],
    ids=["in it", "looks", "system", "chart", "another's", "nodes", "other cluster", "has it", "no group"],
)
def test_what_gives_nothing_more_passes(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*made))


def test_neither_a_denial_nor_a_pipeline_is_told() -> None:
    assert passes(judge_stack(no_path_to_more_rights, role("a"), may("a", UPDATES, DENIES), entry(), *vault()))
    assert passes(judged(entry(), *vault(), by=role("a", from_github("repo:acme/infra:ref:refs/heads/main"))))


def test_what_is_not_known_of_the_rights_of_a_group_is_undecided() -> None:
    assert unknowns(judged(entry(), *vault(UNKNOWN)))
    assert passes(judged(entry(), *vault(UNKNOWN), given=allow("eks:DescribeAccessEntry", OWN)))
