"""Who submits jobs of EMR on EKS hands them any role of the namespace, unless a condition says which."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_another import role_does_not_become_another

ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"
CLUSTER = f"arn:aws:emr-containers:eu-west-1:{ACCOUNT}:/virtualclusters/abc"
SUBMITS = "emr-containers:StartJobRun"
KEY = "emr-containers:ExecutionRoleArn"
FINANCE = f"{ARN}role/spark-finance"
CLICKS = f"{ARN}role/spark-clicks"
TOLD = "role 'clicks-submit' leads to role 'spark-finance', which may s3:GetObject on arn:aws:s3:::finance/*"


def of_jobs(name: str, bucket: str) -> tuple[Resource, ...]:
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"}
    condition = {"StringLike": {f"{ISSUER}:sub": f"system:serviceaccount:jobs:emr-containers-sa-*-*-{ACCOUNT}-{name}"}}
    trust = lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=condition)
    return role(name, trust), may(name, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"))


def stack(*given: dict[str, Any], who: str = "clicks-submit", finance: str = "finance", **tags: str) -> list[Resource]:
    provider = {"id": "spark", "type": "EKS", "info": {"eksInfo": {"namespace": "jobs"}}}
    cluster = aws("emrcontainers/virtualCluster", "spark", arn=CLUSTER, containerProvider=provider)
    holder = role(who, "lambda.amazonaws.com", tags=tags or {"daypass:class": "service"})
    return [
        holder,
        may(who, *(given or (allow(SUBMITS, CLUSTER),))),
        cluster,
        *of_jobs("spark-clicks", "clicks"),
        *of_jobs("spark-finance", finance),
    ]


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def conditioned(operator: str, *roles: str) -> dict[str, Any]:
    return {**allow(SUBMITS, CLUSTER), "Condition": {operator: {KEY: [*roles]}}}


def test_who_submits_for_one_role_hands_over_that_of_another() -> None:
    assert TOLD in only(judged(*stack()))
    assert only(judged(*stack())) == only(judge_stack(role_does_not_become_another, *stack()))


@pytest.mark.parametrize("operator", ["StringLike", "ArnLike"])
def test_a_pattern_of_roles_says_nothing(operator: str) -> None:
    assert TOLD in only(judged(*stack(conditioned(operator, f"{ARN}role/spark-*"))))


@pytest.mark.parametrize("operator", ["StringEquals", "ArnEquals", "ArnLike", "StringLike"])
def test_whoever_names_the_roles_passes(operator: str) -> None:
    assert passes(judged(*stack(conditioned(operator, CLICKS))))
    assert passes(judged(*stack(conditioned(operator, CLICKS, FINANCE))))


def test_a_deny_of_all_others_names_them_too() -> None:
    for named in ([CLICKS], [CLICKS, FINANCE]):
        kept = deny(SUBMITS, Condition={"StringNotEquals": {KEY: named}})
        assert passes(judged(*stack(allow(SUBMITS, CLUSTER), kept)))


@pytest.mark.parametrize("who", ["dispatcher", "spark-submit", "clicks-finance-submit"])
def test_who_submits_for_all_passes(who: str) -> None:
    assert passes(judged(*stack(who=who)))


def test_who_has_one_role_alone_or_nothing_to_gain_passes() -> None:
    assert passes(judged(*stack()[:-2]))
    assert passes(judged(*stack(finance="clicks")))
    assert passes(judged(*stack(allow(SUBMITS, f"{CLUSTER}d"))))
    assert passes(judged(*stack(allow("emr-containers:DescribeJobRun", CLUSTER))))


def test_an_agent_that_submits_for_several_is_told() -> None:
    found = messages(judged(*stack(who="dispatcher", **{"daypass:class": "agent"})))
    assert any("leads to role 'spark-" in one for one in found)


def test_a_pipeline_submits_what_it_deploys() -> None:
    assert passes(judged(*stack(**{"daypass:class": "pipeline"})))


def test_what_is_not_known_leaves_it_undecided() -> None:
    later = aws("iam/rolePolicy", "later", role="clicks-submit", policy=UNKNOWN)
    given = stack()
    assert unknowns(judged(given[0], later, *given[2:])) == ["policy"]
