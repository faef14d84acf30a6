"""Pipelines are told apart by their repository, and a repository is one however it is spelled."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import role, statement, trust
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.pipeline_has_its_own_role import pipeline_has_its_own_role

GITHUB = "token.actions.githubusercontent.com"


def entered(*subjects: str, issuer: str = GITHUB, operator: str = "StringEquals", **claims: Any) -> dict[str, Any]:
    asked = {f"{issuer}:aud": "sts.amazonaws.com"} | {f"{issuer}:{key}": value for key, value in claims.items()}
    if subjects:
        asked[f"{issuer}:sub"] = list(subjects)
    provider = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"}
    return statement(provider, "sts:AssumeRoleWithWebIdentity", **{operator: asked})


def judged(*statements: Any, **inputs: Any) -> Answer:
    return judge(pipeline_has_its_own_role, role(*statements, **inputs))


A, B = "repo:acme/invoice:environment:prod", "repo:acme/website:environment:prod"


def test_two_repositories_share_a_role() -> None:
    (problem,) = judged(entered(A, B)).problems
    assert problem.message == ("role 'deploy' is shared by the pipelines of 2 projects: 'acme/invoice', 'acme/website'")
    assert problem.key == "pipelines"
    assert "is shared by the pipelines of 2 projects" in only(judged(entered(A), entered(B)))
    assert "is shared by the pipelines of 2 projects" in only(judged(entered(repository=["acme/a", "acme/b"])))
    assert "is shared by the pipelines of 2 projects" in only(judged(entered(repository_id=["1", "2"])))


@pytest.mark.parametrize(
    "subjects",
    [
        (A,),
        (A, "repo:acme/invoice:ref:refs/heads/main"),
        (A, "repo:acme@987654/invoice@123456789:environment:prod"),
        (A, "repo:Acme/Invoice:pull_request"),
        ("project_path:acme/invoice:ref_type:branch:ref:main", "project_path:acme/invoice:ref_type:tag:ref:v1"),
        (
            "organization:a:project:p:workspace:x-dev:run_phase:plan",
            "organization:a:project:p:workspace:x:run_phase:plan",
        ),
        ("system:serviceaccount:shop:api", "system:serviceaccount:shop:mailer"),
        ("spiffe://acme/a", "spiffe://acme/b"),
    ],
)
def test_one_project_has_the_role_to_itself(subjects: tuple[str, ...]) -> None:
    assert passes(judged(entered(*subjects)))


@pytest.mark.parametrize(
    "subjects",
    [
        ("project_path:acme/a:ref_type:branch:ref:main", "project_path:acme/b:ref_type:branch:ref:main"),
        ("organization:acme:pipeline:a:ref:x", "organization:acme:pipeline:b:ref:x"),
        ("org/1/project/a/user/x", "org/1/project/b/user/x"),
        ("{1a}:{x}", "{2b}:{x}"),
    ],
)
def test_other_issuers_have_projects_too(subjects: tuple[str, ...]) -> None:
    assert "is shared by the pipelines of 2 projects" in only(judged(entered(*subjects, issuer="gitlab.example.org")))


def test_pipelines_of_two_issuers_are_two() -> None:
    message = only(judged(entered(A), entered("project_path:acme/site:ref_type:branch:ref:main", issuer="gitlab.com")))
    assert "is shared by the pipelines of 2 projects" in message


def test_a_repository_that_was_renamed_is_one_by_its_id() -> None:
    assert passes(judged(entered(A, "repo:acme/billing:environment:prod", repository_id="123456789")))


def test_a_pattern_is_another_rules_matter() -> None:
    assert passes(judged(entered("repo:acme/*", operator="StringLike")))
    assert passes(judged(entered("repo:acme/invoice:*", "repo:acme/inv*:x", operator="StringLike")))
    message = only(judged(entered("repo:acme/invoice:*", "repo:acme/website:*", operator="StringLike")))
    assert "is shared by the pipelines of 2 projects" in message


def of(*repositories: str) -> Any:
    return entered(*(f"repo:{one}:environment:prod" for one in repositories))


@pytest.mark.parametrize(
    ("repositories", "workload"),
    [
        (("acme/shop-web", "acme/shop-api"), "shop"),
        (("acme/invoice", "acme/invoice-infra"), "Invoices"),
        (("acme/invoice", "acme/invoice-prod-deploy"), "invoice-prod"),
        (("acme/platform", "acme-forks/platform"), "deploy"),
        (("acme/platform", "globex/platform"), "platform"),
    ],
)
def test_a_workload_tag_says_that_they_are_one_where_their_names_agree(
    repositories: tuple[str, ...], workload: str
) -> None:
    assert passes(judged(of(*repositories), tags={"daypass:workload": workload}))
    assert "is shared by the pipelines of 2 projects" in only(judged(of(*repositories)))


@pytest.mark.parametrize(
    ("repositories", "workload"),
    [
        (("acme/invoice", "acme/website"), "invoice"),
        (("acme/orders-api", "acme/users-api"), "orders-api"),
        (("acme/orders-v2", "acme/users-v2"), "shop-v2"),
        (("acme/acme-orders", "acme/users"), "acme-deploy"),
        (("acme/orders", "acme/users"), "acme"),
        (("acme/shop-web", "acme/shop-api", "acme/mail"), "shop"),
        (("acme/shop-web", "acme/shop-api"), "deploy"),
    ],
)
def test_a_workload_tag_makes_no_two_projects_one(repositories: tuple[str, ...], workload: str) -> None:
    """Each governed role has one: it says what the role is for, not whom else it lets in."""
    assert "is shared by the pipelines of " in only(judged(of(*repositories), tags={"daypass:workload": workload}))


def test_a_blank_workload_tag_says_nothing() -> None:
    message = only(judged(of("acme/shop-web", "acme/shop-api"), tags={"daypass:workload": ""}))
    assert "is shared by the pipelines of 2 projects" in message
    message = only(judged(of("acme/platform", "forks/platform"), tags={"daypass:workload": " "}))
    assert "is shared by the pipelines of 2 projects" in message


def test_who_is_kept_out_does_not_enter() -> None:
    assert passes(judged(entered(A), {**entered(B), "Effect": "Deny"}))
    assert passes(judged(entered(A, B, operator="StringNotEquals")))
    assert passes(judged(statement({"Service": "lambda.amazonaws.com"})))


def test_what_is_not_known_is_undecided() -> None:
    native = "aws-native:iam:Role"
    unknown = trust(entered(A), statement({"Federated": "x"}, "sts:AssumeRoleWithWebIdentity", StringEquals=UNKNOWN))
    assert unknowns(judge(pipeline_has_its_own_role, Resource.of(native, "r", assumeRolePolicyDocument=unknown)))
    assert unknowns(judge(pipeline_has_its_own_role, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN)))
    related = of("acme/shop-web", "acme/shop-api")
    assert unknowns(judged(related, tags={"daypass:workload": UNKNOWN})) == ["tags.daypass:workload"]
    whatever_it_says = judged(entered(A, B), tags={"daypass:workload": UNKNOWN})
    assert "is shared by the pipelines of 2 projects" in only(whatever_it_says)


def test_a_secret_trust_is_judged_and_not_quoted() -> None:
    hidden = Resource.of(
        "aws:iam/role:Role", "r", assumeRolePolicy=Secret(role(entered(A, B)).inputs["assumeRolePolicy"])
    )
    assert messages(judge(pipeline_has_its_own_role, hidden)) == ["role 'r' is shared by the pipelines of 2 projects"]


def test_a_trust_that_nobody_can_read_is_another_rules_matter() -> None:
    assert passes(judge(pipeline_has_its_own_role, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")))


@given(st.lists(st.text(max_size=20), max_size=4))
def test_no_subject_breaks_the_rule(subjects: list[str]) -> None:
    judged(entered(*subjects))
