"""A key to a cloud that takes no end is refused for being there; what little it says more is in the table."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes

from daypass.data.credential_tokens import credential_tokens
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.no_endless_cloud_key import no_endless_cloud_key

GOOGLE = "gcp:serviceaccount/key:Key"


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"serviceAccountId": "ci"},
        {"serviceAccountId": UNKNOWN},
        {"keepers": {"on": "2026-11"}},
        {"privateKey": [1]},
    ],
)
def test_a_key_is_refused_whatever_it_says(inputs: dict[str, Any]) -> None:
    (problem,) = judge(no_endless_cloud_key, Resource.of(GOOGLE, "ci", **inputs)).problems
    assert problem.message == (
        "service-account key 'ci' never expires; instead: Workload Identity Federation, an attached service account,"
        " or impersonation"
    )
    assert (problem.advisory, problem.severity, problem.confidence) == (False, None, None)


@pytest.mark.parametrize("type_", no_endless_cloud_key.applies_to)
def test_every_type_is_told_with_what_is_better(type_: str) -> None:
    (message,) = messages(judge(no_endless_cloud_key, Resource.of(type_, "x")))
    assert message.endswith(f"'x' never expires; instead: {credential_tokens()[type_].alternative}")


@pytest.mark.parametrize(
    ("type_", "severity"),
    [
        ("aws:apigateway/apiKey:ApiKey", "low"),
        ("aws:iot/certificate:Certificate", "medium"),
        ("fastly:index/objectStorageAccessKeys:ObjectStorageAccessKeys", "medium"),
    ],
)
def test_what_does_little_or_has_nothing_better_is_advisory(type_: str, severity: str) -> None:
    (problem,) = judge(no_endless_cloud_key, Resource.of(type_, "x")).problems
    assert (problem.advisory, problem.severity, problem.confidence) == (True, severity, severity)


def test_the_profile_of_what_is_certain_tells_only_that() -> None:
    assert judge(no_endless_cloud_key, Resource.of(GOOGLE, "ci"), profile="baseline").problems
    assert passes(judge(no_endless_cloud_key, Resource.of("aws:apigateway/apiKey:ApiKey", "x"), profile="baseline"))


def test_a_key_that_was_only_looked_up_is_there_as_well() -> None:
    found = Resource("urn:x", GOOGLE, "ci", outputs=Properties(Partial()), external=True)
    assert len(judge(no_endless_cloud_key, found).problems) == 1


def test_no_value_is_shown() -> None:
    canary = "canary-77"
    inputs: dict[str, Any] = {"serviceAccountId": Secret(canary), "privateKey": canary}
    assert canary not in repr(judge(no_endless_cloud_key, Resource.of(GOOGLE, "ci", **inputs)).problems)
