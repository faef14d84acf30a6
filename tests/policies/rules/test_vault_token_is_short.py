"""What `vault-token-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.data.vault_logins import vault_logins
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.vault_token_is_short import vault_token_is_short

RULE = vault_token_is_short
DAY = 86_400
MONTH = 30 * DAY
APPROLE = "vault:appRole/authBackendRole:AuthBackendRole"
JWT = "vault:jwt/authBackendRole:AuthBackendRole"
STORE = "vault:tokenauth/authBackendRole:AuthBackendRole"


def login(type_: str = APPROLE, **inputs: Any) -> Resource:
    return Resource.of(type_, "ci", **inputs)


def mount(**tune: Any) -> Resource:
    return Resource.of("vault:index/authBackend:AuthBackend", "mount", path="approle", type="approle", tune=tune)


@pytest.mark.parametrize("type_", vault_logins())
def test_a_token_of_a_month_is_told_of_each_way_to_log_in(type_: str) -> None:
    answer = judge_stack(RULE, login(type_, tokenTtl=MONTH, tokenMaxTtl=3 * MONTH))
    assert only(answer) == "'ci' gives tokens that live 30 days, more than 4h"
    (problem,) = answer.problems
    assert (problem.at, problem.mended) == ("tokenTtl", '{"tokenTtl": 3600}')


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"tokenTtl": 900, "tokenMaxTtl": 1800},
        {"tokenTtl": 4 * 3600, "tokenMaxTtl": MONTH},
        {"tokenTtl": 0},
        {"tokenTtl": MONTH, "tokenMaxTtl": 3600},
        {"tokenTtl": MONTH, "tokenExplicitMaxTtl": "1h"},
        {"tokenPeriod": 3600},
        {"tokenPeriod": 3600, "tokenTtl": MONTH},
        {"tokenTtl": UNKNOWN, "tokenMaxTtl": 900},
        {"tokenPeriod": UNKNOWN, "tokenExplicitMaxTtl": 900},
        {"tokenType": UNKNOWN, "tokenTtl": 900},
        {"tokenType": "batch", "tokenTtl": MONTH},
    ],
    ids=repr,
)
def test_tokens_that_end_in_time_and_what_others_tell_pass(inputs: dict[str, Any]) -> None:
    assert passes(judge_stack(RULE, login(**inputs)))


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"tokenTtl": DAY}, "live 24h, more than 4h"),
        ({"tokenTtl": "48h", "tokenType": "service"}, "live 2 days, more than 4h"),
        ({"tokenTtl": Secret(MONTH)}, "live longer than 4h"),
        ({"tokenTtl": "some"}, "live longer than 4h"),
        ({"tokenTtl": MONTH, "tokenType": UNKNOWN}, "live 30 days"),
        ({"tokenMaxTtl": MONTH}, "live 30 days"),
        ({"tokenPeriod": MONTH}, "live 30 days"),
        ({"tokenPeriod": MONTH, "tokenTtl": 900, "tokenMaxTtl": 900}, "live 30 days"),
    ],
    ids=repr,
)
def test_the_message_says_how_long_unless_a_mark_hides_it(inputs: dict[str, Any], says: str) -> None:
    assert says in only(judge_stack(RULE, login(**inputs)))


@pytest.mark.parametrize(
    ("inputs", "left"),
    [
        ({"tokenTtl": UNKNOWN}, ["tokenTtl"]),
        ({"tokenTtl": MONTH, "tokenMaxTtl": UNKNOWN}, ["tokenMaxTtl"]),
        ({"tokenPeriod": UNKNOWN, "tokenTtl": 900}, ["tokenPeriod"]),
    ],
    ids=repr,
)
def test_what_is_not_known_is_no_pass(inputs: dict[str, Any], left: list[str]) -> None:
    assert unknowns(judge_stack(RULE, login(**inputs))) == left


def test_people_work_a_day_with_their_token() -> None:
    for own in ({"roleType": "oidc"}, {}):
        assert passes(judge_stack(RULE, login(JWT, tokenTtl=12 * 3600, **own)))
        assert messages(judge_stack(RULE, login(JWT, tokenTtl=2 * DAY, **own)))
    assert messages(judge_stack(RULE, login(JWT, tokenTtl=12 * 3600, roleType="jwt")))
    assert unknowns(judge_stack(RULE, login(JWT, tokenTtl=12 * 3600, roleType=UNKNOWN))) == ["roleType"]
    assert passes(judge_stack(RULE, login("vault:index/userpassAuthBackendUser:UserpassAuthBackendUser", tokenTtl=DAY)))


def test_the_mount_says_the_length_where_the_role_does_not_and_cuts_it_where_it_does() -> None:
    assert "live 10 days" in only(judge_stack(RULE, login(), mount(defaultLeaseTtl="240h")))
    assert passes(judge_stack(RULE, login(), mount(defaultLeaseTtl="30m")))
    assert passes(judge_stack(RULE, login(tokenTtl=MONTH), mount(maxLeaseTtl="1h")))
    assert passes(judge_stack(RULE, login(tokenPeriod=MONTH), mount(maxLeaseTtl="1h")))


def test_what_nothing_is_said_of_and_renewals_are_told_in_profile_strict() -> None:
    assert "live 32 days" in only(judge_stack(RULE, login(), profile="strict"))
    renewed = judge_stack(RULE, login(tokenTtl=900), profile="strict")
    assert "whoever has one may renew for 32 days" in only(renewed)
    assert "may renew for 30 days" in only(judge_stack(RULE, login(tokenTtl=900, tokenMaxTtl=MONTH), profile="strict"))
    assert "may renew for longer than 4h" in only(judge_stack(RULE, login(tokenPeriod=900), profile="strict"))
    assert passes(judge_stack(RULE, login(tokenPeriod=900, tokenExplicitMaxTtl=3600), profile="strict"))
    assert passes(judge_stack(RULE, login(tokenTtl=900, tokenMaxTtl=3600), profile="strict"))
    assert passes(judge_stack(RULE, login(STORE, roleName="app"), profile="strict"))


def test_the_settings_may_allow_longer_sessions() -> None:
    settings = Settings(terms={"batch": 43_200})
    assert passes(judge_stack(RULE, login(tokenTtl=43_200), settings=settings))
    assert messages(judge_stack(RULE, login(tokenTtl=43_201), settings=settings))


def test_a_role_that_was_only_looked_up_is_somebody_elses() -> None:
    of = login(tokenTtl=MONTH)
    assert passes(judge_stack(RULE, Resource(of.urn, of.type, of.name, inputs=of.inputs, external=True)))
