"""What nobody can revoke ends soon by itself."""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.model.term import DEFAULT_LIMIT, HOUR, format_duration
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.keeping.standing import is_on, on, word_at
from daypass_policies.keeping.vault_mounts import VaultMounts
from daypass_policies.located import locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect

_TYPE: Final = "tokenType"
_TTL: Final = "tokenTtl"
_CAPS: Final = ("tokenMaxTtl", "tokenExplicitMaxTtl")
_ORPHAN: Final = "orphan"
_TYPE_OF_MOUNT: Final = "tune.tokenType"
_TTL_OF_MOUNT: Final = "tune.defaultLeaseTtl"
_CAP_OF_MOUNT: Final = "tune.maxLeaseTtl"

_BATCH: Final = "batch"
_SERVICE: Final = "service"
_ELSE_BATCH: Final = "default-batch"
"""What a mount, or a role of the token store, says that leaves it to others first."""

_BY_VAULT: Final = 32 * DAY
"""How long a token lives where nothing says so. Source: Vault documentation, "Tune the lease time-to-live (TTL)" and
"Tokens" (batch tokens cannot be renewed, revoked or periodic, and have no accessor); read 2026-12."""


class _Length(NamedTuple):
    """Seconds, and where the login says them: "" for what Vault takes by itself."""

    seconds: float
    at: str
    marked: bool = False


@rule(
    "batch-token-is-short",
    risk="revocation-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(vault_logins()),
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-3(8)", "NIST-800-53:AC-12", "SOC2:CC6.3"),
    remedy="Let batch tokens live an hour (tokenTtl), or give service tokens, which can be revoked and renewed.",
)
def batch_token_is_short(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Vault keeps nothing of a batch token: it has no accessor, nobody can list or revoke it, and it works to its end.

    A role of an auth method, or of the token store, that gives such tokens (`tokenType: batch`, `default-batch` in the
    token store, or what the mount is tuned to) keeps them within the longest session of any class: 4h unless the
    settings' `[terms]` say otherwise. What counts is the shortest of `tokenTtl`, `tokenMaxTtl` and what the mount is
    tuned to; where nothing is said Vault gives 32 days, which its own settings may change. A token that has a parent
    stops working with that, so that a role of the token store is asked only where its tokens are orphans. Service
    tokens pass, however long: they can be revoked.

    Refused:
        gitlab:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: deploy, userClaim: project_path, tokenType: batch, tokenTtl: 2592000}

    Mended:
        gitlab:
          type: vault:jwt/authBackendRole:AuthBackendRole
          properties: {roleName: deploy, userClaim: project_path, tokenType: batch, tokenTtl: 900}
    """
    logins = [one for one in stack.resources if one.type in vault_logins() and not was_looked_up(one)]
    mounts = VaultMounts(stack) if logins else None
    for login in logins:
        yield from on(login, _told(login, mounts.of(login) if mounts else None, ask))


def _told(login: Resource, mount: Resource | None, ask: Ask) -> Iterator[Problem]:
    """Nothing where they end in time or are no batch tokens, whichever of both is known."""
    (kinds, of_kind), (lengths, of_length) = collect([_kind(login, mount)]), collect(_lengths(login, mount))
    longest = max(DEFAULT_LIMIT, *ask.settings.terms.values())
    shortest = min(lengths, key=lambda length: length.seconds, default=None)
    if kinds == [_SERVICE] or (shortest and shortest.seconds <= longest):
        return
    for unknown in filter(None, (of_kind, of_length)):
        raise unknown
    if shortest:
        yield Problem(
            f"{login.name!r} gives batch tokens that {_said(shortest, longest)}, and nobody can revoke them",
            at=shortest.at or _TYPE,
            confidence=None if shortest.at else "medium",
            mended=instead(_TTL, HOUR) if vault_logins()[login.type].mount else instead(_TYPE, _SERVICE),
        )


def _kind(login: Resource, mount: Resource | None) -> Iterator[str]:
    """Whether its tokens are batch tokens that nothing but their end stops. The mount may decide for all its roles."""
    tuned = word_at(mount, _TYPE_OF_MOUNT) if mount else ""
    own = tuned if tuned in (_BATCH, _SERVICE) else word_at(login, _TYPE)
    is_batch = own == _BATCH or (own in ("", "default") and tuned == _ELSE_BATCH)
    if not vault_logins()[login.type].mount:
        is_batch = own in (_BATCH, _ELSE_BATCH) and is_on(login, _ORPHAN)
    yield _BATCH if is_batch else _SERVICE


def _lengths(login: Resource, mount: Resource | None) -> Iterator[Iterator[_Length]]:
    """Each that its tokens are held to, the shortest of which counts."""
    yield _own(login, mount)
    yield from (_at(login, cap) for cap in _CAPS)
    yield _elsewhere(mount, _CAP_OF_MOUNT)


def _own(login: Resource, mount: Resource | None) -> Iterator[_Length]:
    said = [*_at(login, _TTL)] or [*_elsewhere(mount, _TTL_OF_MOUNT)]
    yield from said or (_Length(_BY_VAULT, ""),)


def _elsewhere(mount: Resource | None, path: str) -> Iterator[_Length]:
    """What a mount says is no argument of its roles."""
    yield from (length._replace(at=_TTL) for length in (_at(mount, path) if mount else ()))


def _at(resource: Resource, path: str) -> Iterator[_Length]:
    """What is written there; zero says nothing, and what nobody can read is no end."""
    for place in locate(resource.declared.raw, path):
        try:
            seconds = span(place.known, "duration")
        except ValueError:
            seconds = None
        if seconds is None or seconds > 0:
            yield _Length(math.inf if seconds is None else seconds, place.path, place.marked)


def _said(length: _Length, longest: int) -> str:
    allowed = format_duration(longest)
    if length.marked or math.isinf(length.seconds):  # how long is what the mark hides
        return f"live longer than {allowed}"
    whole = int(length.seconds)
    return f"live {f'{whole // DAY} days' if whole > DAY else format_duration(whole)}, more than {allowed}"
