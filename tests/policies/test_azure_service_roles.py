"""Roles of Azure that come to all of a service are advice where a machine has them on a whole subscription."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules import catalog

SUBSCRIPTION = "/subscriptions/11112222-0000-0000-0000-000000000001"
ALL_OF_IT, MORE = catalog()["no-owner-of-a-cloud"], catalog()["no-path-to-owner-of-a-cloud"]


def judged(rule: Any, role: str, scope: str = SUBSCRIPTION, kind: str = "ServicePrincipal", **more: Any) -> Answer:
    given = {"scope": scope, "roleDefinitionName": role, "principalId": "0001", "principalType": kind, **more}
    return judge_stack(rule, Resource.of("azure:authorization/assignment:Assignment", "given", **given))


@pytest.mark.parametrize(
    ("rule", "role", "act"),
    [
        (ALL_OF_IT, "Key Vault Administrator", "do everything with what key vaults hold"),
        (ALL_OF_IT, "Storage Blob Data Owner", "do everything with blobs"),
        (ALL_OF_IT, "Storage Account Contributor", "take the keys of any storage account"),
        (MORE, "Virtual Machine Contributor", "run code on any machine as its managed identity"),
    ],
)
def test_all_of_a_service_is_advice_on_a_subscription_alone(rule: Any, role: str, act: str) -> None:
    (problem,) = judged(rule, role).problems
    assert problem.message == f"a service principal may {act} in a subscription, as {role}"
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert passes(judged(rule, role, f"{SUBSCRIPTION}/resourceGroups/shop"))
    assert passes(judged(rule, role, kind="Group"))


def test_a_condition_says_which_blobs_are_meant() -> None:
    ours = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'orders'"
    assert passes(judged(ALL_OF_IT, "Storage Blob Data Contributor", condition=ours))
    assert messages(judged(ALL_OF_IT, "Storage Blob Data Contributor", condition=""))
    assert unknowns(judged(ALL_OF_IT, "Storage Blob Data Owner", condition=UNKNOWN)) == ["condition"]
