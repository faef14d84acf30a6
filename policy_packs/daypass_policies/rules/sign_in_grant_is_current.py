"""A sign-in ends with a code that its client alone turns into a token, and nobody hands it a password."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.outdated_grants import Grant, OutdatedGrant, outdated_grants
from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.machine_tokens import says
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle

_FACTS: Final[Mapping[Grant, str]] = {
    "implicit": "gets tokens in the address of a page (implicit grant), where others on the way read them",
    "password": "takes people's passwords itself (password grant), and signs in as any of them",
}

_SWITCHES: Final = ("true", "false")


@rule(
    "sign-in-grant-is-current",
    risk="federated-trust",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(outdated_grants()),
    controls=("NHI4:2025", "NIST-800-53:IA-9", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Use the authorization code with PKCE for people, and client_credentials for what works as itself.",
)
def sign_in_grant_is_current(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A token in the address of a page stands in its history, its logs and whatever runs there; a password in the app.

    Told are clients of Auth0, Okta, Keycloak, Cognito and Entra that say they take the implicit grant, by which the
    token comes in the address, or the password grant, by which the program asks people for their passwords and no
    second factor stands between. RFC 9700 asks that the first should not be used, and that the second must not. What a
    vendor's default adds is not told, nor ID tokens alone at Entra; a client that is switched off takes nothing.

    Refused:
        shop:
          type: auth0:index/client:Client
          properties: {name: shop, appType: spa, grantTypes: [implicit, password]}

    Mended:
        shop:
          type: auth0:index/client:Client
          properties: {name: shop, appType: spa, grantTypes: [authorization_code, refresh_token]}
    """
    del ask
    if not was_looked_up(resource):
        yield from settle(
            _judged(resource, row, place)
            for row in outdated_grants()[resource.type]
            for place in locate(resource.declared.raw, row.at)
        )


def _judged(resource: Resource, row: OutdatedGrant, place: Located) -> Iterator[Problem]:
    if _is_said(place.known, row.value) and not any(_says(resource, path, value) for path, value in row.off):
        yield Problem(f"{row.noun} {resource.name!r} {_FACTS[row.grant]}", at=place.path, key=row.grant)


def _is_said(known: object, word: str) -> bool:
    """Whether that word stands there; a switch says it as its provider reads it (`"1"` is `true`)."""
    if word in _SWITCHES:
        return yes_or_no(known) is (word == "true")
    return isinstance(known, str) and known.strip().lower() == word


def _says(resource: Resource, path: str, word: str) -> bool:
    if word not in _SWITCHES:
        return says(resource, path, word)
    return any(_is_said(place.known, word) for place in locate(resource.declared.raw, path))
