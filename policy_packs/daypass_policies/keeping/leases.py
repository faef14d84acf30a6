"""This is where it is read for how long what Vault hands out is good, as the roles of its secrets engines say.

Who asks for a certificate says for how long it is, up to the most of the role; what is leased ends unless renewed, and
the most of the role shortens that. What a role does not say its mount does, which is a month unless somebody tunes it.
Sources: Vault API documentation, "Databases", "SSH" (`allow_user_certificates`, which is off unless a role says
otherwise), "PKI", "Consul", "Nomad", "Azure", "Kubernetes", "LDAP", "MongoDB Atlas" and "HCP Terraform" secrets
engines; input properties of pulumi-vault 7.14.0; read 2026-12.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.leaves import yes_or_no
from daypass.model.resource import Resource, Undecided
from daypass_policies.keeping.lifetimes import span
from daypass_policies.keeping.standing import is_on, word_at
from daypass_policies.located import Located, locate


class Lease(NamedTuple):
    """What is handed out, for people; the arguments of which the first that says something decides; and its limit.

    `most`: the argument that only shortens what these say.
    """

    noun: str
    paths: tuple[str, ...]
    limit: str
    most: str = ""


_PKI: Final = "vault:pkiSecret/secretBackendRole:SecretBackendRole"
_SSH: Final = "vault:ssh/secretBackendRole:SecretBackendRole"
_BY_DEFAULT: Final = ("defaultTtl",)
_PLAIN: Final = ("ttl",)
_AT_MOST: Final = ("maxTtl", "ttl")
_MOST: Final = "maxTtl"
LEASES: Final[Mapping[str, Lease]] = {
    "vault:database/secretBackendRole:SecretBackendRole": Lease(
        "makes database logins that live", _BY_DEFAULT, "run", _MOST
    ),
    "vault:ldap/secretBackendDynamicRole:SecretBackendDynamicRole": Lease(
        "makes logins that live", _BY_DEFAULT, "run", _MOST
    ),
    _SSH: Lease("signs keys for SSH that are good for", _AT_MOST, "run"),
    _PKI: Lease("signs clients' certificates that are good for", _AT_MOST, "certificate"),
    "vault:consul/secretBackendRole:SecretBackendRole": Lease("makes tokens of Consul that live", _PLAIN, "run", _MOST),
    "vault:index/nomadSecretBackend:NomadSecretBackend": Lease("makes tokens of Nomad that live", _PLAIN, "run", _MOST),
    "vault:azure/backendRole:BackendRole": Lease("makes secrets of Azure that live", _PLAIN, "run", _MOST),
    "vault:kubernetes/secretBackendRole:SecretBackendRole": Lease(
        "makes tokens of Kubernetes that live", ("tokenMaxTtl", "tokenDefaultTtl"), "run"
    ),
    "vault:mongodbatlas/secretRole:SecretRole": Lease("makes keys of Atlas that live", _PLAIN, "run", _MOST),
    "vault:terraformcloud/secretRole:SecretRole": Lease(
        "makes tokens of HCP Terraform that live", _PLAIN, "run", _MOST
    ),
    "vault:database/secretBackendStaticRole:SecretBackendStaticRole": Lease(
        "keeps a password for", ("rotationPeriod",), "key"
    ),
    "vault:ldap/secretBackendStaticRole:SecretBackendStaticRole": Lease(
        "keeps a password for", ("rotationPeriod",), "key"
    ),
}
"""Type of roles → what they hand out."""


def lasts(role: Resource, longest: float) -> Iterator[tuple[Located, float]]:
    """Where a role says that what it hands out is good for longer than that, and how many seconds.

    Nothing where it says nothing. Raises `Undecided`.
    """
    lease = LEASES[role.type]
    found = next((said for path in lease.paths if (said := _said(role, path))), None)
    if found and found[1] > longest and _counts(role):
        most = _said(role, lease.most) if lease.most else None
        seconds = min(found[1], most[1] if most else math.inf)
        if seconds > longest:
            yield (found if seconds == found[1] or not most else most)


def _said(role: Resource, path: str) -> tuple[Located, float] | None:
    return next(filter(None, map(_length, locate(role.declared.raw, path))), None)


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


def signs_for_users(role: Resource) -> bool:
    """Whether a role of SSH signs keys by which users log in, and not of hosts alone. Raises `Undecided`."""
    return word_at(role, "keyType") == "ca" and is_on(role, "allowUserCertificates")


def _counts(role: Resource) -> bool:
    """Whether it hands out what opens something for so long: certificates of clients, and those of users of SSH."""
    if role.type == _SSH:
        return signs_for_users(role)
    if role.type != _PKI:
        return True
    found = yes_or_no(role.declared.raw.get("clientFlag"), default=True)
    if found is None:
        raise Undecided("clientFlag")
    return found
