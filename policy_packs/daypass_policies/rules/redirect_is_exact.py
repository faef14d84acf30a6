"""A sign-in is sent back to one address that is known, and nobody on the way reads it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.redirect_places import RedirectPlace, redirect_places
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, Severity, rule
from daypass_policies.keeping.machine_tokens import says
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

_BY_SWITCH: Final = ("wildcardRedirect", "subdomain")
_SCHEMES: Final = ("http", "https")


class _Fault(NamedTuple):
    """What is wrong with an address, and how bad that is; None: as the rule says."""

    fact: str
    severity: Severity | None


_ANY_HOST: Final = _Fault("to any host that fits a wildcard", None)
_PLAIN: Final = _Fault("by plain HTTP, where others read it", "medium")
_ANY_PATH: Final = _Fault("to any path that fits a wildcard", "low")


@rule(
    "redirect-is-exact",
    risk="federated-trust",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=tuple(redirect_places()),
    controls=("NHI4:2025", "NIST-800-53:IA-9", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Write each address out, with https, its host and its whole path; loopback addresses may be plain.",
)
def redirect_is_exact(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A sign-in ends with a code or a token that is sent to an address: whoever gets it there is signed in.

    Told is an address whose host is open (`https://*.acme.example/`, `https://acme.example*`, `*`, or
    `wildcardRedirect` of Okta), since somebody gets a host below it or takes over one that was forgotten, and plain
    `http`, which is read on the way; an open path is low, since it takes a page there that sends on what it gets. RFC
    9700 asks that the whole address is compared. Read are clients of Keycloak, Okta, Auth0, Cognito, Entra, GitLab,
    Google, Databricks, Snowflake and Vault.

    Loopback (`localhost`, `127.0.0.1`, `[::1]`) may be plain, which RFC 8252 wants of programs on a desk, and schemes
    of an app's own pass. Clients to which no sign-in is sent are not asked: services, and in Keycloak those without the
    standard or the implicit flow.

    Refused:
        shop:
          type: auth0:index/client:Client
          properties:
            name: shop
            appType: regular_web
            callbacks: ["https://*.acme.example/callback"]

    Mended:
        shop:
          type: auth0:index/client:Client
          properties:
            name: shop
            appType: regular_web
            callbacks: ["https://shop.acme.example/callback"]
    """
    del ask
    places = redirect_places()[resource.type]
    found, unknown = collect([*(_judged(resource, place) for place in places), _by_switch(resource, places[0])])
    yield from {problem.key: problem for problem in reversed(found)}.values()
    if unknown:
        raise unknown


def _judged(resource: Resource, place: RedirectPlace) -> Iterator[Problem]:
    each = (_found(resource, place, one) for one in locate(resource.declared.raw, place.at))
    found, unknown = collect(each)
    if (found or unknown) and _comes_here(resource, place):
        yield from found
        if unknown:
            raise unknown


def _found(resource: Resource, place: RedirectPlace, one: Located) -> Iterator[Problem]:
    for text in one.text.split():  # GitLab takes several, a line each
        if fault := _fault(_whole(resource, place, text)):
            message = f"{place.noun} {resource.name!r} sends sign-ins back {fault.fact}"
            yield Problem(message, at=one.path, key=fault.fact, severity=fault.severity)


def _whole(resource: Resource, place: RedirectPlace, text: str) -> str:
    base = next(locate(resource.declared.raw, place.base), None) if place.base and text.startswith("/") else None
    return base.text.rstrip("/") + text if base else text


def _fault(address: str) -> _Fault | None:
    scheme, is_url, rest = address.partition("://")
    if not is_url:
        if "*" not in address or _OWN_SCHEME.match(address):
            return None
        return _ANY_PATH if address.startswith("/") else _ANY_HOST
    if scheme.lower() not in _SCHEMES:
        return _ANY_HOST if "*" in scheme else None
    authority = _AFTER_HOST.split(rest, maxsplit=1)[0]
    return None if _is_loopback(authority) else _open_or_plain(scheme.lower(), authority, rest)


def _open_or_plain(scheme: str, authority: str, rest: str) -> _Fault | None:
    if "*" in authority:
        return _ANY_HOST
    if scheme == "http":
        return _PLAIN
    return _ANY_PATH if "*" in rest else None


_AFTER_HOST: Final = re.compile(r"[/?#]")
_OWN_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def _is_loopback(authority: str) -> bool:
    """Whether this is the machine of whoever signs in, on whichever port. Source: RFC 6761, 6.3, and RFC 8252, 7.3."""
    return bool(_LOOPBACK.fullmatch(authority.lower()))


_LOOPBACK: Final = re.compile(r"(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::(?:[0-9]{1,5}|\*))?")


def _comes_here(resource: Resource, place: RedirectPlace) -> bool:
    """Whether sign-ins are sent to these addresses at all. Raises `Undecided`."""
    return (not place.needs or _any(resource, place.needs)) and not _any(resource, place.off)


def _any(resource: Resource, pairs: tuple[tuple[str, str], ...]) -> bool:
    found, unknown = collect(_is_said(resource, *pair) for pair in pairs)
    if unknown and not any(found):
        raise unknown
    return any(found)


def _is_said(resource: Resource, path: str, value: str) -> Iterator[bool]:
    yield says(resource, path, value)


def _by_switch(resource: Resource, place: RedirectPlace) -> Iterator[Problem]:
    """Okta lets any host below a name in by a switch of its own, however the address is written."""
    try:
        is_on = says(resource, *_BY_SWITCH)
    except Undecided:
        if _comes_here(resource, place):
            raise
        return
    if is_on and _comes_here(resource, place):
        message = f"{place.noun} {resource.name!r} sends sign-ins back {_ANY_HOST.fact}"
        yield Problem(message, at=_BY_SWITCH[0], key=_ANY_HOST.fact)
