"""Nobody gets in by a key that all share where Entra knows who comes."""

from collections.abc import Iterator

from daypass.data.key_switches import KeySwitch, key_switches
from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.needed_keys import NeededKeys
from daypass_policies.located import locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect


@rule(
    "shared-key-is-off",
    risk="long-lived-credential",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(key_switches()),
    stack=True,
    controls=("NHI7:2025", "NHI4:2025", "NIST-800-53:IA-5(7)", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Switch it off, and let workloads in by a managed identity that has a role there.",
    aliases=("checkov:CKV_AZURE_137", "checkov:CKV_AZURE_236"),
)
def shared_key_is_off(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A shared key does not end, says nothing of who uses it, and goes past what Entra asks of each.

    Told is a switch that leaves it on: the admin user of a container registry, keys to models of Azure AI, and of
    `azure-native` the keys of Cosmos DB, storage accounts, Service Bus, Event Hubs, AI Search and App Configuration.
    What says nothing of it is not told, though most of these are on then; of models the provider says it itself. The
    local administrator of an AKS cluster is `client-certificate-can-be-revoked`'s.

    It passes where there is no other way in: a database of MongoDB, and a storage account of files, or one that a share
    of files, a function app without a managed identity for it, or a mount of containers of the stack is made of.

    Refused:
        images:
          type: azure:containerservice/registry:Registry
          properties: {name: acmeimages, resourceGroupName: shop, sku: Premium, adminEnabled: true}

    Mended:
        images:
          type: azure:containerservice/registry:Registry
          properties: {name: acmeimages, resourceGroupName: shop, sku: Premium, adminEnabled: false}
    """
    del ask
    needed = NeededKeys(stack)
    for resource in stack.of_type(*key_switches()):
        if not was_looked_up(resource):
            found, unknown = collect([_left_on(resource, key_switches()[resource.type], needed)])
            yield from found
            if unknown:
                yield Open(resource, (unknown.path,))


def _left_on(resource: Resource, switch: KeySwitch, needed: NeededKeys) -> Iterator[Problem]:
    """Raises `Undecided`."""
    is_on = switch.on == "true"
    for place in locate(resource.declared.raw, switch.path):
        if yes_or_no(place.known) is is_on and not needed.needs(resource):
            yield Problem(
                f"{resource.name!r} lets in whoever has {switch.noun}; instead: {switch.alternative}",
                at=place.path,
                mended=None if "." in switch.path else instead(switch.path, not is_on),
                on=resource,
            )
