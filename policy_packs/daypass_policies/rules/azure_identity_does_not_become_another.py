"""A workload of Azure works as its own managed identity, and does not say who else may be another one."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.elsewhere.azure_grants import AzureGrants
from daypass_policies.elsewhere.azure_identities import IDENTITIES
from daypass_policies.elsewhere.azure_people import ASSIGNMENTS, WRITERS, written
from daypass_policies.elsewhere.azure_principals import AzurePrincipals, called
from daypass_policies.located import Located, locate
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.called_after import is_for_emergencies
from daypass_policies.trusting.machine_users import is_pipelines_name
from daypass_policies.trusting.proposals import is_their_build, is_their_runner

_GRANTERS: Final = ("user access administrator", "role based access control administrator")
"""Roles by which one gives oneself the others."""
_ABOVE: Final = ("pipeline", "break-glass")
_OPERATORS: Final = frozenset(("operator", "aso", "azwi", "provisioner", "bootstrap"))
"""Words by which a machine says that to make identities is its work."""
_NAMES: Final = ("name", "displayName", "resourceName")


@rule(
    "azure-identity-does-not-become-another",
    risk="role-chaining",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=ASSIGNMENTS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-LATERAL-MOVEMENT"),
    remedy="Take the assignment away; let the pipeline that makes an identity write its federated credentials.",
)
def azure_identity_does_not_become_another(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who writes the federated credentials of an identity has it take tokens of their own choice, and acts as it.

    Told is an assignment by which a machine of the stack may do so: Managed Identity Contributor, or a custom role with
    `federatedIdentityCredentials/write`, on another identity or on the resource group of several; and Contributor,
    Owner, or a role that assigns these, on another identity itself. What is there to deploy passes, by its class or
    its name, unless it builds what anybody proposes, and so do operators that make identities, and identities for
    emergencies and of environments for tests. To attach an identity to what one runs (Managed Identity Operator) is
    what launchers need, and is told on a subscription alone, as are all of these, by `no-path-to-owner-of-a-cloud`.
    People are `service-principal-trusts-no-people`'s. Source: Microsoft Learn, "Azure built-in roles for Identity" and
    "Configure a user-assigned managed identity to trust an external identity provider"; read 2026-12.

    Refused:
        chatbot:
          type: azure:authorization/userAssignedIdentity:UserAssignedIdentity
          properties: {name: id-chatbot, resourceGroupName: rg-shop, principalId: p-1}
        writes:
          type: azure:authorization/assignment:Assignment
          properties:
            scope: "/subscriptions/6f0c/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/\
              userAssignedIdentities/id-deployer"
            principalId: p-1
            principalType: ServicePrincipal
            roleDefinitionName: Managed Identity Contributor

    Mended:
        deployer:
          type: azure:authorization/userAssignedIdentity:UserAssignedIdentity
          properties: {name: id-deployer, resourceGroupName: rg-shop, principalId: p-2}
        writes:
          type: azure:authorization/assignment:Assignment
          properties:
            scope: "/subscriptions/6f0c/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/\
              userAssignedIdentities/id-chatbot"
            principalId: p-2
            principalType: ServicePrincipal
            roleDefinitionName: Managed Identity Contributor
    """
    for assignment in stack.of_type(*ASSIGNMENTS):
        try:
            yield from _judged(assignment, stack, ask)
        except Undecided as unknown:
            yield Open(assignment, (unknown.path,))


def _judged(assignment: Resource, stack: Stack, ask: Ask) -> Iterator[Problem]:
    """Raises `Undecided`."""
    for place in () if was_looked_up(assignment) else locate(assignment.state.raw, "principalId"):
        holders = stack.once(AzurePrincipals).made(assignment, place)
        for holder in holders:
            what = "" if _makes_identities(holder, ask) else _written(assignment, stack)
            if what and not _is_of(assignment, holder):
                yield _told(assignment, place, holder, what)
        if not holders and _is_hidden(assignment, place, stack) and _written(assignment, stack):
            raise Undecided(place.path)


def _is_hidden(assignment: Resource, place: Located, stack: Stack) -> bool:
    """Whether nobody knows whom it is given, and nothing says that they are people."""
    if bare(place.value) is not UNKNOWN or text_of(said(assignment, "principalType")).lower() in ("user", "group"):
        return False
    principals = stack.once(AzurePrincipals)
    return not (principals.users(assignment, place) or principals.groups(assignment, place))


def _told(assignment: Resource, place: Located, holder: Resource, what: str) -> Problem:
    is_secret = any(assignment.state.is_secret(key) for key in ("scope", "principalId"))
    who, of = ("a machine", "another identity") if is_secret else (called(holder), what)
    fact = f"{who} may write the credentials of {of}, and act as it"
    return Problem(fact, place.path, key="" if is_secret else what, on=assignment)


def _makes_identities(holder: Resource, ask: Ask) -> bool:
    """Whether that is its work. Raises `Undecided`."""
    names = [name for key in _NAMES if (name := text_of(said(holder, key)))] or [holder.name]
    if any(is_for_emergencies(name) or not _OPERATORS.isdisjoint(words_in(name)) for name in names):
        return True
    if any(is_their_runner(name) or is_their_build(name) for name in names):
        return False
    of_class = (read_fact(holder, ask, "class") or "").strip()
    return of_class in _ABOVE or (not of_class and any(map(is_pipelines_name, names)))


def _written(assignment: Resource, stack: Stack) -> str:
    """Words for whose credentials it lets one write, "" for nobody's. Raises `Undecided`."""
    role, hidden = stack.once(AzureGrants).role(assignment)
    if hidden:
        raise Undecided(hidden)
    name = role.name.lower() if role else ""
    name = "owner" if name in _GRANTERS else name
    if not name:
        return ""
    made = _made(assignment, stack)
    return f"managed identity {made.name!r}" if made and name in WRITERS else "" if made else written(assignment, name)


def _made(assignment: Resource, stack: Stack) -> Resource | None:
    """The identity of the stack that it is on, where nobody knows its id yet."""
    if bare(assignment.state.raw.get("scope")) is not UNKNOWN:
        return None
    urns = assignment.property_dependencies.get("scope", ())
    behind = [one for urn in urns if (one := stack.by_urn.get(urn))]
    return behind[0] if len(behind) == 1 and behind[0].type in IDENTITIES else None


def _is_of(assignment: Resource, holder: Resource) -> bool:
    """Whether it is on the holder itself."""
    if holder.urn in assignment.property_dependencies.get("scope", ()):
        return True
    scope = text_of(assignment.state.raw.get("scope")).rstrip("/").lower()
    own = text_of(said(holder, "name")) or text_of(said(holder, "resourceName"))
    return holder.type in IDENTITIES and bool(own) and scope.endswith(f"/userassignedidentities/{own.lower()}")
