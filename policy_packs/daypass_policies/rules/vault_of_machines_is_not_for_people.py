"""What a workload reads in Vault to sign in elsewhere is not read by people, who would be the workload there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource, Undecided
from daypass.model.vault_policy import PathRule
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name
from daypass_policies.elsewhere.own_paths import is_of_ones_own
from daypass_policies.elsewhere.vault_policies import Held, VaultPolicies, is_for_people, machine_logins
from daypass_policies.keeping.standing import word_at
from daypass_policies.settle import collect
from daypass_policies.trusting.called_after import is_for_those_on_call
from daypass_policies.trusting.machine_users import is_machines_name
from daypass_policies.wording import listed

_JWT: Final = "vault:jwt/authBackendRole:AuthBackendRole"
_GROUP: Final = "vault:identity/group:Group"


class _Kind(NamedTuple):
    """Where people are given policies: the argument that says which, the one that says who, and what they are."""

    policies: str
    called: str
    noun: str


_PEOPLE: Final[Mapping[str, _Kind]] = {
    "vault:github/team:Team": _Kind("policies", "team", "team"),
    "vault:github/user:User": _Kind("policies", "user", "user"),
    "vault:index/userpassAuthBackendUser:UserpassAuthBackendUser": _Kind("tokenPolicies", "username", "user"),
    "vault:ldap/authBackendGroup:AuthBackendGroup": _Kind("policies", "groupname", "group"),
    "vault:ldap/authBackendUser:AuthBackendUser": _Kind("policies", "username", "user"),
    "vault:okta/authBackendGroup:AuthBackendGroup": _Kind("policies", "groupName", "group"),
    "vault:okta/authBackendUser:AuthBackendUser": _Kind("policies", "username", "user"),
    "vault:radius/authBackendUser:AuthBackendUser": _Kind("policies", "username", "user"),
    "vault:saml/authBackendRole:AuthBackendRole": _Kind("tokenPolicies", "name", "those who sign in by"),
    _JWT: _Kind("tokenPolicies", "roleName", "those who sign in by"),
    _GROUP: _Kind("policies", "name", "group"),
}
_ELSEWHERE: Final = ("sys/", "auth/", "identity/")
"""What holds no credentials of workloads."""

_SET_UP: Final = frozenset(("config", "role", "roles", "metadata", "ca", "certs", "cert", "issuer", "issuers"))
"""Steps of paths at which secrets engines say how they are set up."""

_READ: Final = "read"
_SHOWN: Final = 3


@rule(
    "vault-of-machines-is-not-for-people",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(_PEOPLE),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:IA-5", "NIST-800-53:AC-6", "SOC2:CC6.1"),
    remedy="Give people a policy of their own, without the paths from which the workload reads its credentials.",
)
def vault_of_machines_is_not_for_people(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever reads the workload's credentials signs in with them as the workload, and its log names nobody else.

    Told are policies of the stack by which a machine that logs in to Vault (AppRole, Kubernetes, a cloud, JWT) reads
    secrets, and that people have as well: users and groups of user names, LDAP, Okta, RADIUS, GitHub and SAML, roles of
    OIDC, and external groups of identities. Policies that read nothing, or what is each bearer's own or public, pass;
    so do users whose name is a machine's, who is called after being on call or emergencies, and policies and logins
    called after an environment that is not production.

    Source: HashiCorp Vault documentation, "Policies" and "Identity" (external groups); read 2026-12.

    Refused:
        billing:
          type: vault:index/policy:Policy
          properties: {name: billing, policy: 'path "database/creds/billing" { capabilities = ["read"] }'}
        service:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {roleName: billing, tokenPolicies: [billing]}
        developers:
          type: vault:ldap/authBackendGroup:AuthBackendGroup
          properties: {groupname: billing-developers, policies: [billing]}

    Mended:
        billing:
          type: vault:index/policy:Policy
          properties: {name: billing, policy: 'path "database/creds/billing" { capabilities = ["read"] }'}
        service:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {roleName: billing, tokenPolicies: [billing]}
        readers:
          type: vault:index/policy:Policy
          properties: {name: billing-readers, policy: 'path "database/roles/billing" { capabilities = ["read"] }'}
        developers:
          type: vault:ldap/authBackendGroup:AuthBackendGroup
          properties: {groupname: billing-developers, policies: [billing-readers]}
    """
    del ask
    people = [one for one in stack.of_type(*_PEOPLE) if not was_looked_up(one)]
    policies = stack.once(VaultPolicies)
    machines = _machines(stack, policies) if people else {}
    for one in people if machines else ():
        try:
            yield from _judged(one, policies, machines)
        except Undecided as unknown:
            yield Open(one, (unknown.path,))


def _machines(stack: Stack, policies: VaultPolicies) -> Mapping[str, Sequence[Resource]]:
    """Policy of the stack → the machines that have it."""
    logins = [login.resource for login in machine_logins(stack) if not login.unknown]
    return grouped((held.by.urn, login) for login in logins for held in policies.held(login) if held.by)


def _judged(person: Resource, policies: VaultPolicies, machines: Mapping[str, Sequence[Resource]]) -> Iterator[Problem]:
    held = list(policies.held(person, _PEOPLE[person.type].policies))
    shared = [one for one in held if one.by and one.by.urn in machines and not _is_left_alone(one.name)]
    hidden = next((one.at for one in held if one.unknown), "")
    if not (shared or hidden) or not _are_people(person):
        return
    found, unknown = collect(_of_secrets(one, policies) for one in shared)
    for one in found:
        yield _told(person, one, machines[one.by.urn] if one.by else ())
    if unknown:
        raise unknown
    if hidden and not found:
        raise Undecided(hidden)


def _are_people(person: Resource) -> bool:
    """Whether people have it, on a plain day, in production. Raises `Undecided`."""
    name = _called(person)
    if _is_left_alone(name) or (_PEOPLE[person.type].noun == "user" and is_machines_name(name)):
        return False
    if person.type == _GROUP:
        return word_at(person, "type", "internal") == "external"
    return person.type != _JWT or is_for_people(person)


def _called(person: Resource) -> str:
    return text_of(said(person, _PEOPLE[person.type].called)) or person.name


def _is_left_alone(name: str) -> bool:
    return is_for_those_on_call(name) or of_name(name) not in (NO_ENVIRONMENT, PRODUCTION)


def _of_secrets(one: Held, policies: VaultPolicies) -> Iterator[Held]:
    """The policy, where it reads what others are not meant to know. Raises `Undecided`."""
    rules = policies.rules(one.by) if one.by else ()
    if any(_READ in rule.capabilities and not _is_about(rule) for rule in rules):
        yield one


def _is_about(rule: PathRule) -> bool:
    """Whether a rule is about no credential: one's own, public, how Vault is set up; or is about everything."""
    is_set_up = rule.path.startswith(_ELSEWHERE) or not _SET_UP.isdisjoint(rule.path.split("/"))
    return is_set_up or rule.path == "*" or is_of_ones_own([rule])


def _told(person: Resource, one: Held, machines: Sequence[Resource]) -> Problem:
    kind = _PEOPLE[person.type]
    who = f"{kind.noun} {person.name!r}"
    which = listed((repr(each.name) for each in machines), _SHOWN)
    return Problem(
        f"{who} of Vault has policy {one.by.name if one.by else ''!r}, by which {which} reads what it signs in with",
        at=one.at,
        key=one.by.name if one.by else "",
        on=person,
    )
