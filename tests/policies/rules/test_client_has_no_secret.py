"""How a client proves itself is read from the argument by which each issuer is told, or from its default."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.client_has_no_secret import client_has_no_secret

AUTH0 = "auth0:index/clientCredentials:ClientCredentials"
COGNITO = "aws:cognito/userPoolClient:UserPoolClient"
KEYCLOAK = "keycloak:openid/client:Client"
OKTA = "okta:app/oAuth:OAuth"
LEGACY = "snowflake:index/legacyServiceUser:LegacyServiceUser"
SNOWFLAKE = "snowflake:index/serviceUser:ServiceUser"
SECRET = "authenticates with a secret that does not end"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(client_has_no_secret, Resource.of(type_, "worker", **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "fact"),
    [
        (AUTH0, {"authenticationMethod": "client_secret_post"}, SECRET),
        (AUTH0, {"authenticationMethod": Secret("client_secret_basic"), "clientSecret": Secret("x")}, SECRET),
        (OKTA, {"tokenEndpointAuthMethod": "client_secret_jwt"}, SECRET),
        (OKTA, {"type": "web"}, SECRET),
        (OKTA, {"omitSecret": True}, SECRET),
        (KEYCLOAK, {"accessType": "CONFIDENTIAL"}, SECRET),
        (KEYCLOAK, {"accessType": "confidential", "clientAuthenticatorType": "client-secret-jwt"}, SECRET),
        (COGNITO, {"generateSecret": True}, SECRET),
        (LEGACY, {}, "may sign in with a password that does not end"),
        (LEGACY, {"name": UNKNOWN, "password": UNKNOWN}, "may sign in with a password that does not end"),
        (SNOWFLAKE, {"rsaPublicKey": "MIIB"}, "has a key, and never expires"),
        (SNOWFLAKE, {"rsaPublicKey2": UNKNOWN, "daysToExpiry": 365}, "has a key, and lives 365 days"),
    ],
)
def test_a_secret_that_stays_is_told(type_: str, inputs: dict[str, Any], fact: str) -> None:
    (message,) = messages(judged(type_, **inputs))
    assert f"'worker' {fact}" in message
    assert "; instead: " in message


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (AUTH0, {"authenticationMethod": "private_key_jwt", "privateKeyJwt": {}}),
        (AUTH0, {"authenticationMethod": "none"}),
        (AUTH0, {"authenticationMethod": "tls_client_auth"}),
        (OKTA, {"tokenEndpointAuthMethod": "private_key_jwt", "type": "service"}),
        (OKTA, {"tokenEndpointAuthMethod": "none", "type": "native"}),
        (OKTA, {"type": "browser"}),
        (KEYCLOAK, {"accessType": "PUBLIC"}),
        (KEYCLOAK, {"accessType": "BEARER-ONLY"}),
        (KEYCLOAK, {"accessType": "CONFIDENTIAL", "clientAuthenticatorType": "client-jwt"}),
        (KEYCLOAK, {"accessType": "CONFIDENTIAL", "clientAuthenticatorType": "federated-jwt"}),
        (COGNITO, {}),
        (COGNITO, {"generateSecret": False, "allowedOauthFlows": ["code"]}),
        (SNOWFLAKE, {"defaultWorkloadIdentity": {"aws": {"arn": "arn:aws:iam::111122223333:role/loader"}}}),
        (SNOWFLAKE, {"rsaPublicKey": "MIIB", "daysToExpiry": 30}),
        (SNOWFLAKE, {"name": "LOADER"}),
    ],
)
def test_a_client_that_signs_or_is_public_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "path"),
    [
        (AUTH0, {"authenticationMethod": UNKNOWN}, "authenticationMethod"),
        (AUTH0, {"authenticationMethod": [1]}, "authenticationMethod"),
        (OKTA, {"tokenEndpointAuthMethod": Secret(UNKNOWN)}, "tokenEndpointAuthMethod"),
        (OKTA, {"type": UNKNOWN}, "type"),
        (KEYCLOAK, {"accessType": UNKNOWN}, "accessType"),
        (KEYCLOAK, {"accessType": "CONFIDENTIAL", "clientAuthenticatorType": UNKNOWN}, "clientAuthenticatorType"),
        (COGNITO, {"generateSecret": UNKNOWN}, "generateSecret"),
        (COGNITO, {"generateSecret": "perhaps"}, "generateSecret"),
        (SNOWFLAKE, {"rsaPublicKey": "MIIB", "daysToExpiry": UNKNOWN}, "daysToExpiry"),
    ],
)
def test_what_is_unknown_or_odd_is_undecided(type_: str, inputs: dict[str, Any], path: str) -> None:
    answer = judged(type_, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], [path])


@pytest.mark.parametrize(
    ("flows", "severity"),
    [
        (["client_credentials"], "medium"),
        ([Secret("client_credentials")], "medium"),
        ([], "low"),
        (UNKNOWN, "low"),
    ],
)
def test_a_machine_weighs_more_than_a_web_application(flows: Any, severity: str) -> None:
    """Cognito knows no other way for a confidential client; a machine in AWS has its role."""
    (problem,) = judged(COGNITO, generateSecret=True, allowedOauthFlows=flows).problems
    assert (problem.severity, problem.advisory) == (severity, True)


@pytest.mark.parametrize("flows", [["code"], ["code", "implicit"]])
def test_a_client_that_only_lets_people_in_is_told_in_strict_alone(flows: list[str]) -> None:
    native = Resource.of("aws-native:cognito:UserPoolClient", "web", generateSecret=True, allowedOAuthFlows=flows)
    for client in (Resource.of(COGNITO, "web", generateSecret=True, allowedOauthFlows=flows), native):
        assert passes(judge(client_has_no_secret, client))
        (problem,) = judge(client_has_no_secret, client, profile="strict").problems
        assert problem.severity == "low"


def test_a_native_client_of_a_machine_weighs_as_much() -> None:
    inputs = {"generateSecret": True, "allowedOAuthFlows": ["client_credentials"]}
    (problem,) = judged("aws-native:cognito:UserPoolClient", **inputs).problems
    assert problem.severity == "medium"


def test_only_what_may_sign_in_with_a_password_is_refused() -> None:
    (legacy,), (okta,) = judged(LEGACY).problems, judged(OKTA, type="web").problems
    assert (legacy.advisory, okta.advisory) == (False, True)


def test_no_secret_is_shown() -> None:
    canary = "canary-77"
    answers = [
        judged(AUTH0, authenticationMethod="client_secret_post", clientSecret=Secret(canary), clientId=canary),
        judged(SNOWFLAKE, rsaPublicKey=canary, daysToExpiry=Secret(canary)),
        judged(OKTA, tokenEndpointAuthMethod=f"client_secret_{canary}"),
    ]
    assert all(answer.problems for answer in answers)
    assert canary not in repr([answer.problems for answer in answers])
