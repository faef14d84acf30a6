"""Which claims become condition keys is a fact of AWS, and differs from issuer to issuer."""

import pytest

from daypass.data.claim_keys import claim_keys, claim_pins, id_claim
from daypass.data.table import read_table

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


def test_what_a_claim_pins_is_a_role_of_the_subjects_shape() -> None:
    pins = {pin.partition("=")[0] for row in read_table("claim_keys").rows for pin in row["pins"].split()}
    assert pins == {"tenant", "project", "workload", "ref"}
    assert claim_pins("gitlab.com")["project_id"] == ("tenant", "project")
    assert claim_pins("GitLab.com")["ref_protected"] == ("workload=true",)
    assert "aud" in claim_pins("oidc.vercel.com")
    assert "aud" not in claim_pins("gitlab.com")


def test_an_id_outlives_a_name_where_sts_maps_one() -> None:
    paths = (GITHUB, f"{GITHUB}/acme", "gitlab.com", "agent.buildkite.com", "app.terraform.io", "gitlab.example.org")
    assert [id_claim(path) for path in paths] == ["repository_id", "repository_id", "project_id", "pipeline_id", "", ""]
