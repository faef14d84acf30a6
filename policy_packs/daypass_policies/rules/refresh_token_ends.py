"""A refresh token ends, however often it is used."""

import math
from collections.abc import Iterator

from daypass.data.refresh_tokens import RefreshToken, refresh_tokens
from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.lifetimes import DAY
from daypass_policies.keeping.refresh_tokens import (
    DEFAULT_SCOPES,
    REALM,
    REFRESH_TOKENS,
    Lives,
    OfflineScopes,
    longer,
)
from daypass_policies.keeping.standing import on
from daypass_policies.settle import settle


@rule(
    "refresh-token-ends",
    risk="long-lived-credential",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*REFRESH_TOKENS, REALM, DEFAULT_SCOPES))),
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3", "SOC2:CC6.1"),
    remedy="Give refresh tokens an end of weeks and renew them with each use; a machine signs in as itself instead.",
    options={
        "maxDays": {
            "type": "integer",
            "minimum": 1,
            "default": 365,
            "description": "The longest life in days of a refresh token.",
        }
    },
)
def refresh_token_ends(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever copies a refresh token makes access tokens until it ends, long after the person's own session did.

    Told is what says that they never end, or only after more than a year: a client of Auth0 (`non-expiring`,
    `infiniteTokenLifetime`, `tokenLifetime`), a rule of an authorization server of Okta (`refreshTokenLifetimeMinutes`,
    where zero is unlimited), a client of Cognito (`refreshTokenValidity`, up to ten years), and a realm or client of
    Keycloak. So is `offline_access` among the default scopes of a client of Keycloak: each sign-in then makes a token
    that outlives it, for ever where the realm does not limit offline sessions.

    It passes where no grant comes with refresh tokens (`client_credentials` alone), where nothing is said and the
    vendor's default counts, and in Auth0 where each use renews the token and it ends after 30 days without use.
    Sessions of a pool of Cognito that last months are told by `pool-session-is-short`.

    Refused:
        app:
          type: auth0:index/client:Client
          properties:
            name: app
            grantTypes: [authorization_code, refresh_token]
            refreshToken: {rotationType: non-rotating, expirationType: non-expiring}

    Mended:
        app:
          type: auth0:index/client:Client
          properties:
            name: app
            grantTypes: [authorization_code, refresh_token]
            refreshToken: {rotationType: rotating, expirationType: expiring, tokenLifetime: 2592000}
    """
    longest = int(ask.options.get("maxDays", 365))
    for resource in stack.of_type(*REFRESH_TOKENS):
        if not was_looked_up(resource):
            judged = (_judged(resource, token, longest) for token in refresh_tokens()[resource.type])
            yield from on(resource, settle(judged))
    for scopes in stack.of_type(DEFAULT_SCOPES):
        if not was_looked_up(scopes):
            yield from on(scopes, _offline(scopes, stack.once(OfflineScopes)))


def _judged(resource: Resource, token: RefreshToken, longest: int) -> Iterator[Problem]:
    for lives in longer(resource, token, longest * DAY):
        fact = f"{token.noun} {resource.name!r} gives refresh tokens that {_said(lives, longest)}"
        yield Problem(fact, at=lives.at, key=lives.at)


def _said(lives: Lives, longest: int) -> str:
    if lives.marked:
        return f"live longer than {longest} days"
    if lives.seconds == math.inf:
        return "never end"
    return f"live {int(lives.seconds // DAY)} days, more than {longest}"


def _offline(scopes: Resource, offline: OfflineScopes) -> Iterator[Problem]:
    if offline.endless(scopes):
        fact = f"the client of {scopes.name!r} gets offline_access at each sign-in, in a realm where that never ends"
        yield Problem(fact, at="defaultScopes")
