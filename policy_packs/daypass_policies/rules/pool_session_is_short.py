"""A token of a user pool is worth little for long: nobody can take it back."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.session_length import LENGTH, session_seconds
from daypass.model.resource import Resource
from daypass.model.term import HOUR, MINUTE, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.sessions import entrances
from daypass_policies.keeping.lifetimes import DAY, span
from daypass_policies.located import Located, locate
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import settle
from daypass_policies.trusting.trust import ROLES

CLIENTS: Final = (
    "aws:cognito/userPoolClient:UserPoolClient",
    "aws:cognito/managedUserPoolClient:ManagedUserPoolClient",
    "aws-native:cognito:UserPoolClient",
)
_UNITS: Final[Mapping[str, int]] = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}
_OF_MACHINES: Final = "client_credentials"
_POOL: Final = "cognito-identity.amazonaws.com"


class _Token(NamedTuple):
    """A kind of token: the arguments that say how long it lives, in which unit, and what Cognito takes without them."""

    noun: str
    at: str
    unit_at: str
    unit: str
    option: str
    each: int


_TOKENS: Final = (
    _Token("access token", "accessTokenValidity", "tokenValidityUnits.accessToken", "hours", "maxAccessHours", HOUR),
    _Token("ID token", "idTokenValidity", "tokenValidityUnits.idToken", "hours", "maxAccessHours", HOUR),
    _Token("refresh token", "refreshTokenValidity", "tokenValidityUnits.refreshToken", "days", "maxRefreshDays", DAY),
)
_DEFAULTS: Final = {"maxAccessHours": 8, "maxMachineHours": 1, "maxRefreshDays": 90}


def _option(name: str, description: str) -> dict[str, dict[str, object]]:
    return {name: {"type": "integer", "minimum": 1, "default": _DEFAULTS[name], "description": description}}


@rule(
    "pool-session-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(*CLIENTS, *ROLES),
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Let access tokens live an hour and refresh tokens some days; who goes on refreshes.",
    options={
        **_option("maxAccessHours", "The longest life in hours of an access or ID token of a person."),
        **_option("maxMachineHours", "The same of a client that signs in as itself (client_credentials)."),
        **_option("maxRefreshDays", "The longest life in days of a refresh token."),
    },
)
def pool_session_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever has an access token of Cognito is who it names until it ends, and a refresh token makes new ones.

    A client of a user pool says how long both live: an hour and thirty days where it says nothing, up to a day and ten
    years. A machine's client (`client_credentials`) is held to the hour of a service. A role of an identity pool needs
    no more than one hour, which is what the pool gives: more is for those who trade the pool's token for a session
    themselves (the basic flow), without the policy by which the pool narrows it.

    Refused:
        app:
          type: aws:cognito/userPoolClient:UserPoolClient
          properties: {userPoolId: eu-west-1_a1b2c3d4e, refreshTokenValidity: 3650}

    Mended:
        app:
          type: aws:cognito/userPoolClient:UserPoolClient
          properties:
            userPoolId: eu-west-1_a1b2c3d4e
            accessTokenValidity: 15
            refreshTokenValidity: 8
            tokenValidityUnits: {accessToken: minutes, refreshToken: hours}
    """
    if resource.type in ROLES:
        yield from _role(resource)
    else:
        yield from settle(_token(resource, token, ask) for token in _TOKENS)


def _token(resource: Resource, token: _Token, ask: Ask) -> Iterator[Problem]:
    for place in locate(resource.declared.raw, token.at):
        seconds = _seconds(resource, place, token)
        named = f"{token.noun}s of client {resource.name!r}"
        if seconds is None:
            yield Problem(f"{named} have a length that nobody can read", at=token.at, key=token.at)
            return
        longest = _longest(resource, token, ask, seconds)
        if seconds > longest:
            said = "" if place.marked else f" {_said(seconds)},"
            fact = f"{named} live{said} more than {_said(longest)}"
            yield Problem(fact, at=token.at, key=token.at, mended=_mended(resource, token, longest))


def _seconds(resource: Resource, place: Located, token: _Token) -> float | None:
    """None where it says none. Zero is what the API takes for its default."""
    try:
        return (span(place.known, "seconds") or 0) * _UNITS[_unit(resource, token)]
    except (ValueError, KeyError):
        return None


def _unit(resource: Resource, token: _Token) -> str:
    unit = next((unit.text for unit in locate(resource.declared.raw, token.unit_at)), "") or token.unit
    return unit.strip().lower()


def _mended(resource: Resource, token: _Token, longest: int) -> str | None:
    """The longest life in the unit that is written; None where that is no whole number of it."""
    number, rest = divmod(longest, int(_UNITS[_unit(resource, token)]))
    return instead(token.at, number) if number and not rest else None


def _longest(resource: Resource, token: _Token, ask: Ask, seconds: float) -> int:
    """Whose tokens they are matters, and is read, only between the two limits."""
    option = token.option
    longest = int(ask.options.get(option, _DEFAULTS[option])) * token.each
    machine = int(ask.options.get("maxMachineHours", _DEFAULTS["maxMachineHours"])) * HOUR
    if option == "maxAccessHours" and machine < seconds <= longest and _is_machine(resource):
        return machine
    return longest


def _is_machine(resource: Resource) -> bool:
    return any(place.text == _OF_MACHINES for place in locate(resource.declared.raw, "allowedOauthFlows[]"))


def _said(seconds: float) -> str:
    return f"{int(seconds // DAY)} days" if seconds % DAY == 0 and seconds > DAY else format_duration(int(seconds))


def _role(resource: Resource) -> Iterator[Problem]:
    seconds = session_seconds(resource)
    if seconds is None or seconds <= HOUR:
        return
    if any(admission.kind == "Federated" and admission.principal == _POOL for admission in entrances(resource)):
        fact = f"role {resource.name!r} gives users of an identity pool sessions of up to {format_duration(seconds)}"
        at = LENGTH[resource.type]
        yield Problem(f"{fact}, where the pool gives one hour", at=at, key="pool", mended=instead(at, HOUR))
