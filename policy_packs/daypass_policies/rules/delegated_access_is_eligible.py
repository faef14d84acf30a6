"""Engineers of a provider who come in by Azure Lighthouse to change things are let in when they need it."""

from collections.abc import Iterator
from typing import Final

from daypass.data.azure_readers import azure_readers
from daypass.data.foreign_roles import by_name, foreign_roles
from daypass.graph.leaves import was_looked_up
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle
from daypass_policies.wording import shown

_CLASSIC: Final = "azure:lighthouse/definition:Definition"
_NATIVE: Final = ("azure-native:managedservices:RegistrationDefinition",)
_ROLE: Final = "roleDefinitionId"
_HANDED_ON: Final = "delegatedRoleDefinitionIds[]"
_FACTOR: Final = "justInTimeAccessPolicy.multiFactorAuthProvider"
_NAMES: Final = ("principalDisplayName", "principalIdDisplayName")


@rule(
    "delegated-access-is-eligible",
    risk="cross-account-trust",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(_CLASSIC, *_NATIVE),
    controls=("NHI3:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-2", "SOC2:CC6.3"),
    remedy="Move it to the eligible authorizations, with a second factor (Azure), a maximum duration and approvers.",
)
def delegated_access_is_eligible(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A provider's tenant that stands on a subscription as Contributor is there at night, and when it is broken into.

    Told is each standing authorization of a definition of Azure Lighthouse that gives another company's tenant a role
    which changes things or reads data, and each eligible one to such a role that asks for no second factor
    (`multiFactorAuthProvider: Azure`): a stolen session activates it. Roles that read how things are (Reader, of
    monitoring, costs, security), the one that takes the delegation back, and what is eligible with a second factor
    pass. User Access Administrator, which cannot be eligible, assigns roles to managed identities alone here, and
    passes where what it assigns is none that comes to all of a cloud or a service, or leads to more rights.

    Sources: Microsoft Learn, "Tenants, users, and roles in Azure Lighthouse scenarios" (what User Access Administrator
    does there) and "Create eligible authorizations"; `Microsoft.ManagedServices/registrationDefinitions` (its factor is
    `None` unless set); input properties of pulumi-azure 6 and pulumi-azure-native 3; read 2026-12.

    Refused:
        hosting:
          type: azure:lighthouse/definition:Definition
          properties:
            managingTenantId: b7d5c7b2-0d0e-4a6b-9f0e-31c2a4e5f607
            scope: /subscriptions/0f3c9f6e-1b2d-4c3a-9e8f-5a6b7c8d9e0f
            authorizations:
              - principalId: 1f0c7a9e-77b1-4f8e-a2c3-3a55d9c0e101
                roleDefinitionId: b24988ac-6180-42a0-ab88-20f7382dd24c

    Mended:
        hosting:
          type: azure:lighthouse/definition:Definition
          properties:
            managingTenantId: b7d5c7b2-0d0e-4a6b-9f0e-31c2a4e5f607
            scope: /subscriptions/0f3c9f6e-1b2d-4c3a-9e8f-5a6b7c8d9e0f
            authorizations:
              - principalId: 1f0c7a9e-77b1-4f8e-a2c3-3a55d9c0e101
                roleDefinitionId: acdd72a7-3385-48ef-bd42-f606fba81ae7
            eligibleAuthorizations:
              - principalId: 1f0c7a9e-77b1-4f8e-a2c3-3a55d9c0e101
                roleDefinitionId: b24988ac-6180-42a0-ab88-20f7382dd24c
                justInTimeAccessPolicy: {multiFactorAuthProvider: Azure, maximumActivationDuration: PT2H}
    """
    del ask
    if was_looked_up(resource):
        return
    raw, within = resource.declared.raw, "" if resource.type == _CLASSIC else "properties."
    standing = locate(raw, f"{within}authorizations[]")
    eligible = locate(raw, f"{within}eligibleAuthorizations[]")
    yield from settle(
        (*(_standing(resource, one) for one in standing), *(_eligible(resource, one) for one in eligible))
    )


def _standing(resource: Resource, one: Located) -> Iterator[Problem]:
    """Raises `Undecided`."""
    for role in one.below(_ROLE):
        if _changes(role) and not _hands_on_little(one, role):
            fact = f"gives {_whom(one)} for good a role that changes things or reads data"
            yield Problem(f"delegation {resource.name!r} {fact}", at=one.path, key=_key(role))


def _eligible(resource: Resource, one: Located) -> Iterator[Problem]:
    """Raises `Undecided`."""
    for role in one.below(_ROLE):
        if _changes(role) and not any(factor.text.strip().lower() == "azure" for factor in one.below(_FACTOR)):
            fact = f"lets {_whom(one)} take a role that changes things or reads data without a second factor"
            key = f"{_key(role)} without a second factor".lstrip()
            yield Problem(f"delegation {resource.name!r} {fact}", at=one.path, key=key, severity="medium")


def _changes(role: Located) -> bool:
    return _id(role) not in azure_readers()


def _hands_on_little(one: Located, role: Located) -> bool:
    """Whether it assigns some roles to managed identities, and none of these is too much. Raises `Undecided`."""
    if _id(role) != by_name("azure")["user access administrator"].id:
        return False
    handed = [_id(place) for place in one.below(_HANDED_ON)]
    return bool(handed) and not any(id_ in foreign_roles("azure") for id_ in handed)


def _id(role: Located) -> str:
    """Azure takes it in any case, and behind the path of the provider. Raises `Undecided`."""
    return role.text.strip().rpartition("/")[2].lower()


def _whom(one: Located) -> str:
    names = (place for path in _NAMES for place in one.below(path))
    named = next((name.text for name in names if bare(name.value) is not UNKNOWN and not name.marked), "")
    return f"{shown(named)} of another tenant" if named else "somebody of another tenant"


def _key(role: Located) -> str:
    return "" if role.marked else role.text
