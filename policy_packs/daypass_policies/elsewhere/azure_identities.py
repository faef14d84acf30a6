"""This is where it is told which user-assigned identities of Azure a resource names, and what these are given.

Source: Microsoft Learn, "Managed identity best practice recommendations" and "Azure built-in roles" (for containers,
for monitoring); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.azure_runners import azure_runners
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.elsewhere.azure_grants import AZURE_GRANTS
from daypass_policies.located import Located, locate

IDENTITIES: Final = (
    "azure:authorization/userAssignedIdentity:UserAssignedIdentity",
    "azure-native:managedidentity:UserAssignedIdentity",
)
_EVERYDAY: Final = (
    *("acrpull", "7f951dda-4ed3-4680-a7ca-43fe172d538d"),
    *("monitoring metrics publisher", "3913510d-42f4-4e42-8a64-420c390055eb"),
)
"""What platforms give one identity for all: pulling images, and sending metrics."""

_PULLS: Final = ("configuration.registries[].identity", "registries[].identity")
"""Where an app of containers names the identity that its platform, and not its code, pulls images with."""


class AzureIdentities:
    """Those of a stack. One that it makes is its URN, any other its resource id in small letters."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def named_by(self, runner: Resource) -> Iterator[str]:
        """The identities that it runs as. Raises `Undecided` where one is neither known nor made in the stack."""
        path = azure_runners()[runner.type].path
        for place in _entries(runner, path):
            yield from self._known(runner, place, path.partition(".")[0])

    def only_pulls(self, runner: Resource, identity: str) -> bool:
        """Whether it names the identity as the one to pull images with, as far as that is known."""
        texts = (bare(place.value) for path in _PULLS for place in locate(runner.declared.raw, path))
        return any(isinstance(text, str) and self._made.get(text.lower(), text.lower()) == identity for text in texts)

    def are_rights_seen(self, identity: str) -> bool:
        """Whether the stack gives it a role."""
        return identity in self._roles

    def has_only_everyday(self, identity: str) -> bool:
        """Whether what the stack gives it is known, and no more than all are given."""
        roles = self._roles.get(identity, ())
        return bool(roles) and all(role in _EVERYDAY for role in roles)

    def _known(self, runner: Resource, place: Located, key: str) -> Iterator[str]:
        if bare(place.value) is not UNKNOWN:
            if text := place.text.strip().lower():
                yield self._made.get(text, text)
            return
        behind = self._behind(runner, key)
        if not behind:
            raise Undecided(place.path)
        yield from behind

    def _behind(self, resource: Resource, key: str) -> tuple[str, ...]:
        urns = dict.fromkeys(resource.property_dependencies.get(key, ()))
        return tuple(urn for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type in IDENTITIES)

    @cached_property
    def _made(self) -> Mapping[str, str]:
        """Resource id in small letters → the URN of what has it."""
        return {one.id.lower(): one.urn for one in self._stack.of_type(*IDENTITIES) if one.id}

    @cached_property
    def _roles(self) -> Mapping[str, tuple[str, ...]]:
        """Identity → the roles that it is given, by name or id in small letters; "" for what is not known."""
        principals = {
            text.lower(): one.urn
            for one in self._stack.of_type(*IDENTITIES)
            if isinstance(text := bare(one.state.raw.get("principalId")), str)
        }
        return grouped(
            (identity, _role(grant))
            for grant in self._stack.of_type(*AZURE_GRANTS)
            for identity in self._given(grant, principals)
        )

    def _given(self, grant: Resource, principals: Mapping[str, str]) -> tuple[str, ...]:
        principal = bare(grant.state.raw.get("principalId"))
        if isinstance(principal, str):
            found = principals.get(principal.lower())
            return (found,) if found else ()
        return self._behind(grant, "principalId")


def _entries(runner: Resource, path: str) -> Iterator[Located]:
    """The ids as a list has them, or as the keys of what the service answers with."""
    for place in locate(runner.declared.raw, path):
        known = bare(place.value)
        if isinstance(known, dict):
            yield from (Located(key, place.path, place.marked) for key in known)
        else:
            yield from place.items


def _role(grant: Resource) -> str:
    found = (bare(grant.state.raw.get(key)) for key in ("roleDefinitionName", "roleDefinitionId"))
    return next((text.rpartition("/")[2].lower() for text in found if isinstance(text, str)), "")
