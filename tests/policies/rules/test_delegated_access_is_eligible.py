"""What another company may change by Azure Lighthouse it is let do for a while, when it needs to."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.delegated_access_is_eligible import delegated_access_is_eligible

CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
USER_ACCESS = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
MONITORING = "749f88d5-cbae-40b8-bcfc-e573ddc772fa"
NATIVE = "azure-native:managedservices"


def to(role: Any, **more: Any) -> dict[str, Any]:
    return {"principalId": "1f0c7a9e-77b1-4f8e-a2c3-3a55d9c0e101", "roleDefinitionId": role, **more}


def on_request(role: Any, factor: Any = "Azure") -> dict[str, Any]:
    return to(role, justInTimeAccessPolicy={"multiFactorAuthProvider": factor, "maximumActivationDuration": "PT1H"})


def judged(*standing: Any, **more: Any) -> Answer:
    definition = Resource.of("azure:lighthouse/definition:Definition", "hosting", authorizations=[*standing], **more)
    return judge(delegated_access_is_eligible, definition)


@pytest.mark.parametrize(
    "role", [CONTRIBUTOR, CONTRIBUTOR.upper(), f"/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"]
)
def test_a_role_that_changes_things_for_good_is_told(role: str) -> None:
    fact = only(judged(to(READER), to(role, principalDisplayName="Engineers")))
    assert fact.startswith("delegation 'hosting' gives 'Engineers' of another tenant for good a role that changes")


@pytest.mark.parametrize("module", [NATIVE, f"{NATIVE}/v20190601", f"{NATIVE}/v20221001"])
def test_the_newer_types_are_read_too(module: str) -> None:
    given = to(CONTRIBUTOR, principalIdDisplayName="Engineers")
    native = Resource.of(f"{module}:RegistrationDefinition", "h", properties={"authorizations": [given]})
    assert "'Engineers' of another tenant" in only(judge(delegated_access_is_eligible, native))


def test_readers_and_what_is_eligible_pass() -> None:
    assert passes(judged(to(READER), eligibleAuthorizations=[on_request(CONTRIBUTOR), to(READER)]))
    assert passes(judged())


@pytest.mark.parametrize("without", [on_request(CONTRIBUTOR, "None"), on_request(CONTRIBUTOR, None), to(CONTRIBUTOR)])
def test_what_is_eligible_without_a_second_factor_is_told(without: dict[str, Any]) -> None:
    (problem,) = judged(to(READER), eligibleAuthorizations=[without]).problems
    assert problem.message.endswith("take a role that changes things or reads data without a second factor")
    assert problem.severity == "medium"


def test_who_assigns_roles_to_managed_identities_is_worth_what_these_are() -> None:
    assert messages(judged(to(USER_ACCESS)))
    assert messages(judged(to(USER_ACCESS, delegatedRoleDefinitionIds=[MONITORING, CONTRIBUTOR])))
    assert passes(judged(to(USER_ACCESS, delegatedRoleDefinitionIds=[MONITORING])))
    assert unknowns(judged(to(USER_ACCESS, delegatedRoleDefinitionIds=[UNKNOWN])))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    assert unknowns(judged(to(UNKNOWN))) == ["authorizations[0].roleDefinitionId"]
    found = judged(to(UNKNOWN), to(CONTRIBUTOR))
    assert (len(found.problems), unknowns(found)) == (1, ["authorizations[0].roleDefinitionId"])
    assert unknowns(judged(UNKNOWN)) == ["authorizations[0]"]
    later = to(CONTRIBUTOR, justInTimeAccessPolicy=UNKNOWN)
    assert unknowns(judged(eligibleAuthorizations=[later])) == ["eligibleAuthorizations[0].justInTimeAccessPolicy"]
    assert passes(judged(eligibleAuthorizations=[to(READER, justInTimeAccessPolicy=UNKNOWN)]))


def test_what_is_marked_is_not_said() -> None:
    assert "Engineers" not in only(judged(Secret(to(CONTRIBUTOR, principalDisplayName="Engineers"))))
