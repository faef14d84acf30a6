"""People who may write the federated credentials of an identity are told; machines, tests and emergencies pass."""

from typing import Any

import pytest
from tests.support.grants import depending
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.service_principal_trusts_no_people import service_principal_trusts_no_people

GROUP = "/subscriptions/6f0c/resourceGroups/rg-claims-prod"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-claims-prod"
WRITES = "Managed Identity Contributor"


def group(name: str = "grp-claims-developers") -> Resource:
    return Resource.of("azuread:index/group:Group", "group", objectId="g-1", displayName=name)


def assigned(role: Any = WRITES, scope: Any = IDENTITY, **more: Any) -> Resource:
    said = {"roleDefinitionName": role, "scope": scope, "principalId": "G-1", "principalType": "Group", **more}
    return Resource.of("azure:authorization/assignment:Assignment", "devs", **said)


def judged(*resources: Resource) -> Answer:
    return judge_stack(service_principal_trusts_no_people, *resources)


@pytest.mark.parametrize("role", [WRITES, "Contributor", "owner"])
def test_a_group_of_people_does_not_write_the_credentials_of_an_identity(role: str) -> None:
    who = "group 'grp-claims-developers' may add credentials to managed identity 'id-claims-prod' by 'devs'"
    assert only(messages(judged(group(), assigned(role)))) == who


def test_the_roles_id_and_the_native_type_say_the_same() -> None:
    id_ = "/providers/Microsoft.Authorization/roleDefinitions/e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
    said = {"roleDefinitionId": id_, "scope": GROUP, "principalId": "p", "principalType": "User"}
    native = Resource.of("azure-native:authorization:RoleAssignment", "maria", **said)
    assert only(messages(judged(native))) == (
        "a person may add credentials to any managed identity of a resource group by 'maria'"
    )


@pytest.mark.parametrize(
    "quiet",
    [
        assigned("Managed Identity Operator"),
        assigned("Reader"),
        assigned("Contributor", GROUP),
        assigned(principalType="ServicePrincipal"),
        assigned(scope=IDENTITY.replace("prod", "dev")),
        assigned(principalId="g-2"),
    ],
    ids=lambda one: str(dict(one.inputs.raw)),
)
def test_other_roles_machines_and_tests_pass(quiet: Resource) -> None:
    assert passes(judged(group(), quiet))


@pytest.mark.parametrize("name", ["break-glass-admins", "claims-oncall", "grp-claims-pipelines", "sec-g-42"])
def test_groups_of_others_pass(name: str) -> None:
    assert passes(judged(group(name), assigned()))


def test_a_user_of_the_stack_is_one_unless_called_after_a_machine() -> None:
    def user(name: str) -> Resource:
        return Resource.of("azuread:index/user:User", "u", objectId="g-1", userPrincipalName=f"{name}@acme.example")

    assert "user 'u' may" in only(messages(judged(user("maria"), assigned(principalType="User"))))
    assert passes(judged(user("svc-deploy"), assigned(principalType="User")))


@pytest.mark.parametrize("key", ["roleDefinitionName", "scope"])
def test_what_is_not_known_leaves_it_undecided(key: str) -> None:
    assert unknowns(judged(group(), assigned(**{"role" if key != "scope" else "scope": UNKNOWN}))) == [key]


def test_a_group_that_is_not_known_yet_is_that_which_it_depends_on() -> None:
    assert messages(judged(group(), depending(assigned(principalId=UNKNOWN), principalId=group())))
    assert unknowns(judged(assigned(principalId=UNKNOWN))) == ["principalId"]


def test_what_is_a_secret_is_not_shown() -> None:
    assert "claims" not in only(messages(judged(group(), assigned(scope=Secret(IDENTITY)))))
