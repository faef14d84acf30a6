"""Which claims become condition keys is a fact of AWS, and differs from issuer to issuer."""

import pytest

from daypass.data.claim_keys import claim_keys

GITHUB = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    ("issuer", "key", "claims"),
    [
        ("login.example.org", "aud", ("azp", "aud")),
        ("login.example.org", "oaud", ("aud",)),
        (GITHUB, "repository_id", ("repository_id",)),
        (f"{GITHUB}/acme", "repository_id", ("repository_id",)),
        (GITHUB.upper(), "ref", ("ref",)),
        ("token.actions.acme.ghe.com", "environment", ("environment",)),
        ("gitlab.com", "project_id", ("project_id",)),
        ("agent.buildkite.com", "pipeline_slug", ("pipeline_slug",)),
        ("oidc.circleci.com/org/0a1b", "oidc.circleci.com/project-id", ("oidc.circleci.com/project-id",)),
        ("graph.facebook.com", "app_id", ("app_id",)),
        ("saml", "iss", ("iss",)),
    ],
)
def test_a_claim_that_sts_maps_has_its_key(issuer: str, key: str, claims: tuple[str, ...]) -> None:
    assert claim_keys(issuer)[key] == claims


@pytest.mark.parametrize(
    ("issuer", "claim"),
    [
        (GITHUB, "event_name"),
        (GITHUB, "runner_environment"),
        (GITHUB, "workflow_ref"),
        (GITHUB, "repository_owner"),
        (f"{GITHUB}.example.org", "repository_id"),
        ("token.actions.githubusercontent.com/", "repository_id"),
        ("gitlab.example.org", "project_id"),
        ("graph.facebook.com", "sub"),
        ("saml", "azp"),
        ("login.example.org", "groups"),
    ],
)
def test_a_claim_that_sts_does_not_map_has_none(issuer: str, claim: str) -> None:
    assert claim not in claim_keys(issuer)
