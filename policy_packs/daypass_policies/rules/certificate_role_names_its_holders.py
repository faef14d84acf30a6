"""Whoever may have a certificate made says not whose it is: the role says for whom it makes any."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.leases import signs_for_users
from daypass_policies.keeping.standing import is_on, word_at
from daypass_policies.located import locate

_SSH: Final = "vault:ssh/secretBackendRole:SecretBackendRole"
_PKI: Final = "vault:pkiSecret/secretBackendRole:SecretBackendRole"
_ANY: Final = "*"
_WORD: Final = re.compile(r"\w+")
_TELLING: Final = 3
"""Letters that a word has which tells whose a name is."""


@rule(
    "certificate-role-names-its-holders",
    risk="privilege-escalation",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=(_SSH, _PKI),
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-5(2)", "NIST-800-53:SC-17", "SOC2:CC6.3"),
    remedy="Name the users (allowedUsers) or the domains (allowedDomains) for which the role signs, or a template.",
)
def certificate_role_names_its_holders(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Who signs for any user signs for root, and who signs for any name signs for the database and its administrator.

    Told are roles of Vault's SSH engine that let whoever asks choose any user (`allowedUsers: "*"`), and roles of its
    PKI that sign clients' certificates of any name (`allowAnyName`, or globs that allow `*`, or nearly so as `*.*`).
    Roles of certificates for servers alone (`clientFlag: false`) pass, and so do users and domains by name or by a
    template of identities.

    Source: Vault API documentation, "SSH secrets engine" (`allowed_users`) and "PKI secrets engine" (`allow_any_name`,
    `allow_glob_domains`, `client_flag`, which is on unless a role says otherwise); read 2026-12.

    Refused:
        deploy:
          type: vault:ssh/secretBackendRole:SecretBackendRole
          properties: {backend: ssh, name: deploy, keyType: ca, allowUserCertificates: true, allowedUsers: "*"}

    Mended:
        deploy:
          type: vault:ssh/secretBackendRole:SecretBackendRole
          properties: {backend: ssh, name: deploy, keyType: ca, allowUserCertificates: true, allowedUsers: deploy}
    """
    del ask
    if was_looked_up(resource):
        return
    yield from _of_ssh(resource) if resource.type == _SSH else _of_pki(resource)


def _of_ssh(role: Resource) -> Iterator[Problem]:
    for place in locate(role.declared.raw, "allowedUsers"):
        if _ANY in {name.strip() for name in place.text.split(",")} and _gives(role):
            yield Problem(f"{role.name!r} signs for any user of a machine, also for root", at=place.path)


def _gives(role: Resource) -> bool:
    """Whether it lets users in: by one-time passwords, or by certificates that are not of hosts alone."""
    return word_at(role, "keyType") != "ca" or signs_for_users(role)


def _of_pki(role: Resource) -> Iterator[Problem]:
    at = "allowAnyName" if is_on(role, "allowAnyName") else _glob(role)
    if at and is_on(role, "clientFlag", default=True):
        yield Problem(f"{role.name!r} signs clients' certificates of any name", at=at)


def _glob(role: Resource) -> str:
    """Where it allows every domain by a glob, "" where it does not."""
    domains = (item for found in locate(role.declared.raw, "allowedDomains") for item in found.items)
    at = next((place.path for place in domains if _is_any(place.text)), "")
    return at if at and is_on(role, "allowGlobDomains") else ""


def _is_any(glob: str) -> bool:
    """Whether it leaves open how a name begins and ends, and asks for next to nothing between (`**`, `*.*`, `*a*`)."""
    is_open = glob.startswith(_ANY) and glob.endswith(_ANY)
    return is_open and all(len(word) < _TELLING for word in _WORD.findall(glob))
