"""What `vendor-identity-pins-workload` tells of Databricks, Tailscale and Snowflake, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.vendor_identity_pins_workload import vendor_identity_pins_workload as rule

GITHUB = "https://token.actions.githubusercontent.com"
OWN = "https://idp.example.org"
EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/A1B2"
IDENTITY = "tailscale:index/federatedIdentity:FederatedIdentity"


def policy(issuer: Any = GITHUB, **more: Any) -> Resource:
    of = {"issuer": issuer, **more}
    type_ = "databricks:index/servicePrincipalFederationPolicy:ServicePrincipalFederationPolicy"
    return Resource.of(type_, "ci", oidcPolicy=of)


def identity(subject: Any, issuer: str = GITHUB, **rules: Any) -> Resource:
    return Resource.of(IDENTITY, "ci", issuer=issuer, subject=subject, customClaimRules=rules)


def user(**oidc: Any) -> Resource:
    return Resource.of("snowflake:index/serviceUser:ServiceUser", "LOADER", defaultWorkloadIdentity={"oidc": oidc})


@pytest.mark.parametrize(
    ("resource", "severity"),
    [
        (policy(), "critical"),
        (policy(subject="acme", subjectClaim="repository_owner"), "high"),
        (policy(subject="prod", subjectClaim="environment"), "critical"),
        (policy(OWN), "high"),
        (identity("*"), "critical"),
        (identity("repo:acme/*"), "high"),
        (identity("*", repository_owner="acme"), "high"),
        (identity("*", event_name="push"), "critical"),
        (identity("*", runner_environment="github-hosted"), "critical"),
        (identity("*", workflow="release"), "critical"),
        (identity("*", actor="alice"), "critical"),
        (identity("*", check_run_id="17"), "critical"),
        (identity("*", said_by_nobody="x"), "critical"),
        (identity("*", repository_owner="acme", actor="alice"), "high"),
        (identity("*", "https://gitlab.com", pipeline_source="push"), "critical"),
        (identity("*", OWN), "high"),
        (identity("system:serviceaccount:*", EKS), "high"),
        (user(issuer=GITHUB), "critical"),
    ],
)
def test_what_takes_in_more_than_a_repository_is_told(resource: Resource, severity: str) -> None:
    (problem,) = judge(rule, resource).problems
    assert problem.severity == severity
    assert f"{resource.name!r} lets in " in problem.message


@pytest.mark.parametrize(
    "resource",
    [
        policy(subject="repo:acme/shop:environment:prod"),
        policy(subject="acme/shop", subjectClaim="repository"),
        policy(subject="acme/flows/.github/workflows/d.yml@refs/heads/main", subjectClaim="job_workflow_ref"),
        policy("https://login.microsoftonline.com/1111/v2.0", subject="8f1c", subjectClaim="oid"),
        policy(OWN, subject="orders"),
        policy(OWN, subject="orders", subjectClaim="azp"),
        policy("https://gitlab.com", subject="project_path:acme/shop:ref_type:branch:ref:main"),
        identity("repo:acme/shop:environment:prod"),
        identity("repo:acme/shop:*"),
        identity("repo:acme/*", repository="acme/shop"),
        identity("orders-*", OWN),
        identity("*", job_workflow_ref="acme/flows/.github/workflows/d.yml@refs/heads/main"),
        identity("*", "https://oidc.modal.com", workspace_id="ac-1"),
        identity("*", OWN, actor="orders"),
        identity("*", OWN, repo_name="orders"),
        identity("system:serviceaccount:ci:runner", EKS),
        user(issuer=GITHUB, subject="repo:acme/shop:ref:refs/heads/main"),
        Resource.of("snowflake:index/serviceUser:ServiceUser", "LOADER", defaultWorkloadIdentity={"aws": {"arn": "a"}}),
        Resource.of("snowflake:index/serviceUser:ServiceUser", "LOADER"),
    ],
)
def test_what_names_its_workload_passes(resource: Resource) -> None:
    assert passes(judge(rule, resource))


def test_a_star_is_one_where_the_vendor_takes_it_for_one() -> None:
    """Databricks compares it as it stands, so that it fits nobody."""
    assert passes(judge(rule, policy(subject="repo:acme/*")))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judge(rule, policy(UNKNOWN))) == ["oidcPolicy.issuer"]
    assert unknowns(judge(rule, policy(subject=UNKNOWN))) == ["oidcPolicy.subject"]
    assert unknowns(judge(rule, policy(subject="acme", subjectClaim=UNKNOWN))) == ["oidcPolicy.subjectClaim"]
    assert unknowns(judge(rule, Resource.of(IDENTITY, "ci", issuer=GITHUB, subject="*", customClaimRules=UNKNOWN)))
    assert unknowns(judge(rule, identity("*", repository=UNKNOWN))) == ["customClaimRules.repository"]


def test_what_was_looked_up_is_told_where_it_is_made() -> None:
    seen = Resource(urn="u", type=IDENTITY, name="x", inputs=Properties(Partial(issuer=GITHUB, subject="*")))
    assert passes(judge(rule, seen))


def test_a_secret_is_not_repeated() -> None:
    assert only(judge(rule, identity(Secret("repo:acme/*")))).endswith("lets in more than one workload")
    assert messages(judge(rule, identity("*", repository_owner=Secret("acme")))) == [
        "federated identity 'ci' lets in more than one workload"
    ]
