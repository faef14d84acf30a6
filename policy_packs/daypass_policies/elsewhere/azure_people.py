"""This is where it is told which people may put a credential of their own on a managed identity of Azure.

Who writes its federated credentials trusts whatever tokens they please, and acts as the identity. Source: Microsoft
Learn, "Azure built-in roles" (Managed Identity Contributor: `Microsoft.ManagedIdentity/userAssignedIdentities/*`) and
"Configure a user-assigned managed identity to trust an external identity provider"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.crossing.environments import of_name
from daypass_policies.elsewhere.azure_grants import AZURE_GRANTS
from daypass_policies.elsewhere.azure_principals import AzurePrincipals
from daypass_policies.located import Located, locate
from daypass_policies.trusting.called_after import is_called_after_people, is_for_those_on_call
from daypass_policies.trusting.machine_users import is_machines_name

ASSIGNMENTS: Final = tuple(type_ for type_ in AZURE_GRANTS if "pim/" not in type_)
"""What stands until somebody takes it away; what is activated for a time ends."""

_WRITES: Final = frozenset(("managed identity contributor", "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"))
_WRITES_ITS_OWN: Final = frozenset(
    (
        *("contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"),
        *("owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),
    )
)
"""Roles by which one writes them on the identity alone; on a group they are for all that is there."""
WRITERS: Final = _WRITES | _WRITES_ITS_OWN
"""Names, and ids, of roles by which one writes them on an identity."""
_IDENTITY: Final = re.compile(
    r"/providers/microsoft\.managedidentity/userassignedidentities/(?P<name>[^/]+)/?$", re.IGNORECASE
)
_GROUP: Final = re.compile(r"/resourcegroups/(?P<name>[^/]+)", re.IGNORECASE)


class Writing(NamedTuple):
    """Who, of what, and where it says so."""

    who: str
    what: str
    at: str


def writing(assignment: Resource, principals: AzurePrincipals) -> Iterator[Writing]:
    """The people who may write the credentials of identities by an assignment. Raises `Undecided`."""
    if was_looked_up(assignment):
        return
    kind = bare(said(assignment, "principalType"))
    if text_of(kind).lower() in ("serviceprincipal", "foreigngroup", "device"):
        return
    for place in locate(assignment.state.raw, "principalId"):
        who = _people(assignment, place, principals, text_of(kind).lower())
        role = _role(assignment) if who else ""
        what = written(assignment, role) if role else ""
        if what:
            if kind is UNKNOWN and not who.startswith(("group '", "user '")):
                raise Undecided("principalType")
            yield Writing(who, what, place.path)


def _people(assignment: Resource, place: Located, principals: AzurePrincipals, kind: str) -> str:
    """Words for them; "" where they are a machine, those on call, or nobody knows whom it is."""
    for group in principals.groups(assignment, place):
        name = text_of(said(group, "displayName"))
        return f"group {name!r}" if is_called_after_people(name) else ""
    for user in principals.users(assignment, place):
        names = [text_of(said(user, key)).partition("@")[0] for key in ("userPrincipalName", "displayName")]
        is_person = not any(is_machines_name(name) or is_for_those_on_call(name) for name in names if name)
        return f"user {user.name!r}" if is_person else ""
    if bare(place.value) is UNKNOWN and kind == "group":
        raise Undecided(place.path)  # what it is called after is not known either
    return "a person" if kind == "user" and not is_for_those_on_call(assignment.name) else ""


def _role(assignment: Resource) -> str:
    """The name or the id of the role. Raises `Undecided`."""
    for key in ("roleDefinitionName", "roleDefinitionId"):
        value = assignment.state.get(key)
        if isinstance(value, str) and value:
            return value.rpartition("/")[2].strip().lower()
    return ""


def written(assignment: Resource, role: str) -> str:
    """The identities whose credentials one writes by a role, its name or id in small letters, but for those for tests.

    Raises `Undecided`.
    """
    if role not in WRITERS:
        return ""
    scope = text_of(assignment.state.get("scope"))
    identity, group = _IDENTITY.search(scope), _GROUP.search(scope)
    if role in _WRITES_ITS_OWN and not identity:
        return ""
    names = [match["name"] for match in (identity, group) if match] or [assignment.name]
    if any(of_name(name) not in ("", PRODUCTION) for name in names):
        return ""
    if identity:
        return f"managed identity {identity['name']!r}"
    return "any managed identity of " + ("a resource group" if group else "a subscription")
