"""What `pool-session-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.provider_sdk import problem_in_sdk
from tests.support.roles import role, statement
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog
from daypass_policies.rules.pool_session_is_short import CLIENTS

RULE = catalog()["pool-session-is-short"]
POOL = statement(
    {"Federated": "cognito-identity.amazonaws.com"},
    "sts:AssumeRoleWithWebIdentity",
    StringEquals={"cognito-identity.amazonaws.com:aud": "eu-west-1:a"},
)
MACHINE = {"allowedOauthFlows": ["client_credentials"]}


def client(type_: str = CLIENTS[0], **inputs: Any) -> Resource:
    return Resource.of(type_, "app", userPoolId="eu-west-1_a", **inputs)


def units(**each: Any) -> dict[str, Any]:
    return {"tokenValidityUnits": each}


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"accessTokenValidity": 1, "idTokenValidity": 1, "refreshTokenValidity": 30},
        {"accessTokenValidity": 60, **units(accessToken="minutes")},
        {"accessTokenValidity": 8},
        {"accessTokenValidity": 0, "refreshTokenValidity": 0},
        {"refreshTokenValidity": 90},
        {"refreshTokenValidity": 720, **units(refreshToken="hours")},
        {"accessTokenValidity": 1, **MACHINE},
        {"accessTokenValidity": "1"},
        {"accessTokenValidity": 15.0, **units(accessToken="Minutes")},
        {"accessTokenValidity": 4, "allowedOauthFlows": ["code"]},
        {"accessTokenValidity": 1, "allowedOauthFlows": UNKNOWN},
    ],
    ids=repr,
)
@pytest.mark.parametrize("type_", CLIENTS)
def test_tokens_that_end_soon_pass(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judge(RULE, client(type_, **inputs)))


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({"refreshTokenValidity": 3650}, "refreshTokenValidity"),
        ({"refreshTokenValidity": 91}, "refreshTokenValidity"),
        ({"refreshTokenValidity": 315360000, **units(refreshToken="seconds")}, "refreshTokenValidity"),
        ({"accessTokenValidity": 24}, "accessTokenValidity"),
        ({"accessTokenValidity": 1, **units(accessToken="days")}, "accessTokenValidity"),
        ({"accessTokenValidity": 86400, **units(accessToken="seconds")}, "accessTokenValidity"),
        ({"idTokenValidity": 1440, **units(idToken="minutes")}, "idTokenValidity"),
        ({"accessTokenValidity": 2, **MACHINE}, "accessTokenValidity"),
        ({"accessTokenValidity": 90, **MACHINE, **units(accessToken="minutes")}, "accessTokenValidity"),
        ({"accessTokenValidity": "24"}, "accessTokenValidity"),
        ({"accessTokenValidity": 1, **units(accessToken="fortnights")}, "accessTokenValidity"),
        ({"accessTokenValidity": "canary"}, "accessTokenValidity"),
        ({"accessTokenValidity": [1]}, "accessTokenValidity"),
        ({"accessTokenValidity": 10**400}, "accessTokenValidity"),
        ({"refreshTokenValidity": True}, "refreshTokenValidity"),
    ],
)
@pytest.mark.parametrize("type_", CLIENTS)
def test_tokens_that_stay_are_refused(type_: str, inputs: dict[str, Any], key: str) -> None:
    (problem,) = judge(RULE, client(type_, **inputs)).problems
    assert problem.key == key
    assert "canary" not in problem.message


def test_each_kind_of_token_is_told() -> None:
    both = client(accessTokenValidity=24, idTokenValidity=24, refreshTokenValidity=3650)
    assert len(messages(judge(RULE, both))) == 3


def test_what_is_unknown_is_undecided_and_hides_nothing() -> None:
    unclear = judge(RULE, client(accessTokenValidity=UNKNOWN, refreshTokenValidity=3650))
    assert (len(messages(unclear)), unknowns(unclear)) == (1, ["accessTokenValidity"])
    assert unknowns(judge(RULE, client(accessTokenValidity=5, allowedOauthFlows=UNKNOWN))) == ["allowedOauthFlows"]
    assert unknowns(judge(RULE, client(accessTokenValidity=5, tokenValidityUnits=UNKNOWN))) == ["tokenValidityUnits"]
    assert messages(judge(RULE, client(accessTokenValidity=24, allowedOauthFlows=UNKNOWN)))


def test_a_length_that_is_marked_is_not_shown() -> None:
    (found,) = messages(judge(RULE, client(refreshTokenValidity=Secret(3333))))
    assert "3333" not in found


def test_an_organisation_may_have_other_limits() -> None:
    assert passes(judge(RULE, client(refreshTokenValidity=365), options={"maxRefreshDays": 365}))
    assert passes(judge(RULE, client(accessTokenValidity=4, **MACHINE), options={"maxMachineHours": 4}))
    assert messages(judge(RULE, client(accessTokenValidity=2), options={"maxAccessHours": 1}))


def test_a_role_of_an_identity_pool_needs_no_more_than_the_pool_gives() -> None:
    assert messages(judge(RULE, role(POOL, maxSessionDuration=7200)))
    assert passes(judge(RULE, role(POOL)))
    assert passes(judge(RULE, role(POOL, maxSessionDuration=3600)))
    other = statement({"Service": "lambda.amazonaws.com"})
    assert passes(judge(RULE, role(other, maxSessionDuration=7200)))
    unknown = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN, maxSessionDuration=7200)
    assert unknowns(judge(RULE, unknown)) == ["assumeRolePolicy"]


@given(st.integers(1, 10_000), st.sampled_from(["seconds", "minutes", "hours", "days"]))
def test_it_is_the_length_that_counts(number: int, unit: str) -> None:
    found = messages(judge(RULE, client(refreshTokenValidity=number, **units(refreshToken=unit))))
    each = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
    assert bool(found) == (number * each[unit] > 90 * 86400)


@pytest.mark.parametrize("type_", CLIENTS[:2])
def test_the_provider_takes_what_is_read(type_: str) -> None:
    for unit in ("accessToken", "idToken", "refreshToken"):
        assert problem_in_sdk(type_, f"tokenValidityUnits.{unit}", frozenset()) == ""
    assert problem_in_sdk(type_, "allowedOauthFlows[]", frozenset()) == ""
