"""Engineers of a provider who come in by Azure Lighthouse to change things are let in when they need it."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.wording import shown

_STANDING: Final = {
    "azure:lighthouse/definition:Definition": "authorizations[]",
    "azure-native:managedservices:RegistrationDefinition": "properties.authorizations[]",
}
_ROLE: Final = "roleDefinitionId"
_READING: Final = frozenset(
    (
        "acdd72a7-3385-48ef-bd42-f606fba81ae7",  # Reader
        "43d0d8ad-25c7-4714-9337-8ba259a9fe05",  # Monitoring Reader
        "73c42c96-874c-492b-b04d-ab87d138a893",  # Log Analytics Reader
        "39bc4728-0917-49c7-9d2c-d95423bc2eb4",  # Security Reader
        "72fafb9e-0641-4937-9268-a91bfd8191a3",  # Cost Management Reader
        "fa23ad8b-c56e-40d8-ac0c-ce449e1d2c64",  # Billing Reader
        "a795c7a0-d4a2-40c1-ae25-d81f01202912",  # Backup Reader
        "cfd33db0-3dd1-45e3-aa9d-cdbdf3b6f24e",  # Support Request Contributor
        "91c1777a-f3dc-4fae-b103-61d183457e46",  # Managed Services Registration assignment Delete Role
        "8d289c81-5878-46d4-8554-54e1e3d8b5cb",  # Microsoft Sentinel Reader
        "21090545-7ca7-4776-b22c-e363652d74d2",  # Key Vault Reader (not its secrets)
    )
)
"""Roles that change nothing of what there is, and that by which a provider takes its own delegation back."""


@rule(
    "delegated-access-is-eligible",
    risk="cross-account-trust",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(_STANDING),
    controls=("NHI3:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-2", "SOC2:CC6.3"),
    remedy="Move it to the eligible authorizations, with a maximum duration, a second factor and approvers.",
)
def delegated_access_is_eligible(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A provider's tenant that stands on a subscription as Contributor is there at night, and when it is broken into.

    Told is each standing authorization of a definition of Azure Lighthouse that gives another company's tenant a role
    which changes things or reads data. Roles that read how things are (Reader, of monitoring, costs, security), the one
    that takes the delegation back, and eligible authorizations, which somebody activates for a while, pass. Sources:
    Microsoft Learn, "Tenants, users, and roles in Azure Lighthouse scenarios", "Create eligible authorizations" and
    "Azure built-in roles" (the ids); read 2026-12.

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
    unknown = ""
    for one in locate(resource.declared.raw, _STANDING[resource.type]):
        for role in locate({"at": one.value}, f"at.{_ROLE}"):
            if bare(role.value) is UNKNOWN:
                unknown = unknown or one.path
            elif _changes(role):
                who = next((place for place in locate({"at": one.value}, "at.principalDisplayName")), None)
                yield Problem(_fact(resource, one, who), at=one.path, key=_key(one, role))
    if unknown:
        raise Undecided(unknown)


def _changes(role: Located) -> bool:
    return role.text.rpartition("/")[2].strip().lower() not in _READING


def _fact(resource: Resource, one: Located, who: Located | None) -> str:
    named = who.text if who and bare(who.value) is not UNKNOWN and not (who.marked or one.marked) else ""
    whom = f"{shown(named)} of another tenant" if named else "somebody of another tenant"
    return f"delegation {resource.name!r} gives {whom} for good a role that changes things or reads data"


def _key(one: Located, role: Located) -> str:
    return "" if one.marked or role.marked else role.text
