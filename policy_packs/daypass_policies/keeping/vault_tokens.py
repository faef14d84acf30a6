"""This is where it is read which tokens a role of Vault gives to who logs in by it, and how long they live.

Source: Vault documentation, "Tune the lease time-to-live (TTL)" and "Tokens" (batch tokens cannot be renewed, revoked
or periodic; a periodic token is given its period at each renewal, and ends by an explicit maximum
alone); read 2026-12.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from daypass.data.vault_logins import vault_logins
from daypass.model.resource import Resource, Undecided
from daypass.model.term import format_duration
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.keeping.standing import is_on, word_at
from daypass_policies.located import locate
from daypass_policies.settle import collect

TYPE: Final = "tokenType"
TTL: Final = "tokenTtl"
_PERIOD: Final = "tokenPeriod"
_MAX: Final = "tokenMaxTtl"
_EXPLICIT: Final = "tokenExplicitMaxTtl"
_ORPHAN: Final = "orphan"
_TYPE_OF_MOUNT: Final = "tune.tokenType"
_TTL_OF_MOUNT: Final = "tune.defaultLeaseTtl"
_CAP_OF_MOUNT: Final = "tune.maxLeaseTtl"

BATCH: Final = "batch"
SERVICE: Final = "service"
_ELSE_BATCH: Final = "default-batch"
"""What a mount, or a role of the token store, says that leaves it to others first."""

_BY_VAULT: Final = 32 * DAY
"""How long a token lives where nothing says so."""


class Length(NamedTuple):
    """Seconds, and where the login says them: "" for what Vault takes by itself."""

    seconds: float
    at: str
    marked: bool = False


class Held(NamedTuple):
    """The shortest of several lengths as far as they are known, and the first that is not."""

    shortest: Length | None
    unknown: Undecided | None

    def beyond(self, limit: float) -> Length | None:
        """It, where it is longer than this. Raises `Undecided` where one that is not known could be shorter."""
        if self.shortest and self.shortest.seconds <= limit:
            return None
        if self.unknown:
            raise self.unknown
        return self.shortest


def kind(login: Resource, mount: Resource | None) -> Iterator[str]:
    """Whether its tokens are batch tokens that nothing but their end stops. The mount may decide for all its roles."""
    tuned = word_at(mount, _TYPE_OF_MOUNT) if mount else ""
    own = tuned if tuned in (BATCH, SERVICE) else word_at(login, TYPE)
    is_batch = own == BATCH or (own in ("", "default") and tuned == _ELSE_BATCH)
    if not vault_logins()[login.type].mount:
        is_batch = own in (BATCH, _ELSE_BATCH) and is_on(login, _ORPHAN)
    yield BATCH if is_batch else SERVICE


def lengths(login: Resource, mount: Resource | None) -> Iterator[Iterator[Length]]:
    """Each that a token without a period is held to where nobody renews it, the shortest of which counts."""
    yield _own(login, mount)
    yield from _caps(login, mount)


def lived(login: Resource, mount: Resource | None) -> Held:
    """How long a token lives where nobody renews it. A period takes the place of the login's own length and maximum."""
    if _has_period(login):
        return _held((_at(login, _PERIOD), *_caps_of_periods(login, mount)))
    return _held(lengths(login, mount))


def renewed(login: Resource, mount: Resource | None) -> Held:
    """How long one lives that whoever has it renews as long as that goes."""
    if _has_period(login):
        return _held((iter((Length(math.inf, _PERIOD),)), _at(login, _EXPLICIT)))
    return _held((iter((Length(_BY_VAULT, ""),)), *_caps(login, mount)))


def _held(each: Iterable[Iterator[Length]]) -> Held:
    found, unknown = collect(each)
    return Held(min(found, key=lambda length: length.seconds, default=None), unknown)


def _has_period(login: Resource) -> bool:
    """Whether it has one, also one that is not known yet."""
    found, unknown = collect([_at(login, _PERIOD)])
    return bool(found or unknown)


def _caps(login: Resource, mount: Resource | None) -> Iterator[Iterator[Length]]:
    yield _at(login, _MAX)
    yield from _caps_of_periods(login, mount)


def _caps_of_periods(login: Resource, mount: Resource | None) -> Iterator[Iterator[Length]]:
    """What a period is cut to: what ends the token whatever its renewals, and the most that the mount gives at once."""
    yield _at(login, _EXPLICIT)
    yield _elsewhere(mount, _CAP_OF_MOUNT)


def said(length: Length, longest: int) -> str:
    """How long, and that it is more than this, for people."""
    allowed = format_duration(longest)
    if length.marked or math.isinf(length.seconds):  # how long is what the mark hides
        return f"longer than {allowed}"
    whole = int(length.seconds)
    return f"{f'{whole // DAY} days' if whole > DAY else format_duration(whole)}, more than {allowed}"


def _own(login: Resource, mount: Resource | None) -> Iterator[Length]:
    found = [*_at(login, TTL)] or [*_elsewhere(mount, _TTL_OF_MOUNT)]
    yield from found or (Length(_BY_VAULT, ""),)


def _elsewhere(mount: Resource | None, path: str) -> Iterator[Length]:
    """What a mount says is no argument of its roles."""
    yield from (length._replace(at=TTL) for length in (_at(mount, path) if mount else ()))


def _at(resource: Resource, path: str) -> Iterator[Length]:
    """What is written there; zero says nothing, and what nobody can read is no end."""
    for place in locate(resource.declared.raw, path):
        try:
            seconds = span(place.known, "duration")
        except ValueError:
            seconds = None
        if seconds is None or seconds > 0:
            yield Length(math.inf if seconds is None else seconds, place.path, place.marked)
