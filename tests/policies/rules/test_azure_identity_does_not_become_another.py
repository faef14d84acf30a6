"""A machine that writes the credentials of another identity is told; what deploys, and what is its own, pass."""

from typing import Any

import pytest
from tests.support.grants import depending
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.azure_identity_does_not_become_another import azure_identity_does_not_become_another

GROUP = "/subscriptions/6f0c/resourceGroups/rg-shop-prod"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-deployer"
WRITES = "Managed Identity Contributor"
FEDERATED = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"
TYPE = "azure:authorization/userAssignedIdentity:UserAssignedIdentity"


def holder(name: str = "id-chatbot", **says: Any) -> Resource:
    return Resource.of(TYPE, "bot", name=name, principalId="p-1", **says)


def assigned(role: Any = WRITES, scope: Any = IDENTITY, **more: Any) -> Resource:
    said = {"roleDefinitionName": role, "scope": scope, "principalId": "P-1", "principalType": "ServicePrincipal"}
    return Resource.of("azure:authorization/assignment:Assignment", "writes", **{**said, **more})


def judged(*resources: Resource) -> Answer:
    return judge_stack(azure_identity_does_not_become_another, *resources)


@pytest.mark.parametrize("role", [WRITES, "Contributor", "owner", "User Access Administrator"])
def test_a_workload_does_not_write_the_credentials_of_another(role: str) -> None:
    told = "managed identity 'bot' may write the credentials of managed identity 'id-deployer', and act as it"
    assert only(judged(holder(), assigned(role))) == told


def test_the_roles_id_and_the_native_type_say_the_same_of_a_group() -> None:
    id_ = "/providers/Microsoft.Authorization/roleDefinitions/e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"
    said = {"roleDefinitionId": id_, "scope": GROUP, "principalId": "p-1"}
    native = Resource.of("azure-native:authorization:RoleAssignment", "writes", **said)
    assert "any managed identity of a resource group" in only(judged(holder(), native))


def test_a_custom_role_counts_by_what_it_allows() -> None:
    type_ = "azure:authorization/roleDefinition:RoleDefinition"
    for actions, counts in (([FEDERATED], True), (["Microsoft.ManagedIdentity/*"], True), (["*/read"], False)):
        custom = Resource.of(type_, "custom", name="trusts", permissions=[{"actions": actions}])
        assert passes(judged(holder(), custom, assigned("trusts"))) is not counts


def test_an_app_with_an_identity_of_its_own_is_a_machine_too() -> None:
    app = Resource.of("azure:appservice/linuxWebApp:LinuxWebApp", "shop", name="shop", identity={"principalId": "p-1"})
    assert only(judged(app, assigned())).startswith("the managed identity of 'shop' may write")


@pytest.mark.parametrize(
    "quiet",
    [
        assigned("Managed Identity Operator"),
        assigned("Reader"),
        assigned("Contributor", GROUP),
        assigned(scope=IDENTITY.replace("id-deployer", "id-chatbot")),
        assigned(scope=IDENTITY.replace("prod", "staging")),
        assigned(principalId="p-9"),
    ],
)
def test_other_roles_its_own_identity_and_tests_pass(quiet: Resource) -> None:
    assert passes(judged(holder(), quiet))


@pytest.mark.parametrize("name", ["id-github-actions", "id-shop-deploy", "id-crossplane", "id-aso", "id-break-glass"])
def test_what_makes_identities_passes(name: str) -> None:
    assert passes(judged(holder(name), assigned()))


def test_a_class_says_more_than_a_name() -> None:
    assert passes(judged(holder(tags={"daypass:class": "pipeline"}), assigned()))
    assert only(judged(holder("id-shop-deploy", tags={"daypass:class": "batch"}), assigned()))
    assert only(judged(holder("id-pr-runner-ci"), assigned()))


def test_what_is_made_in_the_stack_is_found_by_what_it_depends_on() -> None:
    target = Resource.of(TYPE, "deployer", name="id-deployer")
    on_it = depending(assigned(scope=UNKNOWN), scope=target)
    assert "managed identity 'deployer'" in only(judged(holder(), target, on_it))
    itself = depending(assigned(scope=UNKNOWN), scope=holder())
    assert passes(judged(holder(), itself))


def test_what_is_not_known_is_no_pass() -> None:
    assert unknowns(judged(holder(), assigned(scope=UNKNOWN))) == ["scope"]
    assert unknowns(judged(holder(), assigned(UNKNOWN))) == ["roleDefinitionName"]
    assert unknowns(judged(holder(), assigned(principalId=UNKNOWN))) == ["principalId"]
    assert passes(judged(holder(), assigned(principalId=UNKNOWN, principalType="Group")))


def test_what_is_marked_is_not_said() -> None:
    told = only(judged(holder(), assigned(scope=Secret(IDENTITY))))
    assert told == "a machine may write the credentials of another identity, and act as it"
