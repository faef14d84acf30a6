"""This is where it is read for how long what Vault hands out is good, as the roles of its secrets engines say.

Who asks for a certificate says for how long it is, up to the most of the role; what is leased ends unless renewed.
What a role does not say its mount does, which is a month unless somebody tunes it. Sources: Vault API documentation,
"Databases", "SSH", "PKI", "Consul", "Nomad", "Azure", "Kubernetes", "LDAP", "MongoDB Atlas" and "HCP Terraform"
secrets engines, and "AppRole" (`secret_id_ttl`, `secret_id_num_uses`, `secret_id_bound_cidrs`); input properties of
pulumi-vault 7.14.0; read 2026-12.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import yes_or_no
from daypass.model.resource import Resource, Undecided
from daypass_policies.keeping.lifetimes import span
from daypass_policies.keeping.standing import word_at
from daypass_policies.located import Located, locate


class Lease(NamedTuple):
    """What is handed out, for people; the arguments of which the first that says something decides; and its limit."""

    noun: str
    paths: tuple[str, ...]
    limit: str


_PKI: Final = "vault:pkiSecret/secretBackendRole:SecretBackendRole"
_SSH: Final = "vault:ssh/secretBackendRole:SecretBackendRole"
_BY_DEFAULT: Final = ("defaultTtl", "maxTtl")
_PLAIN: Final = ("ttl", "maxTtl")
_AT_MOST: Final = ("maxTtl", "ttl")
LEASES: Final[Mapping[str, Lease]] = {
    "vault:database/secretBackendRole:SecretBackendRole": Lease("makes database logins that live", _BY_DEFAULT, "run"),
    "vault:ldap/secretBackendDynamicRole:SecretBackendDynamicRole": Lease("makes logins that live", _BY_DEFAULT, "run"),
    _SSH: Lease("signs keys for SSH that are good for", _AT_MOST, "run"),
    _PKI: Lease("signs clients' certificates that are good for", _AT_MOST, "certificate"),
    "vault:consul/secretBackendRole:SecretBackendRole": Lease("makes tokens of Consul that live", _PLAIN, "run"),
    "vault:index/nomadSecretBackend:NomadSecretBackend": Lease("makes tokens of Nomad that live", _PLAIN, "run"),
    "vault:azure/backendRole:BackendRole": Lease("makes secrets of Azure that live", _PLAIN, "run"),
    "vault:kubernetes/secretBackendRole:SecretBackendRole": Lease(
        "makes tokens of Kubernetes that live", ("tokenMaxTtl", "tokenDefaultTtl"), "run"
    ),
    "vault:mongodbatlas/secretRole:SecretRole": Lease("makes keys of Atlas that live", _PLAIN, "run"),
    "vault:terraformcloud/secretRole:SecretRole": Lease("makes tokens of HCP Terraform that live", _PLAIN, "run"),
    "vault:database/secretBackendStaticRole:SecretBackendStaticRole": Lease(
        "keeps a password for", ("rotationPeriod",), "key"
    ),
    "vault:ldap/secretBackendStaticRole:SecretBackendStaticRole": Lease(
        "keeps a password for", ("rotationPeriod",), "key"
    ),
}
"""Type of roles → what they hand out."""


def lasts(role: Resource) -> Iterator[tuple[Located, float]]:
    """Where a role says for how long what it hands out is good, and how many seconds; nothing where it says none.

    Raises `Undecided`.
    """
    for path in LEASES[role.type].paths:
        said = [found for place in locate(role.declared.raw, path) if (found := _length(place))]
        if said and _counts(role):
            yield from ((place, seconds) for place, seconds in said[:1])
        if said:
            return


def _length(place: Located) -> tuple[Located, float] | None:
    """None for zero, which says nothing; what nobody can read is no end."""
    known = place.known
    if known == "":
        return None
    try:
        seconds = span(known, "duration")
    except (ValueError, OverflowError):
        seconds = None
    return None if seconds is not None and seconds <= 0 else (place, math.inf if seconds is None else seconds)


def _counts(role: Resource) -> bool:
    """Whether it hands out what opens something for so long: certificates of clients, and those of SSH."""
    if role.type == _SSH:
        return word_at(role, "keyType", "ca") == "ca"
    if role.type != _PKI:
        return True
    found = yes_or_no(role.declared.raw.get("clientFlag"), default=True)
    if found is None:
        raise Undecided("clientFlag")
    return found
