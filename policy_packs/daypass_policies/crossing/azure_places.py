"""This is where it is told to which environment an identity of Azure belongs, and what it is given a right on.

By the tags of a thing or of its resource group, else by the name of either. Source: Microsoft Learn, "Understand scope
for Azure RBAC" and the Cloud Adoption Framework, "Define your naming convention"; read 2026-12.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.model.urn import Urn
from daypass.settings import Settings
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_account, of_name, of_tags, of_value
from daypass_policies.located import Located

_GROUPS: Final = ("azure:core/resourceGroup:ResourceGroup", "azure-native:resources:ResourceGroup")
_AZURE: Final = ("azure:", "azure-native:")
_SCOPE: Final = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)"
    r"(?:/resourcegroups/(?P<group>[^/]+)(?:/providers/(?P<kind>[^/]+/[^/]+)/(?P<name>[^/]+)(?:/.*)?)?)?/?",
    re.IGNORECASE,
)
_SHARED: Final = (
    *("microsoft.containerregistry/", "microsoft.network/dnszones", "microsoft.network/privatednszones"),
    *("microsoft.operationalinsights/", "microsoft.insights/", "microsoft.compute/galleries"),
)
"""What one environment keeps for all: images, names, and where logs and metrics are sent."""


class AzurePlace(NamedTuple):
    """What a right is on: words for people, and its environment, "" where nothing tells it."""

    words: str
    environment: str


class AzurePlaces:
    """The things of Azure that a stack, or several joined, make and name."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack = stack
        self._settings = settings

    def of_identity(self, identity: Resource) -> str:
        """By its tags, its names and its group, else the stack that makes it. Raises `Undecided`.

        A stack of production also makes what deploys to all, and what of it is for whom, its name says.
        """
        stack = NO_ENVIRONMENT if was_looked_up(identity) else of_value(Urn.parse(identity.urn).stack)
        stack = NO_ENVIRONMENT if stack == PRODUCTION else stack
        told = self._of_made(identity)
        return (of_name(identity.name) or stack) if told is None else told

    def of_scope(self, by: Resource, scope: Located) -> AzurePlace:
        """What a scope names. Raises `Undecided` where an unknown would tell it."""
        value = bare(scope.value)
        if value is UNKNOWN:
            return self._behind(by, scope.path)
        parts = _SCOPE.fullmatch(value) if isinstance(value, str) else None
        if parts is None or (parts["kind"] and f"{parts['kind']}/".lower().startswith(_SHARED)):
            return AzurePlace("", NO_ENVIRONMENT)
        words = "" if scope.marked else f" {parts['name'] or parts['group'] or parts['subscription']!r}"
        if not parts["group"]:
            return AzurePlace(f"subscription{words}", of_account(parts["subscription"], self._settings))
        noun = parts["kind"].rpartition("/")[2] if parts["kind"] else "resource group"
        return AzurePlace(f"{noun}{words}", self._of_parts(value.rstrip("/").lower(), parts))

    def of_thing(self, thing: Resource) -> AzurePlace:
        """What the stack makes itself. Raises `Undecided`."""
        if thing.type.startswith(("azure:containerservice/registry:", "azure-native:containerregistry:")):
            return AzurePlace("", NO_ENVIRONMENT)
        return AzurePlace(f"{thing.type.rpartition(':')[2]} {thing.name!r}", self._of_made(thing) or NO_ENVIRONMENT)

    def _behind(self, by: Resource, path: str) -> AzurePlace:
        urns = dict.fromkeys(by.property_dependencies.get(re.split(r"[.\[]", path)[0], ()))
        made = [one for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type.startswith(_AZURE)]
        if len(made) != 1:
            raise Undecided(path)
        return self.of_thing(made[0])

    def _of_parts(self, scope: str, parts: "re.Match[str]") -> str:
        made = self._by_id.get(scope)
        told = self._of_made(made) if made else None
        if told is not None:
            return told
        return _one_of(self._of_group(parts["group"]), of_name(parts["name"] or ""))

    def _of_made(self, thing: Resource) -> str | None:
        """What its tags say, else its name and its group; None where nothing does. Raises `Undecided`."""
        tagged = of_tags(Tags.of(thing.state, thing), self._settings) if thing.type.startswith(_AZURE) else None
        if tagged is not None:
            return tagged
        own = next(filter(None, (of_name(text_of(said(thing, key))) for key in _NAMES)), NO_ENVIRONMENT)
        return _one_of(own, self._of_group(text_of(said(thing, _GROUP)))) or None

    def _of_group(self, name: str) -> str:
        made = self._groups.get(name.lower())
        tagged = of_tags(Tags.of(made.state, made), self._settings) if made else None
        return of_name(name) if tagged is None else tagged

    @cached_property
    def _by_id(self) -> Mapping[str, Resource]:
        return {one.id.lower(): one for one in self._stack.resources if one.type.startswith(_AZURE) and one.id}

    @cached_property
    def _groups(self) -> Mapping[str, Resource]:
        names = ((text_of(said(one, key)), one) for one in self._stack.of_type(*_GROUPS) for key in ("name", _GROUP))
        return {name.lower(): one for name, one in names if name}


_GROUP: Final = "resourceGroupName"
_NAMES: Final = ("displayName", "name", "resourceName", "vaultName", "accountName")


def _one_of(one: str, other: str) -> str:
    """What either tells, nothing where they tell different things."""
    return NO_ENVIRONMENT if one and other and one != other else one or other
