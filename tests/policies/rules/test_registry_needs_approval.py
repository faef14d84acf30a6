"""What `registry-needs-approval` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.provider_sdk import problem_in_sdk
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["registry-needs-approval"]
AGENTCORE, REGISTRY, NATIVE = RULE.applies_to


def agentcore(approval: Any) -> Resource:
    return Resource.of(AGENTCORE, "catalogue", approvalConfigurations=approval)


def registry(rules: Any, type_: str = REGISTRY) -> Resource:
    return Resource.of(type_, "catalogue", approvalConfiguration={"autoApprovalRules": rules})


@pytest.mark.parametrize(
    "good",
    [
        Resource.of(AGENTCORE, "catalogue"),
        agentcore([]),
        agentcore([{"autoApproval": False}]),
        agentcore([{"autoApproval": "false"}]),
        agentcore({"autoApproval": False}),
        agentcore([{}]),
        Resource.of(REGISTRY, "catalogue", discoveryConfiguration={"authorizerType": "AWS_IAM"}),
        Resource.of(REGISTRY, "catalogue", approvalConfiguration={}),
        registry([]),
        registry([], NATIVE),
        Resource.of(NATIVE, "catalogue"),
        registry(None),
    ],
    ids=repr,
)
def test_records_wait_by_default(good: Resource) -> None:
    assert passes(judge(RULE, good))


@pytest.mark.parametrize(
    "bad",
    [
        agentcore([{"autoApproval": True}]),
        agentcore({"autoApproval": True}),
        agentcore([{"autoApproval": "True"}]),
        agentcore([{"autoApproval": False}, {"autoApproval": True}]),
        agentcore(Secret([{"autoApproval": True}])),
        agentcore([{"autoApproval": "canary"}]),
        registry(["APPROVE_ALL"]),
        registry(["APPROVE_ALL"], NATIVE),
        registry(Secret(["APPROVE_ALL"])),
        registry("APPROVE_ALL"),
        registry(["APPROVE_canary"]),
    ],
    ids=repr,
)
def test_a_registry_that_approves_itself_is_refused(bad: Resource) -> None:
    (found,) = messages(judge(RULE, bad))
    assert "canary" not in found


@pytest.mark.parametrize(
    ("unclear", "path"),
    [
        (agentcore(UNKNOWN), "approvalConfigurations"),
        (agentcore([{"autoApproval": UNKNOWN}]), "approvalConfigurations[0].autoApproval"),
        (registry([UNKNOWN]), "approvalConfiguration.autoApprovalRules[0]"),
        (registry(UNKNOWN), "approvalConfiguration.autoApprovalRules"),
        (registry(UNKNOWN, NATIVE), "approvalConfiguration.autoApprovalRules"),
    ],
)
def test_what_is_unknown_is_undecided(unclear: Resource, path: str) -> None:
    assert unknowns(judge(RULE, unclear)) == [path]


def test_the_provider_takes_what_is_read() -> None:
    assert problem_in_sdk(REGISTRY, "approvalConfiguration.autoApprovalRules[]", frozenset()) == ""
