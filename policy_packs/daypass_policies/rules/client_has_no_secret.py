"""A client proves itself with a key that it keeps, or with its workload's identity, not with a secret of both."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import ends_too_late, is_given, is_on, limit_options, problem, word_at


@rule(
    "client-has-no-secret",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=types_of("client"),
    controls=("NHI4:2025", "NHI7:2025", "NIST-800-53:IA-9", "NIST-800-53:IA-5(2)"),
    remedy="Let the client sign with its own key (private_key_jwt), or enter by its workload's identity.",
    options=limit_options("key"),
)
def client_has_no_secret(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A client secret is a password for a machine: it lies with the client and with the issuer, and does not end.

    An argument decides: `authenticationMethod` of Auth0, `tokenEndpointAuthMethod` of Okta (where none is written, a
    secret is what Okta makes), `accessType` and `clientAuthenticatorType` of Keycloak, `generateSecret` of Cognito. A
    service user of Snowflake has a key, which must end (`daysToExpiry`), or workload identity, which is better; a
    legacy one may sign in with a password, so it is refused. The rest is advisory, and low for clients of Cognito that
    do not ask for `client_credentials`, because that service knows no other way for a confidential one; of one that
    only lets people in (`code`, `implicit`) speaks profile `strict` alone.

    Refused:
        loader:
          type: snowflake:index/legacyServiceUser:LegacyServiceUser
          properties: {name: LOADER}
        worker:
          type: okta:app/oAuth:OAuth
          properties: {label: worker, type: service, tokenEndpointAuthMethod: client_secret_basic}

    Mended:
        loader:
          type: snowflake:index/serviceUser:ServiceUser
          properties:
            name: LOADER
            defaultWorkloadIdentity: {aws: {arn: "arn:aws:iam::111122223333:role/daypass/loader-prod"}}
        worker:
          type: okta:app/oAuth:OAuth
          properties:
            label: worker
            type: service
            tokenEndpointAuthMethod: private_key_jwt
            jwksUri: https://worker.example.org/jwks.json
    """
    yield from _CLIENTS[resource.type](resource, ask)


_SECRET: Final = "client_secret"  # noqa: S105 - how the methods begin that need one
_FACT: Final = "authenticates with a secret that does not end"


def _auth0(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if word_at(resource, "authenticationMethod").startswith(_SECRET):
        yield problem(resource, _FACT, "authenticationMethod")


def _okta(resource: Resource, ask: Ask) -> Iterator[Problem]:
    at = "tokenEndpointAuthMethod"
    method = word_at(resource, at) or ("none" if word_at(resource, "type") == "browser" else _SECRET)
    if method.startswith(_SECRET):
        yield problem(resource, _FACT, at)


def _keycloak(resource: Resource, ask: Ask) -> Iterator[Problem]:
    is_confidential = word_at(resource, "accessType") == "confidential"
    if is_confidential and word_at(resource, "clientAuthenticatorType", "client-secret").startswith("client-secret"):
        yield problem(resource, _FACT, "clientAuthenticatorType")


def _cognito(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if is_on(resource, "generateSecret"):
        said = bare(resource.declared.raw.get(_FLOWS[resource.type]))
        flows = list(map(bare, said)) if isinstance(said, list) else []
        if flows and all(flow in _OF_PEOPLE for flow in flows) and ask.profile != "strict":
            return
        is_machine = "client_credentials" in flows
        yield problem(resource, _FACT, "generateSecret", "likely" if is_machine else "doubtful")


_FLOWS: Final = {
    "aws:cognito/userPoolClient:UserPoolClient": "allowedOauthFlows",
    "aws-native:cognito:UserPoolClient": "allowedOAuthFlows",
}
"""Client of Cognito → the argument that says which grants it may use."""

_OF_PEOPLE: Final = ("code", "implicit")
"""Grants by which a person's browser asks. Source: Cognito Developer Guide, "Application-specific settings"."""


def _snowflake(resource: Resource, ask: Ask) -> Iterator[Problem]:
    if is_given(resource, "rsaPublicKey") or is_given(resource, "rsaPublicKey2"):
        yield from ends_too_late(resource, ask, _with_key)


def _with_key(resource: Resource, fact: str, *more: Any) -> Problem:
    return problem(resource, f"has a key, and {fact}", *more)


def _snowflake_legacy(resource: Resource, ask: Ask) -> Iterator[Problem]:
    yield problem(resource, "may sign in with a password that does not end")


_CLIENTS: Final[Mapping[str, Callable[[Resource, Ask], Iterator[Problem]]]] = {
    "auth0:index/clientCredentials:ClientCredentials": _auth0,
    **dict.fromkeys(_FLOWS, _cognito),
    "keycloak:openid/client:Client": _keycloak,
    "okta:app/oAuth:OAuth": _okta,
    "snowflake:index/legacyServiceUser:LegacyServiceUser": _snowflake_legacy,
    "snowflake:index/serviceUser:ServiceUser": _snowflake,
}
