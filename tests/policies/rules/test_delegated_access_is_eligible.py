"""What another company may change by Azure Lighthouse it is let do for a while, when it needs to."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.delegated_access_is_eligible import delegated_access_is_eligible

CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def to(role: Any, **more: Any) -> dict[str, Any]:
    return {"principalId": "1f0c7a9e-77b1-4f8e-a2c3-3a55d9c0e101", "roleDefinitionId": role, **more}


def judged(*standing: Any, **more: Any) -> Answer:
    definition = Resource.of("azure:lighthouse/definition:Definition", "hosting", authorizations=[*standing], **more)
    return judge(delegated_access_is_eligible, definition)


@pytest.mark.parametrize("role", [CONTRIBUTOR, f"/providers/Microsoft.Authorization/roleDefinitions/{CONTRIBUTOR}"])
def test_a_role_that_changes_things_for_good_is_told(role: str) -> None:
    fact = only(judged(to(READER), to(role, principalDisplayName="Engineers")))
    assert fact.startswith("delegation 'hosting' gives 'Engineers' of another tenant for good a role that changes")


def test_the_newer_type_is_read_too() -> None:
    native = Resource.of(
        "azure-native:managedservices:RegistrationDefinition", "h", properties={"authorizations": [to(CONTRIBUTOR)]}
    )
    assert messages(judge(delegated_access_is_eligible, native))


def test_readers_and_what_is_eligible_pass() -> None:
    assert passes(judged(to(READER), eligibleAuthorizations=[to(CONTRIBUTOR)]))
    assert passes(judged())


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    assert unknowns(judged(to(UNKNOWN))) == ["authorizations[0]"]
    found = judged(to(UNKNOWN), to(CONTRIBUTOR))
    assert (len(found.problems), unknowns(found)) == (1, ["authorizations[0]"])
    assert unknowns(judged(UNKNOWN)) == ["authorizations[0]"]


def test_what_is_marked_is_not_said() -> None:
    assert "Engineers" not in only(judged(Secret(to(CONTRIBUTOR, principalDisplayName="Engineers"))))
