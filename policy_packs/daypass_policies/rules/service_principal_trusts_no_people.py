"""A service principal is nobody's second name: people who may run what it runs, or write its secrets, are it."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.azure_people import ASSIGNMENTS, writing
from daypass_policies.elsewhere.azure_principals import AzurePrincipals
from daypass_policies.located import Located, locate
from daypass_policies.trusting.called_after import is_called_after_people, is_for_emergencies
from daypass_policies.trusting.machine_users import is_machines_name
from daypass_policies.wording import shown

_RULE_SET: Final = "databricks:index/accessControlRuleSet:AccessControlRuleSet"
_OWNED: Final[Mapping[str, str]] = {
    "azuread:index/application:Application": "owners[]",
    "azuread:index/servicePrincipal:ServicePrincipal": "owners[]",
    "azuread:index/applicationOwner:ApplicationOwner": "ownerObjectId",
}
_USES: Final = "roles/servicePrincipal.user"
_MANAGES: Final = "roles/servicePrincipal.manager"
_EVERYONE: Final = ("account users", "users")
_GROUP: Final = "groups/"
_PERSON: Final = "users/"


@rule(
    "service-principal-trusts-no-people",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(_RULE_SET, *_OWNED, *ASSIGNMENTS),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-2", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Let the pipeline that deploys it use and own it, and give people a group for emergencies.",
)
def service_principal_trusts_no_people(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What people run, or sign in, as a service principal was done by the workload, as far as any record tells.

    Told is a rule set of Databricks that gives `roles/servicePrincipal.user`, by which jobs run as the principal, to a
    person, to everyone (`account users`) or to a group that is called after people, and the manager's role to everyone;
    and an application or service principal of Entra that a user of the stack owns, who may add a secret to it at any
    time; and an assignment by which a person, or a group that is called after people, may write the federated
    credentials of managed identities (Managed Identity Contributor, or Contributor or Owner of one of them), unless it
    is for tests. Groups and users for emergencies pass, and so do users who are called after machines, what is
    activated for a time, and the role to attach an identity to what one deploys (Managed Identity Operator). Source:
    Databricks documentation, "Roles for managing service principals"; Microsoft Learn, "Overview of enterprise
    application ownership" and "Azure built-in roles"; read 2026-12.

    Refused:
        uses:
          type: databricks:index/accessControlRuleSet:AccessControlRuleSet
          properties:
            name: accounts/0c1d2e3f/servicePrincipals/7a8b9c0d/ruleSets/default
            grantRules: [{role: roles/servicePrincipal.user, principals: [groups/account users]}]

    Mended:
        uses:
          type: databricks:index/accessControlRuleSet:AccessControlRuleSet
          properties:
            name: accounts/0c1d2e3f/servicePrincipals/7a8b9c0d/ruleSets/default
            grantRules: [{role: roles/servicePrincipal.user, principals: [servicePrincipals/1e2f3a4b]}]
    """
    del ask
    for resource in stack.of_type(_RULE_SET, *_OWNED, *ASSIGNMENTS):
        try:
            if resource.type == _RULE_SET:
                yield from _used(resource)
            else:
                told = _owned if resource.type in _OWNED else _written
                yield from told(resource, stack.once(AzurePrincipals))
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))


def _used(resource: Resource) -> Iterator[Problem]:
    unknown = ""
    for grant in locate(resource.state.raw, "grantRules[]"):
        role = next(_at(grant, "role"), None)
        for principal in _at(grant, "principals[]"):
            if UNKNOWN in (bare(principal.value), bare(role.value) if role else ""):
                unknown = unknown or principal.path
            elif role and _is_people(principal.text, role.text):
                who = "people" if principal.marked else shown(principal.text)
                act = "run jobs as" if role.text == _USES else "manage"
                fact = f"rule set {resource.name!r} lets {who} {act} the service principal"
                yield Problem(fact, principal.path, "" if principal.marked else f"{role.text} {who}", on=resource)
    if unknown:
        raise Undecided(unknown)


def _at(grant: Located, path: str) -> Iterator[Located]:
    if bare(grant.value) is UNKNOWN:
        yield grant
    for found in locate(grant.value, path) if bare(grant.value) is not UNKNOWN else ():
        yield Located(found.value, f"{grant.path}.{found.path}", found.marked or grant.marked)


def _is_people(principal: str, role: str) -> bool:
    name = principal.partition("/")[2]
    if role not in (_USES, _MANAGES) or is_for_emergencies(name):
        return False
    if principal.startswith(_GROUP):
        return name.lower() in _EVERYONE or (role == _USES and is_called_after_people(name))
    local, at, _ = name.partition("@")
    return role == _USES and principal.startswith(_PERSON) and bool(at) and not is_machines_name(local)


def _owned(resource: Resource, principals: AzurePrincipals) -> Iterator[Problem]:
    unknown = ""
    for place in locate(resource.state.raw, _OWNED[resource.type]):
        users = [one for one in principals.users(resource, place) if _is_person(one)]
        for user in users:
            fact = f"user {user.name!r} owns {resource.name!r}, and may add secrets to it"
            yield Problem(fact, place.path, user.name, on=resource)
        if not users and bare(place.value) is UNKNOWN and not resource.property_dependencies.get(_key(place), ()):
            unknown = unknown or place.path
    if unknown:
        raise Undecided(unknown)


def _written(resource: Resource, principals: AzurePrincipals) -> Iterator[Problem]:
    for one in writing(resource, principals):
        is_secret = any(resource.state.is_secret(key) for key in ("scope", "principalId"))
        fact = (
            f"{'somebody' if is_secret else one.who} may add credentials to {'an identity' if is_secret else one.what}"
        )
        yield Problem(f"{fact} by {resource.name!r}", one.at, key="" if is_secret else one.what, on=resource)


def _key(place: Located) -> str:
    return place.path.partition("[")[0]


def _is_person(user: Resource) -> bool:
    called = [text_of(said(user, key)) for key in ("userPrincipalName", "displayName")]
    return not any(is_machines_name(name.partition("@")[0]) or is_for_emergencies(name) for name in called if name)
