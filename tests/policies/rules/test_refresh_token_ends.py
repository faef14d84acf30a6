"""What `refresh-token-ends` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.refresh_token_ends import refresh_token_ends

RULE = refresh_token_ends
AUTH0 = "auth0:index/client:Client"
OKTA = "okta:auth/serverPolicyRule:ServerPolicyRule"
COGNITO = "aws:cognito/userPoolClient:UserPoolClient"
KEYCLOAK = "keycloak:openid/client:Client"
REALM = "keycloak:index/realm:Realm"
SCOPES = "keycloak:openid/clientDefaultScopes:ClientDefaultScopes"
CODE = ["authorization_code", "refresh_token"]
ENDLESS = {"expirationType": "non-expiring", "rotationType": "non-rotating"}
FIVE_YEARS = 157_788_000


def judged(type_: str, **inputs: Any) -> Answer:
    return judge_stack(RULE, Resource.of(type_, "app", **inputs))


def scoped(*scopes: Any, realm: Any = "shop", **of_realm: Any) -> Answer:
    made = Resource.of(REALM, "shop", realm="shop", **of_realm)
    return judge_stack(RULE, made, Resource.of(SCOPES, "app", realmId=realm, clientId="c1", defaultScopes=list(scopes)))


@pytest.mark.parametrize(
    "token",
    [
        ENDLESS,
        {"expirationType": "Non-Expiring"},
        {"expirationType": "expiring", "infiniteTokenLifetime": True, "idleTokenLifetime": 1_296_000},
        {"expirationType": "expiring", "infiniteTokenLifetime": "true", "tokenLifetime": 2_592_000},
        {"rotationType": "rotating", "infiniteTokenLifetime": True, "infiniteIdleTokenLifetime": True},
        {"rotationType": "rotating", "infiniteTokenLifetime": True, "idleTokenLifetime": 31_536_000},
        {"rotationType": "rotating", "infiniteTokenLifetime": True, "idleTokenLifetime": "soon"},
    ],
    ids=repr,
)
def test_a_client_of_auth0_whose_refresh_tokens_never_end_is_told(token: dict[str, Any]) -> None:
    assert (
        only(judged(AUTH0, grantTypes=CODE, refreshToken=token)) == "client 'app' gives refresh tokens that never end"
    )
    assert messages(judged(AUTH0, refreshToken=token))


@pytest.mark.parametrize(
    "inputs",
    [
        {"grantTypes": CODE},
        {"grantTypes": CODE, "refreshToken": {"expirationType": "expiring", "tokenLifetime": 2_592_000}},
        {"grantTypes": CODE, "refreshToken": {"rotationType": "rotating", "infiniteTokenLifetime": True}},
        {
            "grantTypes": CODE,
            "refreshToken": {"rotationType": "rotating", "infiniteTokenLifetime": True, "idleTokenLifetime": 604_800},
        },
        {"grantTypes": ["client_credentials"], "refreshToken": ENDLESS},
        {"grantTypes": ["authorization_code", "implicit"], "refreshToken": ENDLESS},
        {"grantTypes": [UNKNOWN], "refreshToken": {"tokenLifetime": 600}},
    ],
    ids=repr,
)
def test_a_client_of_auth0_whose_refresh_tokens_end_or_are_none_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(AUTH0, **inputs))


@pytest.mark.parametrize(
    ("inputs", "left"),
    [
        ({"grantTypes": [UNKNOWN], "refreshToken": ENDLESS}, ["grantTypes[0]"]),
        ({"grantTypes": CODE, "refreshToken": UNKNOWN}, ["refreshToken"]),
        ({"grantTypes": CODE, "refreshToken": {"tokenLifetime": UNKNOWN}}, ["refreshToken.tokenLifetime"]),
        (
            {"refreshToken": {"infiniteTokenLifetime": True, "rotationType": UNKNOWN}},
            ["refreshToken.rotationType"],
        ),
    ],
    ids=repr,
)
def test_what_is_not_known_is_no_pass(inputs: dict[str, Any], left: list[str]) -> None:
    answer = judged(AUTH0, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], left)


def test_one_grant_that_is_known_is_enough() -> None:
    assert only(judged(AUTH0, grantTypes=[UNKNOWN, "refresh_token"], refreshToken=ENDLESS))
    assert passes(judged(AUTH0, grantTypes=["client_credentials"], refreshToken={"expirationType": UNKNOWN}))


def test_a_length_of_years_is_told_and_hidden_by_a_mark() -> None:
    long = {"tokenLifetime": FIVE_YEARS}
    assert only(judged(AUTH0, grantTypes=CODE, refreshToken=long)).endswith("live 1826 days, more than 365")
    marked = {"tokenLifetime": Secret(FIVE_YEARS)}
    assert only(judged(AUTH0, grantTypes=CODE, refreshToken=marked)).endswith("live longer than 365 days")


@pytest.mark.parametrize("length", [0, "0", 2_628_000])
def test_a_rule_of_okta_without_a_lifetime_is_told(length: Any) -> None:
    message = only(judged(OKTA, grantTypeWhitelists=["authorization_code"], refreshTokenLifetimeMinutes=length))
    assert message.startswith("rule 'app' gives refresh tokens that ")
    device = "urn:ietf:params:oauth:grant-type:device_code"
    assert only(judged(OKTA, grantTypeWhitelists=[device], refreshTokenLifetimeMinutes=length))


@pytest.mark.parametrize(
    "inputs",
    [
        {"grantTypeWhitelists": ["authorization_code"]},
        {"grantTypeWhitelists": ["authorization_code"], "refreshTokenLifetimeMinutes": 43_200},
        {"grantTypeWhitelists": ["client_credentials"], "refreshTokenLifetimeMinutes": 0},
        {"grantTypeWhitelists": ["implicit"], "refreshTokenLifetimeMinutes": 0},
        {"grantTypeWhitelists": ["password"], "refreshTokenLifetimeMinutes": 0, "status": "INACTIVE"},
    ],
    ids=repr,
)
def test_rules_of_okta_with_a_lifetime_or_without_refresh_tokens_pass(inputs: dict[str, Any]) -> None:
    assert passes(judged(OKTA, **inputs))


def test_a_client_of_cognito_is_read_in_its_unit() -> None:
    assert only(judged(COGNITO, refreshTokenValidity=3650)).endswith("live 3650 days, more than 365")
    assert passes(judged(COGNITO, refreshTokenValidity=365))
    assert passes(judged(COGNITO, refreshTokenValidity=0))
    assert passes(judged(COGNITO, refreshTokenValidity=3650, tokenValidityUnits={"refreshToken": "hours"}))
    assert only(judged("aws-native:cognito:UserPoolClient", refreshTokenValidity=400))


def test_sessions_of_keycloak_are_read_in_seconds_and_durations() -> None:
    assert only(judged(KEYCLOAK, clientOfflineSessionMaxLifespan="315360000"))
    assert passes(judged(KEYCLOAK, clientOfflineSessionMaxLifespan="315360000", useRefreshTokens=False))
    assert passes(judged(KEYCLOAK, clientOfflineSessionMaxLifespan="2592000"))
    assert only(judged(REALM, realm="shop", ssoSessionMaxLifespan="87600h"))
    assert passes(judged(REALM, realm="shop", offlineSessionMaxLifespan="87600h"))
    limited = {"offlineSessionMaxLifespanEnabled": True}
    assert only(judged(REALM, realm="shop", offlineSessionMaxLifespan="87600h", **limited))
    assert passes(judged(REALM, realm="shop", offlineSessionMaxLifespan="720h", **limited))


def test_offline_access_by_default_is_told_where_the_realm_does_not_limit_it() -> None:
    fact = "the client of 'app' gets offline_access at each sign-in, in a realm where that never ends"
    assert only(scoped("profile", "offline_access")) == fact
    assert only(scoped("offline_access", offlineSessionMaxLifespanEnabled=False)) == fact
    assert passes(scoped("profile", "email"))
    assert passes(scoped("offline_access", offlineSessionMaxLifespanEnabled=True))
    assert passes(scoped("offline_access", realm="another"))
    assert unknowns(scoped(UNKNOWN)) == ["defaultScopes[0]"]
    assert unknowns(scoped("offline_access", offlineSessionMaxLifespanEnabled=UNKNOWN))


def test_an_organisation_may_allow_less_and_what_was_looked_up_is_somebody_elses() -> None:
    month = Resource.of(COGNITO, "app", refreshTokenValidity=60)
    assert messages(judge_stack(RULE, month, options={"maxDays": 30}))
    long = Resource.of(COGNITO, "app", refreshTokenValidity=3650)
    assert passes(judge_stack(RULE, Resource(long.urn, long.type, long.name, inputs=long.inputs, external=True)))
