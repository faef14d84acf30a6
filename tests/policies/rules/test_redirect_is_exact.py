"""What `redirect-is-exact` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.redirect_is_exact import redirect_is_exact

RULE = redirect_is_exact
AUTH0 = "auth0:index/client:Client"
KEYCLOAK = "keycloak:openid/client:Client"
OKTA = "okta:app/oAuth:OAuth"
GITLAB = "gitlab:index/application:Application"
ENTRA = "azuread:index/application:Application"
HOST = "to any host that fits a wildcard"
PATH = "to any path that fits a wildcard"
PLAIN = "by plain HTTP, where others read it"


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(RULE, Resource.of(type_, "shop", **inputs))


@pytest.mark.parametrize(
    ("address", "fact", "severity"),
    [
        ("https://*.acme.example/callback", HOST, None),
        ("https://shop-*.acme.example/callback", HOST, None),
        ("HTTPS://acme.example*", HOST, None),
        ("https://*", HOST, None),
        ("http://*.acme.example", HOST, None),
        ("*", HOST, None),
        ("http*", HOST, None),
        ("http://shop.acme.example/callback", PLAIN, "medium"),
        ("http://10.0.4.7:8080/callback", PLAIN, "medium"),
        ("http://localhost.acme.example/callback", PLAIN, "medium"),
        ("http://127.0.0.1.acme.example/", PLAIN, "medium"),
        ("https://shop.acme.example/*", PATH, "low"),
        ("https://shop.acme.example/callback?to=*", PATH, "low"),
    ],
)
def test_an_open_or_plain_address_is_told(address: str, fact: str, severity: str | None) -> None:
    (problem,) = judged(AUTH0, callbacks=["https://shop.acme.example/callback", address]).problems
    assert problem.message == f"client 'shop' sends sign-ins back {fact}"
    assert (problem.severity, problem.at) == (severity, "callbacks[1]")


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.acme.example/callback",
        "http://localhost:8080/callback",
        "http://localhost:*/callback",
        "http://shop.localhost/callback",
        "http://127.0.0.1/callback",
        "http://[::1]:9000/*",
        "com.acme.shop://callback",
        "com.acme.shop:/callback",
        "com.acme.shop://*",
        "urn:ietf:wg:oauth:2.0:oob",
        "",
        None,
        7,
    ],
)
def test_exact_addresses_loopback_and_schemes_of_an_app_pass(address: Any) -> None:
    assert passes(judged(AUTH0, callbacks=[address]))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (KEYCLOAK, {"standardFlowEnabled": True, "validRedirectUris": ["https://shop.acme.example*"]}),
        (KEYCLOAK, {"implicitFlowEnabled": True, "validRedirectUris": ["*"]}),
        (OKTA, {"type": "web", "redirectUris": ["https://*.acme.example/back"]}),
        (OKTA, {"type": "web", "redirectUris": ["https://acme.example/back"], "wildcardRedirect": "SUBDOMAIN"}),
        (OKTA, {"type": "web", "redirectUris": ["https://*.acme.example/back"], "wildcardRedirect": "SUBDOMAIN"}),
        ("okta:app/oAuthRedirectUri:OAuthRedirectUri", {"appId": "0oa1", "uri": "http://acme.example/back"}),
        ("aws:cognito/userPoolClient:UserPoolClient", {"callbackUrls": ["http://acme.example/back"]}),
        ("aws-native:cognito:UserPoolClient", {"callbackUrls": ["http://acme.example/back"]}),
        (ENTRA, {"web": {"redirectUris": ["https://*.acme.example/back"]}}),
        (ENTRA, {"singlePageApplication": {"redirectUris": ["https://*.acme.example/"]}}),
        (ENTRA, {"web": [{"redirectUris": ["https://*.acme.example/back"]}]}),
        (GITLAB, {"redirectUrl": "https://acme.example/back\nhttp://acme.example/back"}),
        ("gcp:iam/oauthClient:OauthClient", {"allowedRedirectUris": ["http://acme.example/back"]}),
        ("vault:identity/oidcClient:OidcClient", {"redirectUris": ["http://acme.example/back"]}),
    ],
    ids=repr,
)
def test_every_provider_is_read_where_it_writes_addresses(type_: str, inputs: dict[str, Any]) -> None:
    assert only(judged(type_, **inputs))


def test_a_relative_address_of_keycloak_stands_below_its_root() -> None:
    flow = {"standardFlowEnabled": True, "validRedirectUris": ["/back"]}
    assert PLAIN in only(judged(KEYCLOAK, rootUrl="http://acme.example", **flow))
    assert passes(judged(KEYCLOAK, rootUrl="https://acme.example/", **flow))
    assert passes(judged(KEYCLOAK, **flow))
    assert PATH in only(judged(KEYCLOAK, standardFlowEnabled=True, validRedirectUris=["/*"]))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (KEYCLOAK, {"serviceAccountsEnabled": True, "validRedirectUris": ["*"]}),
        (KEYCLOAK, {"standardFlowEnabled": True, "enabled": False, "validRedirectUris": ["*"]}),
        (OKTA, {"type": "service", "redirectUris": ["http://acme.example/back"]}),
        (OKTA, {"type": "web", "redirectUris": ["https://acme.example/back"], "wildcardRedirect": "DISABLED"}),
        (AUTH0, {"appType": "non_interactive", "callbacks": ["http://acme.example/back"]}),
        (ENTRA, {"web": {"homepageUrl": "http://acme.example"}}),
    ],
    ids=repr,
)
def test_clients_to_which_no_sign_in_is_sent_are_not_asked(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "left"),
    [
        (AUTH0, {"callbacks": UNKNOWN}, ["callbacks"]),
        (AUTH0, {"callbacks": ["https://acme.example/back", UNKNOWN]}, ["callbacks[1]"]),
        (AUTH0, {"callbacks": ["http://acme.example/back"], "appType": UNKNOWN}, ["appType"]),
        (KEYCLOAK, {"standardFlowEnabled": UNKNOWN, "validRedirectUris": ["*"]}, ["standardFlowEnabled"]),
        (KEYCLOAK, {"standardFlowEnabled": True, "rootUrl": UNKNOWN, "validRedirectUris": ["/back"]}, ["rootUrl"]),
        (OKTA, {"type": "web", "wildcardRedirect": UNKNOWN}, ["wildcardRedirect"]),
    ],
    ids=repr,
)
def test_what_is_not_known_is_no_pass(type_: str, inputs: dict[str, Any], left: list[str]) -> None:
    answer = judged(type_, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], left)


def test_what_is_known_is_told_beside_what_is_not() -> None:
    answer = judged(AUTH0, callbacks=[UNKNOWN, "http://acme.example/back"])
    assert (len(messages(answer)), unknowns(answer)) == (1, ["callbacks[0]"])
    assert passes(judged(OKTA, type="service", wildcardRedirect=UNKNOWN))


def test_an_address_is_never_repeated() -> None:
    assert "acme" not in only(judged(GITLAB, redirectUrl=Secret("http://acme.example/back")))
