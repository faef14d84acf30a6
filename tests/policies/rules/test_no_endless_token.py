"""A token that takes no end is refused where its vendor has something shorter, and told of where it has not."""

from typing import Any

import pytest
from tests.support.rules import judge, messages

from daypass.data.credential_tokens import credential_tokens
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_endless_token import no_endless_token

OKTA = "okta:index/apiToken:ApiToken"


@pytest.mark.parametrize("inputs", [{}, {"name": "sync"}, {"name": UNKNOWN}, {"expiresAt": "2026-12-01"}])
def test_a_token_is_refused_whatever_it_says(inputs: dict[str, Any]) -> None:
    """An argument that the type does not take ends nothing."""
    (problem,) = judge(no_endless_token, Resource.of(OKTA, "sync", **inputs)).problems
    assert problem.message == (
        "Okta API token 'sync' never expires; instead: a service application with private_key_jwt and DPoP"
    )
    assert not problem.advisory


@pytest.mark.parametrize("type_", no_endless_token.applies_to)
def test_every_type_is_told_with_what_is_better(type_: str) -> None:
    (message,) = messages(judge(no_endless_token, Resource.of(type_, "x")))
    assert message.endswith(f"'x' never expires; instead: {credential_tokens()[type_].alternative}")


@pytest.mark.parametrize(
    ("type_", "advisory"),
    [
        ("pulumiservice:index:OrgAccessToken", False),
        ("gitlab:index/pipelineTrigger:PipelineTrigger", False),
        ("mongodbatlas:index/apiKey:ApiKey", False),
        ("newrelic:index/apiAccessKey:ApiAccessKey", True),
        ("sentry:index/sentryKey:SentryKey", True),
    ],
)
def test_what_has_nothing_better_than_rotation_is_advisory(type_: str, *, advisory: bool) -> None:
    (problem,) = judge(no_endless_token, Resource.of(type_, "x")).problems
    assert problem.advisory is advisory


def test_no_value_is_shown() -> None:
    canary = "canary-77"
    resource = Resource.of(OKTA, "sync", name=Secret(canary), token=canary)
    assert canary not in repr(judge(no_endless_token, resource).problems)
