"""Users that Vault makes for a lease have a permissions boundary."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.vault_users_are_bounded import vault_users_are_bounded

BOUNDARY = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"


def judged(kind: Any = "iam_user", **more: Any) -> Answer:
    made = Resource.of("vault:aws/secretBackendRole:SecretBackendRole", "mailer", credentialType=kind, **more)
    return judge(vault_users_are_bounded, made)


@pytest.mark.parametrize("boundary", [None, "", "none"])
def test_users_without_a_boundary_are_told(boundary: Any) -> None:
    found = judged(permissionsBoundaryArn=boundary)
    assert only(found) == "role 'mailer' of Vault makes IAM users that no permissions boundary holds"


@pytest.mark.parametrize("kind", ["assumed_role", "federation_token", "session_token"])
def test_what_hands_out_sessions_passes(kind: str) -> None:
    assert passes(judged(kind))


@pytest.mark.parametrize("boundary", [BOUNDARY, Secret(BOUNDARY)])
def test_users_with_a_boundary_pass(boundary: Any) -> None:
    assert passes(judged(permissionsBoundaryArn=boundary))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(permissionsBoundaryArn=UNKNOWN)) == ["permissionsBoundaryArn"]
    assert unknowns(judged(UNKNOWN)) == ["credentialType"]
    assert unknowns(judged(UNKNOWN, permissionsBoundaryArn=BOUNDARY)) == []
    assert passes(judged("assumed_role", permissionsBoundaryArn=UNKNOWN))
