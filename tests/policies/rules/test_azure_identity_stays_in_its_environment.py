"""An identity of staging has nothing to do in production; what one environment keeps for all passes."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.azure_identity_stays_in_its_environment import azure_identity_stays_in_its_environment

IDENTITY = "azure:authorization/userAssignedIdentity:UserAssignedIdentity"
GRANT = "azure:authorization/assignment:Assignment"
SUBSCRIPTION = "/subscriptions/0c1d2e3f-0000-4000-8000-000000000001"
PROD = f"{SUBSCRIPTION}/resourceGroups/rg-shop-prod"
VAULT = f"{SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.KeyVault/vaults/kv-shop-prod"


def judged(*resources: Resource) -> Answer:
    return judge_stack(azure_identity_stays_in_its_environment, *resources)


def identity(name: str = "id-api-staging", group: str = "rg-shop-staging", **inputs: Any) -> Resource:
    return Resource.of(IDENTITY, "api", name=name, resourceGroupName=group, principalId="p-1", **inputs)


def grant(scope: Any = PROD, principal: Any = "p-1", role: str = "Contributor", name: str = "grant") -> Resource:
    return Resource.of(GRANT, name, principalId=principal, scope=scope, roleDefinitionName=role)


def test_an_identity_of_staging_has_no_role_in_production() -> None:
    assert only(judged(identity(), grant())) == (
        "identity 'api' of staging has rights on resource group 'rg-shop-prod' of production"
    )
    assert only(judged(identity(), grant(VAULT))).endswith("on vaults 'kv-shop-prod' of production")
    assert passes(judged(identity("id-api-prod", "rg-shop-prod"), grant()))
    assert passes(judged(identity(), grant(PROD.replace("prod", "staging"))))
    (problem,) = judged(identity("id-api-prod"[:6], "rg-shop-prod"), grant(PROD.replace("prod", "dev"))).problems
    assert problem.severity == "medium"


@pytest.mark.parametrize(
    "resource",
    [
        Resource.of("azure-native:authorization:RoleAssignment", "it", principalId="p-1", scope=PROD),
        Resource.of("azure:keyvault/accessPolicy:AccessPolicy", "it", objectId="p-1", keyVaultId=VAULT),
        Resource.of("azure:keyvault/keyVault:KeyVault", "it", name="kv-prod", accessPolicies=[{"objectId": "P-1"}]),
        Resource.of(
            "azure-native:keyvault:Vault",
            "it",
            vaultName="kv-prod",
            properties={"accessPolicies": [{"objectId": "p-1"}]},
        ),
        Resource.of("azure:cosmosdb/sqlRoleAssignment:SqlRoleAssignment", "it", principalId="p-1", scope=f"{PROD}/"),
    ],
)
def test_whatever_gives_a_right_is_read(resource: Resource) -> None:
    assert len(judged(identity(), resource).problems) == 1


def test_tags_say_it_before_names() -> None:
    assert judged(identity("id-api", "rg-shop", tags={"Environment": "dev"}), grant()).problems
    assert passes(judged(identity(tags={"Environment": "prod"}), grant()))
    group = Resource.of("azure:core/resourceGroup:ResourceGroup", "rg", name="rg-shop", tags={"environment": "prod"})
    assert judged(identity(), group, grant(f"{SUBSCRIPTION}/resourceGroups/RG-shop")).problems
    vault = Resource.of("azure:keyvault/keyVault:KeyVault", "kv", name="kv-shop", tags={"environment": "prod"})
    scope = VAULT.removesuffix("-prod")
    assert judged(identity(), replace(vault, id=scope), grant(scope)).problems


def test_an_application_is_told_by_what_it_is_called() -> None:
    made = Resource.of(
        "azuread:index/servicePrincipal:ServicePrincipal", "sp", objectId="p-1", displayName="ci-staging"
    )
    assert judged(made, grant()).problems
    user = Resource.of("azuread:index/user:User", "maria", objectId="p-1", displayName="maria-staging")
    assert passes(judged(user, grant()))


def test_an_app_has_an_identity_of_its_own() -> None:
    app = "azure:appservice/linuxWebApp:LinuxWebApp"
    made = Resource.of(app, "web", name="app-shop-staging", identity={"type": "SystemAssigned", "principalId": "p-1"})
    assert judged(made, grant()).problems


@pytest.mark.parametrize(
    "scope",
    [
        f"{PROD}/providers/Microsoft.ContainerRegistry/registries/crshop",
        f"{PROD}/providers/Microsoft.Network/privateDnsZones/shop.internal",
        f"{PROD}/providers/Microsoft.OperationalInsights/workspaces/logs",
        f"{SUBSCRIPTION}/resourceGroups/rg-shared",
        f"{SUBSCRIPTION}/resourceGroups/rg-staging/providers/Microsoft.KeyVault/vaults/kv-prod",
        SUBSCRIPTION,
        "/providers/Microsoft.Management/managementGroups/prod",
    ],
)
def test_what_belongs_to_all_or_to_nobody_for_sure_passes(scope: str) -> None:
    assert passes(judged(identity(), grant(scope)))


def test_images_are_for_all() -> None:
    assert passes(judged(identity(), grant(role="AcrPull")))


def test_an_identity_of_none_has_no_roles_in_production_and_elsewhere() -> None:
    deployer, stack = identity("id-deploy", "rg-tools"), "urn:pulumi:{}::shop::" + f"{IDENTITY}::deploy"
    both = (grant(), grant(PROD.replace("prod", "dev"), name="other"))
    for name in ("main", "prod"):
        made = replace(deployer, urn=stack.format(name))
        assert "has rights in development and production" in only(judged(made, *both))
        assert passes(judged(made, grant()))
    assert "of development has rights on" in only(judged(deployer, grant()))


def test_who_is_not_of_the_stack_is_nobody() -> None:
    assert passes(judged(grant(principal="p-2")))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(identity(), grant(UNKNOWN))) == ["scope"]
    assert unknowns(judged(identity(), grant(principal=UNKNOWN))) == ["principalId"]
    assert unknowns(judged(identity("id", "rg", tags={"Environment": UNKNOWN}), grant())) == ["tags.Environment"]


def test_what_a_preview_does_not_know_is_found_by_what_it_comes_from() -> None:
    made = identity()
    waiting = replace(grant(principal=UNKNOWN), property_dependencies={"principalId": (made.urn,)})
    assert judged(made, waiting).problems
    group = Resource.of("azure:core/resourceGroup:ResourceGroup", "rg", name="rg-shop-prod")
    waiting = replace(grant(UNKNOWN), property_dependencies={"scope": (group.urn,)})
    assert judged(made, group, waiting).problems


def test_a_secret_scope_is_not_repeated() -> None:
    assert "rg-shop" not in only(judged(identity(), grant(Secret(PROD))))
