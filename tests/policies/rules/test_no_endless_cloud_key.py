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


NATIVE = "aws-native:iot:Certificate"
DEVICE = "aws:iot/certificate:Certificate"


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (DEVICE, {"csr": "-----BEGIN", "active": True}),
        (DEVICE, {"csr": UNKNOWN, "active": True}),
        (NATIVE, {"certificateSigningRequest": "-----BEGIN", "status": "ACTIVE"}),
    ],
)
def test_a_certificate_whose_key_stays_in_the_device_is_advice_of_strict(type_: str, inputs: dict[str, Any]) -> None:
    made = Resource.of(type_, "press", **inputs)
    assert passes(judge(no_endless_cloud_key, made))
    (problem,) = judge(no_endless_cloud_key, made, profile="strict").problems
    assert (problem.advisory, problem.severity) == (True, "low")


@pytest.mark.parametrize("type_", [DEVICE, NATIVE])
def test_a_certificate_of_ones_own_authority_ends_when_that_says(type_: str) -> None:
    assert passes(
        judge(no_endless_cloud_key, Resource.of(type_, "press", certificatePem="-----BEGIN"), profile="strict")
    )
    assert passes(judge(no_endless_cloud_key, Resource.of(type_, "press", certificatePem=UNKNOWN)))


@pytest.mark.parametrize("inputs", [{"active": True}, {"active": True, "csr": ""}, {"csr": None}])
def test_a_key_that_aws_makes_for_a_device_is_told(inputs: dict[str, Any]) -> None:
    assert len(judge(no_endless_cloud_key, Resource.of(DEVICE, "press", **inputs)).problems) == 1
    outputs = Properties({"certificatePem": "-----BEGIN", "privateKey": Secret("canary"), **inputs})
    looked_up = Resource("urn:x", DEVICE, "press", outputs=outputs, external=True)
    assert len(judge(no_endless_cloud_key, looked_up).problems) == 1


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
