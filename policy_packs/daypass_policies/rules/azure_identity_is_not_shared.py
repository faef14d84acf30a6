"""A managed identity of Azure is one workload to whatever it is given rights on."""

from collections.abc import Iterator
from typing import Final

from daypass.data.azure_runners import azure_runners
from daypass.graph.stack import STACK_TYPE, Stack
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.urn import Urn
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.azure_identities import AzureIdentities
from daypass_policies.owning.one_workload import words_of
from daypass_policies.wording import listed

_MACHINE: Final = "machine"
_SEVERAL: Final = 2
_SHOWN: Final = 5


@rule(
    "azure-identity-is-not-shared",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(azure_runners()),
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-5", "SOC2:CC6.1"),
    remedy="Give each workload a managed identity of its own, with the roles that it needs.",
)
def azure_identity_is_not_shared(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A user-assigned identity that several workloads run as has the rights of all of them, and no log tells which.

    Workloads are apps and jobs of containers, web and function apps, logic apps, data factories and machines. Those
    with one `daypass:workload` tag or in one component are one, unless that component is all that the stack has, and
    so are those whose names differ only in words of kind and place (`shop-api`, `shop-worker-blue`), and machines. An
    identity passes that is known to be there for pulling images or sending metrics, which one has for all. Microsoft
    recommends one identity for resources that need the same: give these one workload tag.

    Refused:
        orders:
          type: azure:containerapp/app:App
          properties:
            identity:
              type: UserAssigned
              identityIds: [/subscriptions/1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop]
        mailer:
          type: azure:containerapp/app:App
          properties:
            identity:
              type: UserAssigned
              identityIds: [/subscriptions/1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop]

    Mended:
        orders:
          type: azure:containerapp/app:App
          properties:
            identity:
              type: UserAssigned
              identityIds: [/subscriptions/1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders]
        mailer:
          type: azure:containerapp/app:App
          properties:
            identity:
              type: UserAssigned
              identityIds: [/subscriptions/1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-mailer]
    """
    identities = stack.once(AzureIdentities)
    running = tuple(stack.of_type(*azure_runners()))
    by_identity: dict[str, list[Resource]] = {}
    for resource in running:
        try:
            for identity in dict.fromkeys(identities.named_by(resource)):
                by_identity.setdefault(identity, []).append(resource)
        except Undecided as unknown:
            yield from (Open(resource, (unknown.path,)),) if len(running) >= _SEVERAL else ()
    whole = _whole(stack)
    for identity, sharing in by_identity.items():
        if len(sharing) >= _SEVERAL and not _is_for_all(identities, identity, sharing):
            yield from _judged(stack, ask, identity, sharing, whole)


def _is_for_all(identities: AzureIdentities, identity: str, sharing: list[Resource]) -> bool:
    if identities.are_rights_seen(identity):
        return identities.has_only_everyday(identity)
    return all(identities.only_pulls(one, identity) for one in sharing)


def _judged(stack: Stack, ask: Ask, identity: str, sharing: list[Resource], whole: str) -> Iterator[Problem | Open]:
    # The SDK registers in no fixed order, and a baseline should not care.
    on = stack.by_urn.get(identity) or min(sharing, key=lambda resource: resource.urn)
    try:
        workloads = {_workload(ask, one, whole) for one in sharing}
    except Undecided as unknown:
        yield Open(on, (unknown.path,))
        return
    if len(workloads) >= _SEVERAL:
        names = listed((f"{azure_runners()[one.type].noun} {one.name!r}" for one in sharing), _SHOWN)
        hidden = any(identity == text.lower() for one in sharing for text in one.secrets())
        key = None if hidden or identity in stack.by_urn else identity.rpartition("/")[2]
        yield Problem(f"one managed identity is shared: {names} run as it", key=key, on=on)


def _workload(ask: Ask, resource: Resource, whole: str) -> str:
    if tag := Tags.of(resource.state, resource).get(ask.settings.tags["workload"]):
        return f"tag {tag}"
    if resource.parent and resource.parent != whole and Urn.parse(resource.parent).type != STACK_TYPE:
        return resource.parent
    if azure_runners()[resource.type].noun == _MACHINE:
        return _MACHINE
    return f"named {sorted(set(words_of(resource.name)))}"


def _whole(stack: Stack) -> str:
    """The component that is all there is of the stack, "" where there is none: it tells nothing apart."""
    tops = {
        one.urn: one.custom
        for one in stack.resources
        if one.type != STACK_TYPE
        and not one.type.startswith("pulumi:providers:")
        and (not one.parent or Urn.parse(one.parent).type == STACK_TYPE)
    }
    return next((urn for urn, custom in tops.items() if len(tops) == 1 and not custom), "")
