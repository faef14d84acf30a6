"""An application that machines of one company use gives its tokens to the machines of that company."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect
from daypass_policies.wording import shown

_APPLICATION: Final = "azuread:index/application:Application"
_REGISTRATION: Final = "azuread:index/applicationRegistration:ApplicationRegistration"
_AUDIENCE: Final = "signInAudience"
_MANY: Final = ("azureadmultipleorgs", "azureadandpersonalmicrosoftaccount")
_OWN: Final = "AzureADMyOrg"

_FEDERATED: Final = (
    "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
    "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential",
)
_ROLE: Final = "azuread:index/applicationAppRole:ApplicationAppRole"
_ACCESS: Final = "azuread:index/applicationApiAccess:ApplicationApiAccess"
_PEOPLE: Final = (
    "azuread:index/applicationRedirectUris:ApplicationRedirectUris",
    "azuread:index/applicationPermissionScope:ApplicationPermissionScope",
)
_PARTS: Final = (*_FEDERATED, _ROLE, _ACCESS, *_PEOPLE)
"""What says something of an application that it names by `applicationId`."""

_SIGN_IN: Final = (
    *("web.redirectUris[]", "singlePageApplication.redirectUris[]", "publicClient.redirectUris[]"),
    "api.oauth2PermissionScopes[]",
)
"""What an application has by which people sign in, or let others act for them."""


@rule(
    "application-takes-its-own-tenant",
    risk="public-trust",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(_APPLICATION, _REGISTRATION, *_PARTS),
    stack=True,
    controls=("NHI4:2025", "NHI6:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9"),
    remedy="Set signInAudience to AzureADMyOrg; who serves other tenants checks in each token which one it is of.",
)
def application_takes_its_own_tenant(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Where an application of Entra is open to every tenant, administrators of each get tokens that are made for it.

    They make a service principal for it in their own tenant, and give their machines whatever role it has for
    applications: the token has its audience and its role, and only what it says of the tenant tells it from one's own.
    Told is an application whose `signInAudience` takes in other tenants, or personal accounts too, and which is a
    machine's: it has a role for applications, a federated credential, or permissions of its own at another API. One
    passes by which people sign in (it has addresses that it sends them back to) or which acts for them (it has scopes):
    that is a product, and may be meant for many.

    Source: Microsoft Learn, "Supported account types", "Convert a single-tenant app to multitenant on Microsoft Entra
    ID" and "Secure applications and APIs by validating claims" (validate the tenant); input properties of
    pulumi-azuread 6; read 2026-12.

    Refused:
        ledger:
          type: azuread:index/application:Application
          properties:
            displayName: ledger
            signInAudience: AzureADMultipleOrgs
            appRoles: [{allowedMemberTypes: [Application], value: Ledger.Write, displayName: write, id: "1"}]

    Mended:
        ledger:
          type: azuread:index/application:Application
          properties:
            displayName: ledger
            signInAudience: AzureADMyOrg
            appRoles: [{allowedMemberTypes: [Application], value: Ledger.Write, displayName: write, id: "1"}]
    """
    del ask
    applications = list(stack.of_type(_APPLICATION, _REGISTRATION))
    parts = _parts(stack, applications) if applications else {}
    for one in applications:
        try:
            yield from _judged(one, parts.get(one.urn, ()))
        except Undecided as unknown:
            yield Open(one, (unknown.path,))


def _judged(application: Resource, parts: tuple[Resource, ...]) -> Iterator[Problem]:
    """Raises `Undecided`, of its audience last: of most it does not matter."""
    for place in locate(application.declared.raw, _AUDIENCE):
        is_open = bare(place.value) is UNKNOWN or place.text.strip().lower() in _MANY
        machine = _of_machine(application, parts) if is_open else ""
        if machine and not _is_for_people(application, parts):
            said = "" if place.marked else f" ({shown(place.text)})"
            fact = f"application {application.name!r} has {machine}, and every tenant gets tokens for it{said}"
            yield Problem(fact, at=_AUDIENCE, on=application, mended=instead(_AUDIENCE, _OWN))


def _of_machine(application: Resource, parts: tuple[Resource, ...]) -> str:
    """Words for what it has that machines alone have; "" where there is nothing. Raises `Undecided`."""
    if any(one.type in _FEDERATED for one in parts):
        return "a federated credential"
    asked = [(application, path, word, words) for path, word, words in _OF_MACHINES]
    asked += [(one, *_OF_PARTS[one.type]) for one in parts if one.type in _OF_PARTS]
    found, unknown = collect(_says(*each) for each in asked)
    if unknown and not found:
        raise unknown
    return next(iter(found), "")


_ROLES: Final = ("application", "a role for applications")
_OF_MACHINES: Final = (
    ("appRoles[].allowedMemberTypes[]", *_ROLES),
    ("requiredResourceAccesses[].resourceAccesses[].type", "role", "permissions of its own"),
)
_OF_PARTS: Final = {
    _ROLE: ("allowedMemberTypes[]", *_ROLES),
    _ACCESS: ("roleIds[]", "", "permissions of its own"),
}
"""Where it stands, the word that stands there, "" for any, and what that is called."""


def _says(one: Resource, path: str, word: str, words: str) -> Iterator[str]:
    found, unknown = collect(_texts(place) for place in locate(one.declared.raw, path))
    if any(text and word in ("", text) for text in found):
        yield words
    elif unknown:
        raise unknown


def _texts(place: Located) -> Iterator[str]:
    yield place.text.strip().lower()


def _is_for_people(application: Resource, parts: tuple[Resource, ...]) -> bool:
    """Whether people sign in by it, or let it act for them. Raises `Undecided`."""
    if any(one.type in _PEOPLE for one in parts):
        return True
    places = [place for path in _SIGN_IN for place in locate(application.declared.raw, path)]
    found, unknown = collect(_is_there(place) for place in places)
    if unknown and not any(found):
        raise unknown
    return any(found)


def _is_there(place: Located) -> Iterator[bool]:
    yield place.known not in ("", None)


def _parts(stack: Stack, applications: list[Resource]) -> Mapping[str, tuple[Resource, ...]]:
    """URN of an application → what says something of it."""
    by_id = {
        text.rpartition("/")[2].lower(): one.urn
        for one in applications
        for text in (one.id, text_of(one.state.raw.get("objectId")), text_of(one.state.raw.get("id")))
        if text
    }
    return grouped((urn, part) for part in stack.of_type(*_PARTS) for urn in _meant(part, by_id, stack))


def _meant(part: Resource, by_id: Mapping[str, str], stack: Stack) -> Iterator[str]:
    for key in ("applicationId", "applicationObjectId"):
        value = bare(part.declared.raw.get(key))
        if isinstance(value, str) and (urn := by_id.get(value.rpartition("/")[2].lower())):
            yield urn
        elif value is UNKNOWN:
            urns = dict.fromkeys(part.property_dependencies.get(key, ()))
            yield from (urn for urn in urns if urn in stack.by_urn and stack.by_urn[urn].type in _KINDS)


_KINDS: Final = (_APPLICATION, _REGISTRATION)
