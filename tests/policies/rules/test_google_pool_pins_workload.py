"""What `google-pool-pins-workload` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.google_pools import GITHUB, provider
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["google-pool-pins-workload"]


@pytest.mark.parametrize(
    "condition",
    [
        "assertion.repository_owner == 'acme'",
        'assertion.repository_owner_id == "987654" && assertion.ref == "refs/heads/main"',
        "'acme/invoice' == assertion.repository",
        "assertion['repository_id'] == '123456789'",
        "attribute.owner == 'acme'",
        "attribute.repository_owner == 'acme'",
        "google.subject.startsWith('repo:acme/')",
        "assertion.sub == 'repo:acme/invoice:environment:prod'",
        "assertion.repository in ['acme/invoice', 'acme/orders']",
        "assertion.repository == 'acme/a' || assertion.repository == 'acme/b'",
        "(assertion.repository_owner == 'acme' && (assertion.ref == 'a' || assertion.event_name == 'b'))",
        "assertion.repository.startsWith('acme/')",
        "assertion.repository.matches('^acme/.*$')",
        "assertion.repository.lowerAscii() == 'acme/invoice'",
        "assertion.repository == 'acme/x||y'",
        "assertion.workflow_ref.startsWith('acme/invoice/.github/workflows/deploy.yml@')",
        # As guides and people write them:
        "assertion.repository_owner=='acme'",
        "assertion.repository_id == '1' &&\n  assertion.repository_owner_id == '2' // ours\n  && assertion.ref == 'a'",
        "assertion.repository_owner == 'acme' && has(assertion.environment)",
        'assertion.repository in ["acme/invoice", "acme/orders",] && assertion.ref == "refs/heads/main"',
        "attribute.owner == 'acme' && 'a' in assertion.groups",
        "assertion.event_name != 'pull_request' && assertion.repository == 'acme/invoice'",
        "string(assertion.repository_owner_id) == '987654'",
        "int(assertion.repository_id) == 123456789",
        "assertion.repository_owner.lowerAscii() in ['acme', 'acme-labs']",
        "assertion.repository == r'acme/invoice'",
        "assertion.repository == 'acme/invoice' && assertion.workflow_ref == 'acme/x.yml@' + assertion.ref",
        "assertion.repository == 'acme/invoice' && (assertion.ref == 'a' ? true : assertion.actor == 'b')",
        "assertion.repository.matches('^(acme/a|acme/b)$')",
        r"assertion.sub.matches(r'^repo:acme/my\.app:ref:refs/heads/(main|release/[0-9|]+)$')",
        "assertion.sub.matches('^repo:acme/[a-z]+:ref:refs/heads/main$')",
    ],
)
def test_a_condition_that_says_whose_the_token_is_passes(condition: str) -> None:
    assert passes(judge(RULE, provider(condition)))


@pytest.mark.parametrize(
    "condition",
    [
        None,
        "",
        " ",
        "true",
        "assertion.ref == 'refs/heads/main'",
        "assertion.aud == 'acme'",
        "assertion.environment == 'prod'",
        "assertion.job_workflow_ref.startsWith('acme/')",
        "assertion.repository.contains('acme')",
        "assertion.repository.endsWith('/invoice')",
        "assertion.repository.startsWith('acme')",
        "assertion.repository_owner.startsWith('acme')",
        "assertion.sub.startsWith('repo:acme')",
        "assertion.repository.matches('acme/.*')",
        "assertion.repository.matches('^acme.*')",
        "assertion.repository_owner != 'evil'",
        "!(assertion.repository_owner == 'evil')",
        "has(assertion.repository)",
        "assertion.repository in []",
        "assertion.repository_owner == 'acme' || assertion.ref == 'refs/heads/main'",
        "a&&" * 2000,
        "assertion.repository_owner == 'acme' && " * 200,
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_condition_that_strangers_can_meet_is_a_finding(condition: str | None) -> None:
    (message,) = messages(judge(RULE, provider(condition)))
    assert "takes tokens of GitHub Actions" in message


OWN = "https://iam.googleapis.com/projects/PROJECT-NUMBER/locations/global/workloadIdentityPools/ci/providers/github"
IDS = {"workloadIdentityPoolId": "ci", "workloadIdentityPoolProviderId": "github"}


@pytest.mark.parametrize(
    ("resource", "lines"),
    [
        (
            provider(**IDS),
            [
                "with sub = 'repo:somebody-else/anything:ref:refs/heads/main'",
                f"with aud = '{OWN}'",
                "as google.subject = 'repo:somebody-else/anything:ref:refs/heads/main'",
            ],
        ),
        (
            provider("assertion.environment == 'prod'", oidc={"issuerUri": GITHUB, "allowedAudiences": ["ours"]}),
            [
                "with sub = 'repo:somebody-else/anything:environment:prod'",
                "with aud = 'ours'",
                "with environment = 'prod'",
                "as google.subject = 'repo:somebody-else/anything:environment:prod'",
            ],
        ),
    ],
    ids=["without a condition", "with one that anybody meets"],
)
def test_a_stranger_s_token_is_shown_as_the_pool_reads_it(resource: Resource, lines: list[str]) -> None:
    (problem,) = judge(RULE, resource).problems
    assert problem.witness.splitlines() == [f"a token of {GITHUB}", *lines]


@pytest.mark.parametrize(
    "resource",
    [
        provider("assertion.repository.contains('acme')"),
        provider("assertion.ref == 'a' || assertion.ref == 'b'"),
        provider(attributeMapping={"google.subject": "assertion.sub.extract('repo:{x}/')"}),
        provider(attributeMapping=UNKNOWN),
        provider(attributeMapping={"google.subject": Secret("assertion.sub")}),
        provider(workloadIdentityPoolId=UNKNOWN),
    ],
)
def test_no_token_is_shown_where_it_is_not_certain_or_a_secret(resource: Resource) -> None:
    (problem,) = judge(RULE, resource).problems
    assert problem.witness is None


@pytest.mark.parametrize(
    ("issuer", "condition"),
    [
        ("https://gitlab.com", "assertion.namespace_id == '7'"),
        ("https://gitlab.com/", "assertion.project_path == 'acme/app' && assertion.ref == 'main'"),
        ("https://gitlab.com", "assertion.sub.startsWith('project_path:acme/')"),
        ("https://app.terraform.io", "assertion.terraform_organization_id == 'org-1'"),
        ("https://app.terraform.io", "assertion.sub.startsWith('organization:acme:project:core:')"),
        ("https://agent.buildkite.com", "assertion.organization_slug == 'acme'"),
        ("https://oidc.vercel.com", "assertion.owner_id == 'team_1'"),
        ("https://api.pulumi.com/oidc", "assertion.aud == 'gcp:acme'"),
    ],
)
def test_every_shared_issuer_has_claims_that_say_whose_a_token_is(issuer: str, condition: str) -> None:
    assert passes(judge(RULE, provider(condition, issuer)))
    message = only(judge(RULE, provider("assertion.ref == 'main'", issuer)))
    assert "its attribute condition does not say whose they must be" in message
    assert "whoever's they are, without an attribute condition" in only(judge(RULE, provider(None, issuer)))


@pytest.mark.parametrize(
    "issuer",
    [
        "https://gitlab.acme.example",
        f"{GITHUB}/acme-corp",
        "https://oidc.vercel.com/acme",
        "https://oidc.circleci.com/org/0a1b",
        "https://vstoken.dev.azure.com/1111",
        "https://oidc.eks.eu-central-1.amazonaws.com/id/0123",
        "https://container.googleapis.com/v1/projects/p/locations/l/clusters/c",
        "",
        7,
        None,
    ],
)
def test_an_issuer_of_ones_own_needs_no_condition(issuer: Any) -> None:
    assert passes(judge(RULE, provider(None, issuer)))


def test_a_provider_that_takes_no_tokens_of_an_issuer_or_none_at_all_is_no_matter() -> None:
    type_ = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
    assert passes(judge(RULE, Resource.of(type_, "aws", aws={"accountId": "111122223333"})))
    assert passes(judge(RULE, Resource.of(type_, "saml", saml={"idpMetadataXml": "<x/>"})))
    assert passes(judge(RULE, provider(None, disabled=True)))


def test_what_is_unknown_is_undecided_only_where_it_decides() -> None:
    assert unknowns(judge(RULE, provider(UNKNOWN))) == ["attributeCondition"]
    asks_mapped = "attribute.owner == 'acme'"
    assert unknowns(judge(RULE, provider(asks_mapped, attributeMapping=UNKNOWN))) == ["attributeMapping"]
    for condition, found in (("true", 1), ("assertion.repository_owner_id == '987654'", 0)):
        answer = judge(RULE, provider(condition, attributeMapping=UNKNOWN))
        assert (len(answer.problems), unknowns(answer)) == (found, [])
    assert unknowns(judge(RULE, provider(None, UNKNOWN))) == ["oidc.issuerUri"]
    assert passes(judge(RULE, provider(UNKNOWN, "https://gitlab.acme.example")))


def test_what_is_marked_is_judged_and_never_shown() -> None:
    canary = "canary-5d1c"
    answer = judge(RULE, provider(Secret(f"assertion.ref == '{canary}'")))
    assert answer.problems
    assert canary not in repr(answer)


@given(st.text(st.sampled_from("assertion.repo &|()'=![]\"/"), max_size=80))
def test_whatever_the_condition_there_is_an_answer(condition: str) -> None:
    answer = judge(RULE, provider(condition))
    assert len(answer.problems) <= 1


@pytest.mark.parametrize("issuer", ["https://api.pulumi.com/oidc", "https://oidc.vercel.com"])
def test_an_audience_that_says_whose_the_token_is_does_as_well(issuer: str) -> None:
    """Who gets a token of these issuers does not choose its audience: it is that of the organisation."""
    named = {"issuerUri": issuer, "allowedAudiences": ["gcp:acme", "acme"]}
    assert passes(judge(RULE, provider(oidc=named)))
    for audiences in ([], ["*"], ["acme", ""], None):
        message = only(judge(RULE, provider(oidc=named | {"allowedAudiences": audiences})))
        assert "whoever's they are, without an attribute condition" in message
    assert unknowns(judge(RULE, provider(oidc=named | {"allowedAudiences": [UNKNOWN]})))


@pytest.mark.parametrize("issuer", [GITHUB, "https://api.pulumi.com/oidc/acme", "https://gitlab.com"])
def test_an_audience_that_callers_choose_keeps_nobody_out(issuer: str) -> None:
    message = only(judge(RULE, provider(oidc={"issuerUri": issuer, "allowedAudiences": ["acme"]})))
    assert "whoever's they are, without an attribute condition" in message
