"""What Vault hands out ends soon by itself, or Vault is one more place where somebody keeps a password."""

import math
from collections.abc import Iterator

from daypass.data.credential_tokens import LIMITS
from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.leases import LEASES, lasts
from daypass_policies.keeping.lifetimes import DAY
from daypass_policies.keeping.standing import OPTIONS, limit_options


@rule(
    "vault-lease-is-short",
    risk="long-lived-credential",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(LEASES),
    controls=("NHI7:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3", "SOC2:CC6.1"),
    remedy="Have it end in hours, and be renewed or fetched anew.",
    options=limit_options("key", "run", "certificate"),
)
def vault_lease_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A login that lives for a year was made by Vault once, and is a password that stays from then on.

    Roles of Vault's secrets engines make logins, tokens and users' certificates of SSH for 7 days at most,
    certificates of clients for 200, and rotate the passwords of static roles within 90. Of what is leased the length
    counts for which it lives unless somebody renews it; of certificates and tokens the most that whoever asks may
    have. What a role does not say passes, as its mount says it. Limits are options. Secret ids of AppRole are told by
    `app-role-secret-ends`.

    Source: Vault API documentation of these engines; read 2026-12.

    Refused:
        orders:
          type: vault:database/secretBackendRole:SecretBackendRole
          properties: {backend: database, name: orders, dbName: orders, defaultTtl: 31536000, maxTtl: 31536000}

    Mended:
        orders:
          type: vault:database/secretBackendRole:SecretBackendRole
          properties: {backend: database, name: orders, dbName: orders, defaultTtl: 3600, maxTtl: 86400}
    """
    if was_looked_up(resource):
        return
    lease = LEASES[resource.type]
    longest = int(ask.options.get(OPTIONS[lease.limit], LIMITS[lease.limit].days)) * DAY
    for place, seconds in lasts(resource, longest):
        is_told = not (place.marked or math.isinf(seconds))
        long = f"{int(seconds) // DAY} days, more than" if is_told else "longer than"
        yield Problem(f"{resource.name!r} {lease.noun} {long} {longest // DAY} days", at=place.path)
