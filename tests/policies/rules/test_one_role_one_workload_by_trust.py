"""Who shares a role with a workload that enters it by a token is seen by the trust and by the cluster's own words."""

import json
from typing import Any

import pytest
from tests.support.rules import passes, unknowns
from tests.support.shared_role import ARN, function, judged, role

from daypass.model.resource import UNKNOWN, Resource, Secret


def association(name: str, namespace: Any = "shop", account: Any = "api", role: Any = ARN, **inputs: Any) -> Resource:
    given = {"clusterName": name, "namespace": namespace, "serviceAccount": account, "roleArn": role, **inputs}
    return Resource.of("aws:eks/podIdentityAssociation:PodIdentityAssociation", name, **given)


def test_one_service_account_in_two_clusters_is_one_workload() -> None:
    assert passes(judged(role(), association("blue"), association("green")))
    for other in ({"account": "mailer"}, {"namespace": "mail"}):
        assert len(judged(role(), association("blue"), association("green", **other)).problems) == 1
    assert len(judged(role(), association("blue"), association("green", UNKNOWN)).problems) == 1


GITHUB = "token.actions.githubusercontent.com"
CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"
LAMBDA = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}


def tokens(issuer: str, subject: Any, operator: str = "StringEquals") -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "Condition": {operator: {f"{issuer}:sub": subject}},
    }


def trusting(*statements: Any, **inputs: Any) -> Resource:
    return role(assumeRolePolicy={"Version": "2012-10-17", "Statement": [LAMBDA, *statements]}, **inputs)


@pytest.mark.parametrize(
    ("statement", "who"),
    [
        (tokens(GITHUB, "repo:acme/shop:environment:prod"), "a pipeline of 'acme/shop'"),
        (tokens(GITHUB, ["repo:acme/shop:*"], "StringLike"), "a pipeline of 'acme/shop'"),
        (tokens(CLUSTER, "system:serviceaccount:shop:api"), "the service account 'shop/api'"),
        (tokens("spire.example.org", "spiffe://example.org/ns/shop/sa/api"), "the service account 'shop/api'"),
        (tokens("spire.example.org", "spiffe://example.org/api"), "the workload 'spiffe://example.org/api'"),
    ],
)
def test_a_workload_inside_and_one_with_a_token_are_two(statement: Any, who: str) -> None:
    (problem,) = judged(trusting(statement), function("api")).problems
    assert problem.message == f"role 'shared' is used by function 'api', and lets in {who}"
    assert problem.key == "entered too"
    assert passes(judged(trusting(statement)))
    assert passes(judged(trusting(), function("api")))
    assert passes(judged(trusting(statement, tags={"daypass:workload": "shop"}), function("api")))


def test_one_service_account_that_comes_both_ways_is_one_workload() -> None:
    both = trusting(tokens(CLUSTER, "system:serviceaccount:shop:api"))
    assert passes(judged(both, association("blue")))
    assert len(judged(both, association("blue", "mail", "mailer")).problems) == 1


def test_whoever_uses_the_role_by_its_token_is_the_one_whom_the_trust_names() -> None:
    metadata = {"annotations": {"eks.amazonaws.com/role-arn": ARN}}
    account = Resource.of("kubernetes:core/v1:ServiceAccount", "api", metadata=metadata)
    assert passes(judged(trusting(tokens(CLUSTER, "system:serviceaccount:shop:api")), account))


def test_several_branches_of_one_repository_beside_a_workload_are_one_pipeline() -> None:
    subjects = ["repo:acme/shop:environment:prod", "repo:acme/shop:ref:refs/heads/main", "repo:acme@1/shop@2:ref:x"]
    (problem,) = judged(trusting(tokens(GITHUB, subjects)), function("api")).problems
    assert problem.message.count("acme/shop") == 1


def test_a_trust_that_is_not_known_yet_is_undecided_beside_a_workload() -> None:
    waiting_for = role(assumeRolePolicy=UNKNOWN)
    assert unknowns(judged(waiting_for, function("api"))) == ["assumeRolePolicy"]
    assert passes(judged(waiting_for))
    assert passes(judged(role(assumeRolePolicy="{"), function("api")))


def test_a_trust_that_is_marked_as_secret_is_not_quoted() -> None:
    text = json.dumps({"Statement": [LAMBDA, tokens(GITHUB, "repo:acme/shop:environment:prod")]})
    (problem,) = judged(role(assumeRolePolicy=Secret(text)), function("api")).problems
    assert problem.message.endswith("lets in another workload")
