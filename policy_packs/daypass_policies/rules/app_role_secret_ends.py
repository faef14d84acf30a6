"""A SecretID of Vault's AppRole is a password of a machine: it ends, or serves once."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import text_of, was_looked_up, yes_or_no
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.arguments import instead

_TTL: Final = "secretIdTtl"
_USES: Final = "secretIdNumUses"
_ASKED: Final = "bindSecretId"
_HOUR: Final = 3600


@rule(
    "app-role-secret-ends",
    risk="long-lived-credential",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=("vault:appRole/authBackendRole:AuthBackendRole",),
    controls=("NHI7:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3"),
    remedy="Set secretIdTtl to what a start takes, or secretIdNumUses to 1; better, log in by the platform.",
)
def app_role_secret_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever reads a SecretID on a machine logs in to Vault with it for as long as it lives, and from anywhere.

    Told is a role of AppRole whose SecretIDs neither end (`secretIdTtl` is 0, or not said, which is the same) nor run
    out (`secretIdNumUses` likewise). To which networks they are bound does not matter: the machine is in there. A role
    that asks for none (`bindSecretId: false`) passes. How long its tokens live is told by `vault-token-is-short`.
    Source: Vault API documentation, "AppRole auth method" (`secret_id_ttl`, `secret_id_num_uses`); read 2026-12.

    Refused:
        shop:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {backend: approle, roleName: shop, tokenPolicies: [shop], secretIdTtl: 0}

    Mended:
        shop:
          type: vault:appRole/authBackendRole:AuthBackendRole
          properties: {backend: approle, roleName: shop, tokenPolicies: [shop], secretIdTtl: 600}
    """
    del ask
    if was_looked_up(resource):
        return
    endless = [_is_endless(resource, key) for key in (_TTL, _USES)]
    asks = bare(resource.declared.raw.get(_ASKED))
    if False in endless or (asks is not UNKNOWN and yes_or_no(asks) is False):
        return
    if asks is UNKNOWN or None in endless:
        raise Undecided(_ASKED if asks is UNKNOWN else _TTL if endless[0] is None else _USES)
    fact = f"SecretIDs of AppRole {resource.name!r} never end, however often they are used"
    yield Problem(fact, at=_TTL, mended=instead(_TTL, _HOUR))


def _is_endless(resource: Resource, key: str) -> bool | None:
    """Whether it sets no end; None where that is not known. What is no number is none."""
    value = bare(resource.declared.raw.get(key))
    if value is UNKNOWN:
        return None
    text = str(value) if isinstance(value, int | float) else text_of(value)
    try:
        return not float(text or 0) > 0
    except ValueError:
        return True
