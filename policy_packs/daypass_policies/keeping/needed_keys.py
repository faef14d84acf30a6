"""This is where it is told which things of Azure have a shared key because what uses them has no other way in.

Source: Microsoft Learn, "Prevent Shared Key authorization for an Azure Storage account" (Azure Files over SMB),
"Storage considerations for Azure Functions" (content shares), "Use storage mounts in Azure Container Apps" and "Mount
an Azure file share in Azure Container Instances" (the key of the account); Azure Cosmos DB has no Entra roles for the
data of its API for MongoDB; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import text_of, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare

_STORAGE: Final = "azure-native:storage:StorageAccount"
_COSMOS: Final = ("azure-native:cosmosdb:DatabaseAccount", "azure-native:documentdb:DatabaseAccount")
_SHARES: Final = (
    "azure-native:storage:FileShare",
    "azure-native:app:ManagedEnvironmentsStorage",
    "azure-native:containerinstance:ContainerGroup",
    "azure:storage/share:Share",
    "azure:containerapp/environmentStorage:EnvironmentStorage",
    "azure:containerservice/group:Group",
)
"""What mounts shares of files, or is one."""

_FUNCTIONS: Final = (
    "azure:appservice/functionApp:FunctionApp",
    "azure:appservice/linuxFunctionApp:LinuxFunctionApp",
    "azure:appservice/windowsFunctionApp:WindowsFunctionApp",
    "azure:logicapps/standard:Standard",
)
_NATIVE_APP: Final = ("azure-native:web:WebApp", "azure-native:web:WebAppSlot")
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
    for one in stack.of_type(*_FUNCTIONS):
        if yes_or_no(one.declared.raw.get("storageUsesManagedIdentity")) is not True:
            yield one
    for one in stack.of_type(*_NATIVE_APP):
        kind = bare(one.declared.raw.get("kind"))
        if kind is UNKNOWN or any(word in text_of(kind).lower() for word in _KINDS):
            yield one


def _behind(user: Resource) -> Iterator[str]:
    yield from user.dependencies
    for urns in user.property_dependencies.values():
        yield from urns
