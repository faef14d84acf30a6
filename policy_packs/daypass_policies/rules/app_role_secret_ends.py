"""A SecretID of Vault's AppRole is a password of a machine: it ends, or serves once."""

import math
from collections.abc import Iterator
from typing import Final

from daypass.data.credential_tokens import LIMITS
from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.keeping.standing import OPTIONS, limit_options
from daypass_policies.mending.arguments import instead

_TTL: Final = "secretIdTtl"
_USES: Final = "secretIdNumUses"
_ASKED: Final = "bindSecretId"
_HOUR: Final = 3600
_LIMIT: Final = "key"


@rule(
    "app-role-secret-ends",
    risk="long-lived-credential",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=("vault:appRole/authBackendRole:AuthBackendRole",),
    controls=("NHI7:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3"),
    remedy="Set secretIdTtl to what a start takes, or secretIdNumUses to 1; better, log in by the platform.",
    options=limit_options(_LIMIT),
)
def app_role_secret_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever reads a SecretID on a machine logs in to Vault with it for as long as it lives, and from anywhere.

    Told is a role of AppRole whose SecretIDs neither end within 90 days (`secretIdTtl` is longer, or 0, or not said,
    which is the same) nor run out (`secretIdNumUses` likewise); the limit is an option. To which networks they are
    bound does not matter: the machine is in there. A role that asks for none (`bindSecretId: false`) passes. How long
    its tokens live is told by `vault-token-is-short`.

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
    if was_looked_up(resource):
        return
    asks = bare(resource.declared.raw.get(_ASKED))
    if asks is not UNKNOWN and yes_or_no(asks) is False:
        return
    longest = int(ask.options.get(OPTIONS[_LIMIT], LIMITS[_LIMIT].days)) * DAY
    life, uses = _life(resource), _life(resource, _USES)
    hidden = _TTL if life is None else _USES if uses is None else _ASKED if asks is UNKNOWN else ""
    if uses not in (None, math.inf) or (life is not None and life <= longest):
        return
    if hidden:
        raise Undecided(hidden)
    yield Problem(_fact(resource, life or math.inf, longest), at=_TTL, mended=instead(_TTL, _HOUR))


def _fact(resource: Resource, life: float, longest: int) -> str:
    who = f"SecretIDs of AppRole {resource.name!r}"
    if math.isinf(life):
        return f"{who} never end, however often they are used"
    long = "longer than" if resource.declared.is_secret(_TTL) else f"{int(life) // DAY} days, more than"
    return f"{who} live {long} {longest // DAY} days, however often they are used"


def _life(resource: Resource, key: str = _TTL) -> float | None:
    """How many seconds, or uses, it has; None where that is not known. What is no number sets no end."""
    value = bare(resource.declared.raw.get(key))
    if value is UNKNOWN:
        return None
    try:
        found = span(value, "duration" if key == _TTL else "seconds")
    except (ValueError, OverflowError):
        return math.inf
    return found if found and found > 0 else math.inf
