"""What `entra-credential-pins-workload` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["entra-credential-pins-workload"]
GITHUB = "https://token.actions.githubusercontent.com"
EXCHANGE = "api://AzureADTokenExchange"
APPLICATION = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"
FLEXIBLE = "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential"
MANAGED = "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential"
NATIVE = "azure-native:managedidentity:FederatedIdentityCredential"


def plain(subject: Any, issuer: Any = GITHUB, audience: Any = EXCHANGE, type_: str = APPLICATION) -> Resource:
    """A credential for one exact subject."""
    name = "audience" if type_ == MANAGED else "audiences"
    return Resource.of(type_, "deploy", subject=subject, issuer=issuer, **{name: audience})


def flexible(expression: Any, issuer: Any = GITHUB, **more: Any) -> Resource:
    """A credential that matches claims."""
    return Resource.of(
        FLEXIBLE, "deploy", **{"audience": EXCHANGE, "issuer": issuer, "claimsMatchingExpression": expression, **more}
    )


@pytest.mark.parametrize("type_", [APPLICATION, MANAGED, NATIVE])
@pytest.mark.parametrize(
    ("issuer", "subject"),
    [
        (GITHUB, "repo:acme/invoice:environment:prod"),
        (GITHUB, "repo:acme@987654/invoice@123456789:ref:refs/heads/main"),
        ("https://gitlab.com", "project_path:acme/app:ref_type:branch:ref:main"),
        ("https://app.terraform.io", "organization:acme:project:core:workspace:prod:run_phase:apply"),
        ("https://vstoken.dev.azure.com/1111", "sc://acme/core/azure-prod"),
        ("https://westeurope.oic.prod-aks.azure.com/1111/2222/", "system:serviceaccount:billing:worker"),
        ("https://login.microsoftonline.com/1111/v2.0", "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_an_exact_subject_passes(type_: str, issuer: str, subject: str) -> None:
    assert passes(judge(RULE, plain(subject, issuer, type_=type_)))
    assert passes(judge(RULE, plain(subject, issuer, [EXCHANGE], type_)))


@pytest.mark.parametrize("type_", [APPLICATION, MANAGED, NATIVE])
@pytest.mark.parametrize(
    "subject", ["repo:acme/*", "*", "repo:acme/invoice:ref:refs/heads/?", "system:serviceaccount:*"]
)
def test_a_wildcard_in_a_plain_subject_is_a_finding(type_: str, subject: str) -> None:
    answer = judge(RULE, plain(subject, type_=type_))
    assert [(problem.at, problem.severity) for problem in answer.problems] == [("subject", "medium")]


def test_every_pull_request_is_more_than_one_workload() -> None:
    (message,) = messages(judge(RULE, plain("repo:acme/invoice:pull_request")))
    assert "of the repository acme/invoice" in message


@pytest.mark.parametrize(
    ("issuer", "expression"),
    [
        (GITHUB, "claims['sub'] matches 'repo:acme/invoice:ref:refs/heads/*'"),
        (GITHUB, "claims['sub'] eq 'repo:acme/invoice:environment:prod'"),
        (
            GITHUB,
            "claims['sub'] matches 'repo:acme/invoice:*' and claims['job_workflow_ref'] eq 'acme/ci/x.yml@refs/m'",
        ),
        ("https://gitlab.com", "claims['sub'] matches 'project_path:acme/app:ref_type:tag:ref:v*'"),
        ("https://app.terraform.io", "claims['sub'] matches 'organization:acme:project:p:workspace:w:run_phase:*'"),
    ],
)
def test_a_wildcard_within_one_repository_or_workload_passes(issuer: str, expression: str) -> None:
    assert passes(judge(RULE, flexible(expression, issuer)))


@pytest.mark.parametrize(
    ("issuer", "expression", "severity", "words"),
    [
        (GITHUB, "claims['sub'] matches '*'", "critical", "any repository on GitHub"),
        (GITHUB, "claims['sub'] matches 'repo:acme*'", "critical", "any repository on GitHub"),
        (GITHUB, "claims['sub'] matches 'repo:acme/*'", "high", "the organisation acme"),
        (GITHUB, "claims['sub'] matches 'repo:acme/*:environment:prod'", "high", "the organisation acme"),
        (GITHUB, "claims['sub'] matches 'repo:acme/invoice:*'", "medium", "the repository acme/invoice"),
        (GITHUB, "claims['job_workflow_ref'] matches 'acme/ci/*'", "critical", "any repository on GitHub"),
        ("https://gitlab.com", "claims['sub'] matches 'project_path:acme/*'", "high", "of the group 'acme'"),
        ("https://app.terraform.io", "claims['sub'] matches 'organization:*'", "critical", "of HCP Terraform"),
        ("https://gitlab.acme.example", "claims['sub'] matches '*'", "high", "every subject of"),
    ],
)
def test_an_expression_that_opens_an_organisation_is_a_finding(
    issuer: str, expression: str, severity: str, words: str
) -> None:
    (problem,) = judge(RULE, flexible(expression, issuer)).problems
    assert problem.severity == severity
    assert words in problem.message


@pytest.mark.parametrize(
    "expression",
    [
        "claims['sub']",
        "true",
        "claims['sub'] like 'repo:acme/*'",
        "claims['sub'] eq 'a' or claims['sub'] eq 'b'",
        "claims['sub'] eq 'a' and claims['sub'] eq 'b'",
        7,
        ["claims['sub'] eq 'a'"],
    ],
    ids=str,
)
def test_an_expression_that_cannot_be_read_is_a_finding(expression: Any) -> None:
    assert "cannot be read" in messages(judge(RULE, flexible(expression)))[0]


def test_an_expression_may_stand_in_an_object() -> None:
    loose = {"value": "claims['sub'] matches 'repo:acme/*'", "languageVersion": 1}
    resource = Resource.of(NATIVE, "deploy", issuer=GITHUB, audiences=[EXCHANGE], claimsMatchingExpression=loose)
    assert len(judge(RULE, resource).problems) == 1


@pytest.mark.parametrize("audience", ["sts.amazonaws.com", ["https://github.com/acme"], [EXCHANGE, "vault"]])
def test_another_audience_is_advice(audience: Any) -> None:
    (problem,) = judge(RULE, plain("repo:acme/invoice:environment:prod", audience=audience)).problems
    assert (problem.severity, problem.advisory) == ("low", True)


def test_the_audience_that_an_issuer_of_ones_own_makes_by_itself_passes() -> None:
    issuer = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc"
    own, subject = "ari:cloud:bitbucket::workspace/3f0c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f", "{1}:{2}"
    assert passes(judge(RULE, plain(subject, issuer, own)))
    for other in ("sts.amazonaws.com", f"{own}/more", "ari:cloud:bitbucket::workspace/"):
        assert len(judge(RULE, plain(subject, issuer, other)).problems) == 1
    circle = "https://oidc.circleci.com/org/11111111-2222-3333-4444-555555555555"
    message = only(judge(RULE, plain("org/1/project/2/user/3", circle, "sts.amazonaws.com")))
    assert "takes tokens that were made for another service" in message


@pytest.mark.parametrize("audience", [EXCHANGE.upper(), "api://AzureADTokenExchangeUSGov", None, [], ""])
def test_an_audience_of_microsofts_clouds_passes(audience: Any) -> None:
    assert passes(judge(RULE, plain("repo:acme/invoice:environment:prod", audience=audience)))


@pytest.mark.parametrize("audience", ["azure:acme", "acme", ["Azure:acme"]])
def test_the_audience_by_which_pulumi_logs_in_to_azure_is_that_of_its_own_organisation(audience: Any) -> None:
    pulumi, subject = "https://api.pulumi.com/oidc", "pulumi:environments:org:acme:env:shop/prod"
    assert passes(judge(RULE, plain(subject, pulumi, audience)))
    message = only(judge(RULE, plain(subject.replace("acme", "other"), pulumi, audience)))
    assert "takes tokens that were made for another service" in message
    message = only(judge(RULE, plain("repo:acme/invoice:environment:prod", GITHUB, audience)))
    assert "takes tokens that were made for another service" in message
    assert "takes tokens that were made for another service" in only(judge(RULE, plain(subject, pulumi, "aws:acme")))


def test_what_is_unknown_hides_nothing_else() -> None:
    assert unknowns(judge(RULE, plain(UNKNOWN))) == ["subject"]
    assert unknowns(judge(RULE, flexible(UNKNOWN))) == ["claimsMatchingExpression"]
    assert unknowns(judge(RULE, flexible("claims['sub'] matches 'repo:acme/*'", UNKNOWN))) == ["issuer"]
    answer = judge(RULE, plain("repo:acme/*", UNKNOWN, [UNKNOWN, "vault"]))
    assert [problem.at for problem in answer.problems] == ["subject", "audiences[1]"]
    assert unknowns(answer) == ["audiences[0]"]


def test_what_is_marked_is_judged_and_never_shown() -> None:
    canary = "canary-5d1c"
    answers = [
        judge(RULE, plain(Secret(f"repo:{canary}/*"))),
        judge(RULE, plain(Secret(f"repo:{canary}/x:pull_request"))),
        judge(RULE, plain("repo:acme/invoice:environment:prod", audience=Secret(canary))),
        judge(RULE, flexible(Secret(f"claims['sub'] matches 'repo:{canary}/*'"))),
        judge(RULE, flexible("claims['sub'] matches 'repo:acme/*'", Secret(f"https://{canary}.example"))),
    ]
    assert all(answer.problems for answer in answers)
    assert canary not in repr(answers)


@given(st.text(st.sampled_from("claims['sub'] matches eqand*:/?"), max_size=60))
def test_whatever_the_expression_there_is_an_answer(expression: str) -> None:
    assert len(judge(RULE, flexible(expression)).problems) <= 1


def test_the_account_that_each_namespace_has_is_nobodys_own() -> None:
    cluster = "https://westeurope.oic.prod-aks.azure.com/1111/2222/"
    answer = judge(RULE, plain("system:serviceaccount:shop:default", cluster))
    assert only(answer).endswith("lets in every pod of namespace 'shop' that names no account of its own")
    assert "shop" not in only(judge(RULE, plain(Secret("system:serviceaccount:shop:default"), cluster)))
