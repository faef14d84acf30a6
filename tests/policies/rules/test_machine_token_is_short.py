"""What `machine-token-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.machine_token_is_short import machine_token_is_short

RULE = machine_token_is_short
OKTA = "okta:auth/serverPolicyRule:ServerPolicyRule"
KEYCLOAK = "keycloak:openid/client:Client"
MACHINES = {"grantTypeWhitelists": ["client_credentials"]}
A_DAY = {"accessTokenLifetimeMinutes": 1440}
URL = "https://ledger.example"


def rule(**inputs: Any) -> Resource:
    return Resource.of(OKTA, "release", **inputs)


def client(**inputs: Any) -> Resource:
    return Resource.of(KEYCLOAK, "nightly", **inputs)


def api(**inputs: Any) -> Resource:
    return Resource.of("auth0:index/resourceServer:ResourceServer", "ledger", **{"identifier": URL, **inputs})


def grant(audience: Any = URL, **inputs: Any) -> Resource:
    return Resource.of("auth0:index/clientGrant:ClientGrant", "nightly", audience=audience, clientId="c1", **inputs)


def judged(*resources: Resource, **more: Any) -> Answer:
    return judge_stack(RULE, *resources, **more)


def test_a_rule_of_okta_that_gives_machines_tokens_of_a_day_is_told() -> None:
    answer = judged(rule(**MACHINES, **A_DAY))
    assert only(answer) == "rule 'release' gives machines access tokens that live 24h, more than 1h"
    (problem,) = answer.problems
    assert (problem.at, problem.mended) == ("accessTokenLifetimeMinutes", '{"accessTokenLifetimeMinutes": 60}')


@pytest.mark.parametrize(
    "inputs",
    [
        MACHINES,
        {**MACHINES, "accessTokenLifetimeMinutes": 60},
        {**MACHINES, "accessTokenLifetimeMinutes": "15"},
        {"grantTypeWhitelists": ["authorization_code"], **A_DAY},
        {"grantTypeWhitelists": ["authorization_code", "interaction_code"], **A_DAY},
        {**MACHINES, **A_DAY, "status": "INACTIVE"},
        {"grantTypeWhitelists": [UNKNOWN], "accessTokenLifetimeMinutes": 60},
        {"grantTypeWhitelists": ["authorization_code"], "accessTokenLifetimeMinutes": UNKNOWN},
    ],
    ids=repr,
)
def test_tokens_of_an_hour_those_of_people_alone_and_rules_that_are_off_pass(inputs: dict[str, Any]) -> None:
    assert passes(judged(rule(**inputs)))


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"accessTokenLifetimeMinutes": 61}, "live 61m, more than 1h"),
        ({"accessTokenLifetimeMinutes": "1440"}, "live 24h, more than 1h"),
        ({"accessTokenLifetimeMinutes": Secret(1440)}, "live longer than 1h"),
        ({"accessTokenLifetimeMinutes": "long"}, "live longer than 1h"),
        ({**A_DAY, "status": UNKNOWN}, "live 24h, more than 1h"),
        ({**A_DAY, "grantTypeWhitelists": ["authorization_code", "client_credentials"]}, "live 24h, more than 1h"),
        ({**A_DAY, "grantTypeWhitelists": [UNKNOWN, "client_credentials"]}, "live 24h, more than 1h"),
    ],
    ids=repr,
)
def test_the_message_says_how_long_unless_a_mark_hides_it(inputs: dict[str, Any], says: str) -> None:
    assert says in only(judged(rule(**{**MACHINES, **inputs})))


@pytest.mark.parametrize(
    ("inputs", "left"),
    [
        ({**MACHINES, "accessTokenLifetimeMinutes": UNKNOWN}, ["accessTokenLifetimeMinutes"]),
        ({"grantTypeWhitelists": ["authorization_code", UNKNOWN], **A_DAY}, ["grantTypeWhitelists[1]"]),
        ({"grantTypeWhitelists": UNKNOWN, **A_DAY}, ["grantTypeWhitelists"]),
    ],
    ids=repr,
)
def test_what_is_not_known_is_no_pass(inputs: dict[str, Any], left: list[str]) -> None:
    answer = judged(rule(**inputs))
    assert (messages(answer), unknowns(answer)) == ([], left)


def test_a_client_of_keycloak_with_a_service_account_is_held_to_the_same() -> None:
    account = {"serviceAccountsEnabled": True}
    assert "client 'nightly'" in only(judged(client(**account, accessTokenLifespan="86400")))
    assert passes(judged(client(**account, accessTokenLifespan="300")))
    assert passes(judged(client(**account, accessTokenLifespan="86400", enabled=False)))
    assert passes(judged(client(accessTokenLifespan="86400", standardFlowEnabled=True)))


def test_what_the_realm_says_is_not_the_clients() -> None:
    for own in ({}, {"accessTokenLifespan": ""}, {"accessTokenLifespan": "0"}, {"accessTokenLifespan": None}):
        assert passes(judged(client(serviceAccountsEnabled=True, **own)))


def test_an_api_of_auth0_is_held_to_it_where_a_client_has_a_grant_of_its_own() -> None:
    long = api(tokenLifetime=86_400)
    assert "API 'ledger' gives machines access tokens that live 24h" in only(judged(long, grant()))
    assert passes(judged(api(tokenLifetime=3600), grant()))
    assert passes(judged(long))
    assert passes(judged(long, grant("https://other.example")))
    assert passes(judged(long, grant(subjectType="user")))
    assert only(judged(long, grant(subjectType="client")))


def test_a_grant_for_an_api_that_is_not_known_may_be_for_this_one() -> None:
    assert unknowns(judged(api(tokenLifetime=86_400), grant(UNKNOWN))) == ["audience"]
    assert passes(judged(api(tokenLifetime=600), grant(UNKNOWN)))
    to_come, of = grant(UNKNOWN), api(tokenLifetime=86_400)
    depends = Resource(
        to_come.urn, to_come.type, "nightly", inputs=to_come.inputs, property_dependencies={"audience": (of.urn,)}
    )
    assert only(judged(of, depends))


def test_the_day_that_auth0_gives_where_nothing_is_said_is_told_in_strict() -> None:
    assert passes(judged(api(), grant()))
    answer = judged(api(), grant(), profile="strict")
    assert "live 24h, more than 1h" in only(answer)
    assert answer.problems[0].at == "tokenLifetime"


def test_an_organisation_may_allow_more() -> None:
    two_hours = rule(**MACHINES, accessTokenLifetimeMinutes=120)
    assert messages(judged(two_hours))
    assert passes(judged(two_hours, options={"maxHours": 2}))


def test_what_was_only_looked_up_is_somebody_elses() -> None:
    of = rule(**MACHINES, **A_DAY)
    assert passes(judged(Resource(of.urn, of.type, of.name, inputs=of.inputs, external=True)))


@pytest.mark.parametrize(
    "type_", ["nomad:index/aclAuthMethod:AclAuthMethod", "consul:index/aclAuthMethod:AclAuthMethod"]
)
def test_a_pipeline_keeps_no_token_of_a_scheduler_for_a_day(type_: str) -> None:
    method = Resource.of(type_, "ci", type="JWT", maxTokenTtl="24h0m0s")
    answer = judged(method)
    assert only(answer) == "auth method 'ci' gives machines access tokens that live 24h, more than 4h"
    (problem,) = answer.problems
    assert (problem.at, problem.mended) == ("maxTokenTtl", '{"maxTokenTtl": "1h"}')


@pytest.mark.parametrize(
    "inputs", [{"maxTokenTtl": "30m0s"}, {"maxTokenTtl": "4h"}, {}, {"type": "OIDC", "maxTokenTtl": "12h"}], ids=repr
)
def test_a_method_of_people_or_a_short_one_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(Resource.of("nomad:index/aclAuthMethod:AclAuthMethod", "ci", **{"type": "JWT", **inputs})))


def test_a_method_that_is_not_known_yet_is_open() -> None:
    method = Resource.of("nomad:index/aclAuthMethod:AclAuthMethod", "ci", type="JWT", maxTokenTtl=UNKNOWN)
    assert unknowns(judged(method)) == ["maxTokenTtl"]
