"""An identity of Azure of one environment has no rights in the resource groups and vaults of another."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.crossing.azure_places import AzurePlace, AzurePlaces
from daypass_policies.crossing.environments import NO_ENVIRONMENT, crosses
from daypass_policies.crossing.surroundings import ToldEnvironment, spanned
from daypass_policies.elsewhere.azure_grants import AZURE_GRANTS
from daypass_policies.elsewhere.azure_principals import AzurePrincipals
from daypass_policies.located import Located, locate
from daypass_policies.wording import listed

_SHOWN: Final = 2
_ITSELF: Final = ""
_GIVING: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(AZURE_GRANTS, ("principalId", "scope")),
    "azure:keyvault/accessPolicy:AccessPolicy": ("objectId", "keyVaultId"),
    "azure:keyvault/keyVault:KeyVault": ("accessPolicies[].objectId", _ITSELF),
    "azure-native:keyvault:Vault": ("properties.accessPolicies[].objectId", _ITSELF),
    "azure:cosmosdb/sqlRoleAssignment:SqlRoleAssignment": ("principalId", "scope"),
    "azure-native:documentdb:SqlResourceSqlRoleAssignment": ("principalId", "scope"),
}
"""Type → where it says to whom it gives a right, and on what; source: input properties of pulumi-azure 6.40.1 and
pulumi-azure-native 3.29.0."""

_OF_IMAGES: Final = ("acrpull", "acrpush", "acrimagesigner", "acrdelete")


@rule(
    "azure-identity-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(_GIVING),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Give each environment an identity of its own, with roles in its own subscription or resource group.",
)
def azure_identity_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A managed identity or application that has a role in another environment carries the mistakes of its own there.

    Read are role assignments, access policies of vaults and roles of Cosmos DB, of identities that the stack makes.
    The environment of an identity is what its tags say, else its name or that of its resource group, else its stack
    where that is none of production; that of the scope what the tags of the thing or of its group say, else the name
    of either, by whole segments; of a subscription the `[accounts]` entry. What tells two is nobody's. An identity of
    which nothing tells it has no roles in production and in another environment. Registries of images, DNS zones, and
    workspaces for logs and metrics, which one environment keeps for all, are not asked. Rights of production
    elsewhere are of severity medium.

    Refused:
        api:
          type: azure:authorization/userAssignedIdentity:UserAssignedIdentity
          properties: {name: id-api-staging, resourceGroupName: rg-shop-staging, principalId: p-1}
        reads:
          type: azure:authorization/assignment:Assignment
          properties:
            principalId: p-1
            roleDefinitionName: Key Vault Secrets User
            scope: /subscriptions/1/resourceGroups/rg-shop-prod/providers/Microsoft.KeyVault/vaults/kv-shop-prod

    Mended:
        api:
          type: azure:authorization/userAssignedIdentity:UserAssignedIdentity
          properties: {name: id-api-prod, resourceGroupName: rg-shop-prod, principalId: p-1}
        reads:
          type: azure:authorization/assignment:Assignment
          properties:
            principalId: p-1
            roleDefinitionName: Key Vault Secrets User
            scope: /subscriptions/1/resourceGroups/rg-shop-prod/providers/Microsoft.KeyVault/vaults/kv-shop-prod
    """
    places, principals = stack.once(AzurePlaces, ask.settings), stack.once(AzurePrincipals)
    found: list[_Right] = []
    for resource in stack.of_type(*_GIVING):
        try:
            found += _rights(resource, places, principals)
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))
    for rights in grouped((one.identity.urn, one) for one in found).values():
        identity = rights[0].identity
        try:
            yield from _judged(identity, places.of_identity(identity), rights)
        except Undecided as unknown:
            yield Open(identity, (unknown.path,))


class _Right(NamedTuple):
    """That an identity is given a right by a resource on a place of some environment."""

    identity: Resource
    by: Resource
    place: AzurePlace


def _rights(resource: Resource, places: AzurePlaces, principals: AzurePrincipals) -> list[_Right]:
    """What it gives to identities of the stack where that tells its environment. Raises `Undecided`."""
    path, at = _GIVING[resource.type]
    if _role(resource) in _OF_IMAGES:
        return []
    given = [(whom, principals.made(resource, whom)) for whom in locate(resource.state.raw, path)]
    nobody = next((whom for whom, made in given if not made and bare(whom.value) is UNKNOWN), None)
    if not any(made for _, made in given) and nobody is None:
        return []
    place = _place(resource, at, places)
    if place is None or not place.environment:
        return []
    if nobody is not None:
        raise Undecided(nobody.path)
    return [_Right(identity, resource, place) for _, made in given for identity in made]


def _place(resource: Resource, at: str, places: AzurePlaces) -> AzurePlace | None:
    if at == _ITSELF:
        return places.of_thing(resource)
    scope = next(locate(resource.state.raw, at), None)
    return places.of_scope(resource, scope) if isinstance(scope, Located) else None


def _role(resource: Resource) -> str:
    name = bare(resource.state.raw.get("roleDefinitionName"))
    return name.lower() if isinstance(name, str) else ""


def _judged(identity: Resource, own: str, rights: tuple[_Right, ...]) -> Iterator[Problem]:
    foreign = [one for one in rights if crosses(own, one.place.environment)]
    for environment, those in grouped((one.place.environment, one) for one in foreign).items():
        where = listed((one.place.words for one in those), _SHOWN)
        fact = f"identity {identity.name!r} of {own} has rights on {where} of {environment}"
        severity: Severity | None = None if environment == PRODUCTION else "medium"
        yield Problem(fact, key=f"{identity.name} {environment}", severity=severity, on=_first(those))
    told = (ToldEnvironment(one.place.environment, "name") for one in rights)
    if own == NO_ENVIRONMENT and (both := spanned(told)):
        where = listed((f"{one.place.words} of {one.place.environment}" for one in rights), _SHOWN)
        fact = f"identity {identity.name!r} has rights in {both}: {where}"
        yield Problem(fact, key=f"{identity.name} several environments", severity="medium", on=_first(rights))


def _first(rights: tuple[_Right, ...]) -> Resource:
    return min((one.by for one in rights), key=lambda by: by.urn)
