"""This is where principals of Azure and Entra are told apart: applications and managed identities, or people.

Source: Microsoft Learn, "What are managed identities for Azure resources?" and "Application and service principal
objects"; resource types of pulumi-azure 6, pulumi-azure-native 3 and pulumi-azuread 6; read 2026-11.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import Located, locate

_APPLICATION: Final = "azuread:index/servicePrincipal:ServicePrincipal"
_NOUNS: Final = {
    _APPLICATION: "service principal",
    "azure:authorization/userAssignedIdentity:UserAssignedIdentity": "managed identity",
    "azure-native:managedidentity:UserAssignedIdentity": "managed identity",
}
USER: Final = "azuread:index/user:User"
GROUP: Final = "azuread:index/group:Group"
_PEOPLE: Final = (USER, GROUP, "azuread:index/invitation:Invitation")
_IDS: Final = ("objectId", "principalId", "identity.principalId", "kubeletIdentity.objectId")
"""Where a resource has the id of its principal."""

_SERVICE_PRINCIPAL: Final = "serviceprincipal"


class AzurePrincipals:
    """The principals of a stack, or of several joined, by their ids."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def machine_of(self, resource: Resource, key: str) -> tuple[str, str]:
        """Words for the machine that the property `key` names, and the path that hides whether there is one.

        The type that stands beside it decides; then what the stack has with this id, or what the property depends on.
        An id of which neither says anything is somebody's, and nobody that the stack knows.
        """
        said = bare(resource.state.raw.get("principalType"))
        if isinstance(said, str) and said and said.lower() != _SERVICE_PRINCIPAL:
            return "", ""
        for place in locate(resource.state.raw, key):
            value = bare(place.value)
            behind = self._by_id.get(value.lower()) if isinstance(value, str) else None
            found = [behind] if behind else self._behind(resource, key)
            machines = [one for one in found if _is_machine(one)]
            if machines:
                return called(machines[0]), ""
            if isinstance(said, str) and said:
                return "a service principal", ""
            if any(one.type in _PEOPLE for one in found):
                return "", ""
            return "", place.path if value is UNKNOWN else "principalType" if said is UNKNOWN else ""
        return "", ""

    def made(self, resource: Resource, place: Located) -> tuple[Resource, ...]:
        """The machines of the stack that a value in a resource names, or comes from where it is not known yet."""
        return tuple(one for one in self._named(resource, place) if _is_machine(one))

    def users(self, resource: Resource, place: Located) -> tuple[Resource, ...]:
        """The users of Entra that the stack makes, of these."""
        return tuple(one for one in self._named(resource, place) if one.type == USER)

    def groups(self, resource: Resource, place: Located) -> tuple[Resource, ...]:
        """The groups of Entra that the stack makes, of these."""
        return tuple(one for one in self._named(resource, place) if one.type == GROUP)

    def _named(self, resource: Resource, place: Located) -> list[Resource]:
        value = bare(place.value)
        if isinstance(value, str):
            found = self._by_id.get(value.lower())
            return [found] if found else []
        return self._behind(resource, re.split(r"[.\[]", place.path)[0]) if value is UNKNOWN else []

    def _behind(self, resource: Resource, key: str) -> list[Resource]:
        urns = dict.fromkeys(resource.property_dependencies.get(key, ()))
        return [self._stack.by_urn[urn] for urn in urns if urn in self._stack.by_urn]

    @cached_property
    def _by_id(self) -> dict[str, Resource]:
        found: dict[str, Resource] = {}
        for resource in self._stack.resources:
            if resource.type.startswith("azure"):
                for id_ in _ids(resource):
                    found.setdefault(id_.lower(), resource)
        return found


def _ids(resource: Resource) -> Iterator[str]:
    if resource.type in _NOUNS or resource.type in _PEOPLE or _is_machine(resource):
        for path in _IDS:
            for place in locate(resource.state.raw, path):
                value = bare(place.value)
                if isinstance(value, str) and value:
                    yield value
        if last := resource.id.rpartition("/")[2]:
            yield last  # some write the id of a service principal, which ends in that of the object


def _is_machine(resource: Resource) -> bool:
    """Whether it is one of the types that are, or has an identity of its own."""
    own = (resource.state.raw.get(key) for key in ("identity", "kubeletIdentity"))
    return resource.type in _NOUNS or (resource.type.startswith("azure") and any(bare(one) for one in own))


def called(resource: Resource) -> str:
    """Words for a machine."""
    return f"{_NOUNS.get(resource.type, 'the managed identity of')} {resource.name!r}"
