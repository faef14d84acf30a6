"""This is where it is told which things of Azure have a shared key because what uses them has no other way in.

Source: Microsoft Learn, "Prevent Shared Key authorization for an Azure Storage account" (Azure Files over SMB),
"Storage considerations for Azure Functions" (content shares), "Use storage mounts in Azure Container Apps" and "Mount
an Azure file share in Azure Container Instances" (the key of the account); "App settings reference for Azure
Functions" (`AzureWebJobsStorage__accountName` and the like: an identity); Azure Cosmos DB has no Entra roles for the
data of its API for MongoDB; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.located import locate

_STORAGE: Final = "azure-native:storage:StorageAccount"
_COSMOS: Final = ("azure-native:cosmosdb:DatabaseAccount", "azure-native:documentdb:DatabaseAccount")
_SHARES: Final = (
    "azure-native:storage:FileShare",
    "azure-native:app:ManagedEnvironmentsStorage",
    "azure:storage/share:Share",
    "azure:containerapp/environmentStorage:EnvironmentStorage",
)
"""What mounts shares of files, or is one."""

_GROUPS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "azure-native:containerinstance:ContainerGroup": (("volumes", "volumes[].azureFile"),),
    "azure:containerservice/group:Group": tuple(
        (each, f"{each}[].volumes[].storageAccountName") for each in ("containers", "initContainers")
    ),
}
"""Type → the properties by which it may mount one, and the path that stands where it does."""

_FUNCTIONS: Final = (
    "azure:appservice/functionApp:FunctionApp",
    "azure:appservice/linuxFunctionApp:LinuxFunctionApp",
    "azure:appservice/windowsFunctionApp:WindowsFunctionApp",
    "azure:logicapps/standard:Standard",
)
_NATIVE_APP: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
_SETTINGS: Final = ("azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppApplicationSettingsSlot")
"""Settings of an app that are made beside it."""
_BY_KEY: Final = frozenset(("azurewebjobsstorage", "website_contentazurefileconnectionstring"))
_BY_IDENTITY: Final = "azurewebjobsstorage__"
"""Names, in small letters, of settings by which a function comes to its storage."""
_KINDS: Final = ("functionapp", "workflowapp")
_NO_OTHER_WAY: Final = {_STORAGE: "FileStorage", **dict.fromkeys(_COSMOS, "MongoDB")}
"""Type → the kind of it that is entered by a key alone."""


class NeededKeys:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._used = frozenset(urn for one in _users(stack) for urn in _behind(one))

    def needs(self, resource: Resource) -> bool:
        """Whether something has no other way in. Raises `Undecided`."""
        if resource.type not in _NO_OTHER_WAY:
            return False
        if resource.type == _STORAGE and resource.urn in self._used:
            return True
        kind = bare(resource.declared.raw.get("kind"))
        if kind is UNKNOWN:
            raise Undecided("kind")
        return text_of(kind).lower() == _NO_OTHER_WAY[resource.type].lower()


def _users(stack: Stack) -> Iterator[Resource]:
    """What uses the key of an account that it is made of."""
    yield from stack.of_type(*_SHARES)
    yield from stack.of_type(*_GROUPS)
    for one in stack.of_type(*_FUNCTIONS):
        if yes_or_no(one.declared.raw.get("storageUsesManagedIdentity")) is not True:
            yield one
    beside = grouped((urn, one) for one in stack.of_type(*_SETTINGS) for urn in dict.fromkeys(_each_behind(one)))
    for one in stack.of_type(*_NATIVE_APP):
        kind = bare(one.declared.raw.get("kind"))
        is_function = kind is UNKNOWN or any(word in text_of(kind).lower() for word in _KINDS)
        if is_function and not _comes_by_identity(one, beside.get(one.urn, ())):
            yield from (one, *beside.get(one.urn, ()))


def _comes_by_identity(app: Resource, beside: tuple[Resource, ...]) -> bool:
    """Whether its settings name its storage for an identity, and by no key."""
    inner = (text_of(bare(one.value)) for one in locate(app.declared.raw, "siteConfig.appSettings[].name"))
    outer = (bare(one.declared.raw.get("properties")) for one in beside)
    names = [*inner, *(name for each in outer if isinstance(each, Mapping) for name in each)]
    said = {name.lower() for name in names}
    return said.isdisjoint(_BY_KEY) and any(name.startswith(_BY_IDENTITY) for name in said)


def _behind(user: Resource) -> Iterator[str]:
    """The things whose key a user has, as far as it says by what."""
    if user.type not in _GROUPS:
        yield from _each_behind(user)
        return
    for mounts, path in _GROUPS[user.type]:
        if any(True for _ in locate(user.declared.raw, path)):
            yield from user.property_dependencies.get(mounts, ()) if user.property_dependencies else user.dependencies


def _each_behind(user: Resource) -> Iterator[str]:
    yield from user.dependencies
    for urns in user.property_dependencies.values():
        yield from urns
