"""A GitHub job is trusted by exact values of its claims, in both spellings of its subject."""

from typing import Any

import pytest
from tests.support.roles import GITHUB, PROVIDER

from daypass.errors import DeclarationError
from daypass.model.federation import federation, github_actions
from daypass.model.federation.github_actions import GithubActions

IDS = {"repository_id": "123456789", "owner_id": "987654"}


def claims(**fields: str) -> dict[str, tuple[str, ...]]:
    """What a job of acme/invoice must show, without the audience."""
    found = dict(federation(**github_actions(repository="acme/invoice", **fields)).required_claims())
    assert found.pop("aud") == ("sts.amazonaws.com",)
    return found


def test_names_alone_give_the_mutable_subject() -> None:
    assert claims(environment="prod") == {"sub": ("repo:acme/invoice:environment:prod",)}
    assert claims(environment="Production:V1") == {"sub": ("repo:acme/invoice:environment:Production%3AV1",)}
    assert claims(ref="refs/heads/main") == {"sub": ("repo:acme/invoice:ref:refs/heads/main",)}


def test_ids_give_the_immutable_subject_and_claims_of_their_own() -> None:
    assert claims(environment="prod", **IDS) == {
        "sub": ("repo:acme/invoice:environment:prod", "repo:acme@987654/invoice@123456789:environment:prod"),
        "repository_id": ("123456789",),
        "repository_owner_id": ("987654",),
    }
    assert claims(environment="prod", repository_id="12") == {
        "sub": ("repo:acme/invoice:environment:prod",),
        "repository_id": ("12",),
    }


def test_an_environment_may_be_held_to_a_ref() -> None:
    """The subject of a job in an environment does not say its ref, so it is asked for as a claim."""
    assert claims(environment="prod", ref="refs/tags/v1") == {
        "sub": ("repo:acme/invoice:environment:prod",),
        "ref": ("refs/tags/v1",),
    }


def test_a_workflow_of_the_repository_says_its_ref_and_one_of_another_does_not() -> None:
    own = "acme/invoice/.github/workflows/deploy.yml@refs/heads/main"
    shared = "acme/ci/.github/workflows/deploy.yml@refs/tags/v3"
    assert claims(workflow=own) == {
        "sub": ("repo:acme/invoice:ref:refs/heads/main",),
        "job_workflow_ref": (own,),
    }
    assert claims(workflow=shared, environment="prod")["job_workflow_ref"] == (shared,)
    with pytest.raises(DeclarationError, match="every branch"):
        claims(workflow=shared)
    with pytest.raises(DeclarationError, match="every branch"):
        claims(workflow=f"acme/invoice/.github/workflows/deploy.yml@{'a' * 40}")


def test_the_trust_asks_for_every_claim_exactly() -> None:
    made = federation(**github_actions(repository="acme/invoice", environment="prod", **IDS))
    (statement,) = made.trust_statements("111122223333", "aws")
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{GITHUB}:aud": "sts.amazonaws.com",
                f"{GITHUB}:sub": [
                    "repo:acme/invoice:environment:prod",
                    "repo:acme@987654/invoice@123456789:environment:prod",
                ],
                f"{GITHUB}:repository_id": "123456789",
                f"{GITHUB}:repository_owner_id": "987654",
            }
        },
    }


def test_an_enterprise_with_an_issuer_of_its_own_has_keys_of_its_own() -> None:
    made = federation(**github_actions(repository="acme/invoice", environment="prod", enterprise="acme-corp"))
    (statement,) = made.trust_statements("111122223333", "aws-us-gov")
    assert statement["Principal"] == {"Federated": f"arn:aws-us-gov:iam::111122223333:oidc-provider/{GITHUB}/acme-corp"}
    assert set(statement["Condition"]["StringEquals"]) == {f"{GITHUB}/acme-corp:aud", f"{GITHUB}/acme-corp:sub"}


def test_the_table_says_how_it_proves_itself() -> None:
    made = federation(**github_actions(repository="acme/invoice", environment="prod", ref="refs/heads/main"))
    assert made.proof == "GitHub job of acme/invoice, environment prod, ref refs/heads/main"
    assert (made.needs_term, made.enforced_by) == (True, "role")


def test_names_without_ids_are_reported_and_refused_in_the_strict_profile() -> None:
    by_name = federation(**github_actions(repository="acme/invoice", environment="prod"))
    half = federation(**github_actions(repository="acme/invoice", environment="prod", repository_id="12"))
    by_id = federation(**github_actions(repository="acme/invoice", environment="prod", **IDS))
    assert "by name alone" in by_name.warnings("standard")[0]
    assert "owner_id" in half.warnings("standard")[0]
    assert half.warnings("strict") == half.warnings("standard")
    assert by_id.warnings("strict") == ()
    with pytest.raises(DeclarationError, match="by name alone"):
        by_name.warnings("strict")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, "federation"),
        ({"repository": "acme", "environment": "prod"}, "federation.repository"),
        ({"repository": "acme/*", "environment": "prod"}, "federation.repository"),
        ({"repository": "acme/a/b", "environment": "prod"}, "federation.repository"),
        ({"repository": "acme/invoice\n", "environment": "prod"}, "federation.repository"),
        ({"environment": "pro*"}, "federation.environment"),
        ({"environment": "pro?"}, "federation.environment"),
        ({"environment": "${aws:PrincipalTag/x}"}, "federation.environment"),
        ({"environment": ""}, "federation.environment"),
        ({"ref": "main"}, "federation.ref"),
        ({"ref": "refs/heads/*"}, "federation.ref"),
        ({"ref": "refs/pull/1/merge"}, "federation.ref"),
        ({"ref": "refs/heads/a b"}, "federation.ref"),
        ({"environment": "prod", "repository_id": "acme"}, "federation.repository_id"),
        ({"environment": "prod", "repository_id": 12}, "federation.repository_id"),
        ({"environment": "prod", "owner_id": "0"}, "federation.owner_id"),
        ({"workflow": "deploy.yml"}, "federation.workflow"),
        ({"environment": "prod", "branch": "main"}, "federation.branch"),
        ({"environment": "prod", "enterprise": "a/b"}, "federation.enterprise"),
    ],
    ids=str,
)
def test_what_does_not_name_one_workload_is_refused_with_its_place(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        federation(**{"kind": "github_actions", "repository": "acme/invoice"} | fields)
    assert refused.value.place == place
    assert refused.value.remedy


def test_a_repository_is_missing() -> None:
    with pytest.raises(DeclarationError, match=r"federation\.repository: is missing"):
        federation(kind="github_actions", environment="prod")


def test_what_cannot_be_is_not_even_an_object() -> None:
    with pytest.raises(DeclarationError, match="wildcard"):
        GithubActions(repository="acme/*", environment="prod")
    with pytest.raises(DeclarationError, match="is missing"):
        GithubActions(repository="", environment="prod")
