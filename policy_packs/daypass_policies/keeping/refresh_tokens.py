"""This is where it is read how long the refresh tokens live that an identity provider gives."""

import math
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.refresh_tokens import RefreshToken, Says, refresh_tokens
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.model.term import HOUR, MINUTE
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.keeping.machine_tokens import says
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

REFRESH_TOKENS: Final = tuple(refresh_tokens())
DEFAULT_SCOPES: Final = "keycloak:openid/clientDefaultScopes:ClientDefaultScopes"
REALM: Final = "keycloak:index/realm:Realm"

_OFFLINE: Final = "offline_access"
_IS_LIMITED: Final = "offlineSessionMaxLifespanEnabled"
_OF_REALM: Final = "realmId"
_UNITS: Final[Mapping[str, int]] = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}
_IDLE_DAYS: Final = 30
"""After so long without use a token that is renewed with each use ends, and needs no other end."""


class Lives(NamedTuple):
    """How many seconds they live, `math.inf` for ever; `marked`: what says it carries Pulumi's mark of a secret."""

    seconds: float
    at: str
    marked: bool = False


def longer(resource: Resource, token: RefreshToken, longest: float) -> Iterator[Lives]:
    """How long they live where that is longer than this. Raises `Undecided` where what says so is not known."""
    found, unknown = collect([*(_endless(resource, one) for one in token.endless), _length(resource, token)])
    beyond = next((one for one in found if one.seconds > longest), None)
    if beyond is None and unknown is None:
        return
    if not _is_in_force(resource, token) or _ends_unused(resource, token):
        return
    if beyond is None and unknown:
        raise unknown
    if beyond:
        yield beyond


def _endless(resource: Resource, end: Says) -> Iterator[Lives]:
    if says(resource, end.path, end.value):
        yield Lives(math.inf, end.path)


def _length(resource: Resource, token: RefreshToken) -> Iterator[Lives]:
    """What nobody can read is no end; zero is, or is the vendor's default, as the table says."""
    for place in locate(resource.declared.raw, token.length):
        if place.known in ("", None):
            continue
        try:
            seconds = _seconds(resource, token, place.known)
        except (ValueError, KeyError):
            seconds = math.inf
        if seconds > 0 or token.is_endless_at_zero:
            yield Lives(seconds if seconds > 0 else math.inf, place.path, place.marked)


def _seconds(resource: Resource, token: RefreshToken, value: object) -> float:
    if token.unit == "duration":
        length = span(value, "duration")
        return math.inf if length is None else length
    named = next((unit.text for unit in locate(resource.declared.raw, token.unit_at)), "") if token.unit_at else ""
    return (span(value, "seconds") or 0) * _UNITS[named.strip().lower() or token.unit]


def _is_in_force(resource: Resource, token: RefreshToken) -> bool:
    if token.off and says(resource, *token.off):
        return False
    if token.asks and not says(resource, *token.asks):
        return False
    grants, unknown = collect(_grant(place) for place in locate(resource.declared.raw, token.grants))
    has_any = any(fnmatchcase(grant, word) for grant in grants for word in token.words)
    if unknown and not has_any:
        raise unknown
    return has_any or not grants


def _grant(place: Located) -> Iterator[str]:
    yield place.text.lower()


def _ends_unused(resource: Resource, token: RefreshToken) -> bool:
    """Whether each use makes a new one, and that ends soon without use."""
    if not token.renewed or not says(resource, *token.renewed) or (token.undone and says(resource, *token.undone)):
        return False
    for place in locate(resource.declared.raw, token.idle):
        try:
            return 0 < (span(place.known, "seconds") or 0) <= _IDLE_DAYS * DAY
        except ValueError:
            return False
    return True


class OfflineScopes:
    """The clients of Keycloak of a stack that get a token for offline use at each sign-in, asked or not."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def endless(self, scopes: Resource) -> bool:
        """Whether these are endless, as far as the realm stands in the stack too. Raises `Undecided`."""
        realm = self._realm(scopes)
        return (
            realm is not None
            and says(scopes, "defaultScopes[]", _OFFLINE)
            and not says(realm, _IS_LIMITED, "true")
            and not says(realm, "enabled", "false")
        )

    def _realm(self, scopes: Resource) -> Resource | None:
        behind = [urn for urn in scopes.property_dependencies.get(_OF_REALM, ()) if urn in self._stack.by_urn]
        of_type = [realm for urn in behind if (realm := self._stack.by_urn[urn]).type == REALM]
        named = self._realms.get(text_of(said(scopes, _OF_REALM)))
        return named or (of_type[0] if len(of_type) == 1 else None)

    @cached_property
    def _realms(self) -> Mapping[str, Resource]:
        made = [realm for realm in self._stack.of_type(REALM) if not was_looked_up(realm)]
        return {name: realm for realm in made for name in (realm.id, text_of(said(realm, "realm"))) if name}
