"""Whoever submits a job of EMR on EKS gives it any role that lets in the service accounts of its namespace."""

from typing import Any

import pytest
from tests.support.becoming import allow, graph, inner, lets_in, may, role
from tests.support.grants import ACCOUNT, aws, native
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE"
CLUSTER = f"arn:aws:emr-containers:eu-west-1:{ACCOUNT}:/virtualclusters/abc"
JOBS = f"system:serviceaccount:emr:emr-containers-sa-*-*-{ACCOUNT}-0a1b"
SUBMITS = allow("emr-containers:StartJobRun", CLUSTER)


def runs_jobs(name: str, subject: Any = JOBS, issuer: str = ISSUER, operator: str = "StringLike") -> Resource:
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    condition = {operator: {f"{issuer}:sub": subject}}
    trust = lets_in(provider, "sts:AssumeRoleWithWebIdentity", Condition=condition)
    return role(name, trust, **ADMINISTRATOR)


def cluster(**inputs: Any) -> Resource:
    provider = {"id": "data", "type": "EKS", "info": {"eksInfo": {"namespace": "emr"}}}
    return aws("emrcontainers/virtualCluster", "vc", **{"arn": CLUSTER, "containerProvider": provider, **inputs})


def reached(*made: Resource, given: dict[str, Any]) -> list[tuple[str, bool]]:
    found = inner(graph(role("a"), may("a", given), *made), "a")
    return [(edge.target.name, edge.is_certain) for edge in found if edge.how == "pass role"]


@pytest.mark.parametrize("subject", [JOBS, ["system:serviceaccount:x:y", JOBS], "system:serviceaccount:emr:*"])
def test_whoever_submits_a_job_may_name_any_role_of_the_namespace(subject: Any) -> None:
    assert reached(cluster(), runs_jobs("strong", subject), given=SUBMITS) == [("strong", True)]
    assert reached(cluster(arn=None), runs_jobs("strong", subject), given=allow("emr-containers:*")) == [
        ("strong", True)
    ]


def test_it_is_told_as_a_way_to_an_administrator() -> None:
    found = messages(judge_stack(no_path_to_more_rights, role("a"), may("a", SUBMITS), cluster(), runs_jobs("strong")))
    (message,) = [text for text in found if "'a'" in text]
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: role 'a' may hand ")
    assert "virtual cluster 'vc' (emrcontainers-x01: emr-containers:StartJobRun)" in message


def test_the_condition_key_says_which_role() -> None:
    for name, roles in (("weak", [("weak", True)]), ("*", [("weak", True), ("strong", True)])):
        condition = {"ArnLike": {"emr-containers:ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/{name}"}}
        given = {**SUBMITS, "Condition": condition}
        assert reached(cluster(), runs_jobs("weak"), runs_jobs("strong"), given=given) == roles


@pytest.mark.parametrize(
    "strong",
    [
        runs_jobs("strong", "system:serviceaccount:other:emr-containers-sa-*"),
        runs_jobs("strong", "system:serviceaccount:emr:web"),
        runs_jobs("strong", JOBS, operator="StringNotLike"),
        runs_jobs("strong", JOBS, issuer="token.actions.githubusercontent.com"),
        role("strong", "ec2.amazonaws.com", **ADMINISTRATOR),
    ],
)
def test_a_role_that_lets_in_others_is_quiet(strong: Resource) -> None:
    assert reached(cluster(), strong, given=SUBMITS) == []


def test_another_cluster_and_who_only_looks_are_quiet() -> None:
    strong = runs_jobs("strong")
    assert reached(cluster(), strong, given=allow("emr-containers:StartJobRun", f"{CLUSTER}d")) == []
    assert reached(cluster(), strong, given=allow("emr-containers:DescribeJobRun", CLUSTER)) == []
    assert reached(strong, given=SUBMITS) == []
    elsewhere = runs_jobs("elsewhere", issuer=ISSUER.replace("EXAMPLE", "OTHER"))
    assert reached(cluster(), strong, elsewhere, given=SUBMITS) == []


def test_a_cluster_of_aws_native_is_read_alike() -> None:
    provider = {"info": {"eksInfo": {"namespace": "emr"}}}
    made = native("emrcontainers:VirtualCluster", "vc", arn=CLUSTER, containerProvider=provider)
    assert reached(made, runs_jobs("strong"), given=SUBMITS) == [("strong", True)]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret(""), [7], [UNKNOWN], [[]], {"info": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (cluster(containerProvider=odd), cluster(containerProvider={"info": {"eksInfo": odd}})):
        assert reached(made, runs_jobs("strong"), given=SUBMITS) == []
    assert isinstance(reached(cluster(arn=odd), runs_jobs("strong"), given=SUBMITS), list)
    unread = aws("iam/role", "strong", name="strong", assumeRolePolicy=odd)
    assert reached(cluster(), unread, given=SUBMITS) == []
