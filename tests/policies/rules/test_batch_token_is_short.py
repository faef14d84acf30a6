"""What `batch-token-is-short` refuses, passes and leaves undecided."""

from datetime import date
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.data.vault_logins import vault_logins
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.model.term import LIMITS
from daypass.settings import Settings
from daypass_policies.rules.batch_token_is_short import batch_token_is_short

RULE = batch_token_is_short
DAYS = 30 * 86_400
JWT = "vault:jwt/authBackendRole:AuthBackendRole"
STORE = "vault:tokenauth/authBackendRole:AuthBackendRole"
OF_MOUNTS = [type_ for type_, login in vault_logins().items() if login.mount]
BATCH = {"tokenType": "batch", "tokenTtl": DAYS}


def login(type_: str = JWT, **inputs: Any) -> Resource:
    return Resource.of(type_, "ci", **inputs)


def mount(type_: str = "vault:jwt/authBackend:AuthBackend", path: str = "gitlab", **tune: Any) -> Resource:
    return Resource.of(type_, "mount", path=path, tune=tune)


@pytest.mark.parametrize("type_", OF_MOUNTS)
def test_a_batch_token_of_a_month_is_told_of_each_way_to_log_in(type_: str) -> None:
    answer = judge_stack(RULE, login(type_, **BATCH))
    assert only(answer) == "'ci' gives batch tokens that live 30 days, more than 1h, and nobody can revoke them"
    (problem,) = answer.problems
    assert (problem.at, problem.confidence, problem.mended) == ("tokenTtl", None, '{"tokenTtl": 3600}')


@pytest.mark.parametrize(
    "inputs",
    [
        {"tokenType": "batch", "tokenTtl": 900},
        {"tokenType": "batch", "tokenTtl": 3600},
        {"tokenType": "batch", "tokenTtl": "1h"},
        {"tokenType": "batch", "tokenMaxTtl": 3600},
        {"tokenType": "batch", "tokenTtl": DAYS, "tokenMaxTtl": 3600},
        {"tokenType": "batch", "tokenTtl": DAYS, "tokenExplicitMaxTtl": 1800},
        {"tokenType": "service", "tokenTtl": DAYS},
        {"tokenType": "default", "tokenTtl": DAYS},
        {"tokenTtl": DAYS},
        {},
        {"tokenType": UNKNOWN, "tokenTtl": 900},
        {"tokenType": "service", "tokenTtl": UNKNOWN},
        {"tokenType": "batch", "tokenTtl": UNKNOWN, "tokenMaxTtl": 900},
    ],
    ids=repr,
)
def test_batch_tokens_that_end_soon_and_tokens_that_can_be_revoked_pass(inputs: dict[str, Any]) -> None:
    assert passes(judge_stack(RULE, login(**inputs)))


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"tokenType": "Batch", "tokenTtl": 43_200}, "live 12h, more than 1h"),
        ({"tokenType": "batch", "tokenTtl": 86_400}, "live 24h, more than 1h"),
        ({"tokenType": "batch", "tokenTtl": "48h"}, "live 2 days, more than 1h"),
        ({"tokenType": "batch", "tokenTtl": "some"}, "live longer than 1h"),
        ({"tokenType": "batch", "tokenTtl": Secret(DAYS)}, "live longer than 1h"),
        ({"tokenType": "batch", "tokenTtl": 0, "tokenMaxTtl": DAYS}, "live 30 days"),
    ],
    ids=repr,
)
def test_the_message_says_how_long_unless_a_mark_hides_it(inputs: dict[str, Any], says: str) -> None:
    assert says in only(judge_stack(RULE, login(**inputs)))


def test_where_nothing_is_said_vault_gives_a_month_and_its_own_settings_may_say_less() -> None:
    answer = judge_stack(RULE, login(tokenType="batch"))
    (problem,) = answer.problems
    assert "live 32 days" in problem.message
    assert (problem.at, problem.confidence) == ("tokenType", "medium")


@pytest.mark.parametrize(
    ("inputs", "left"),
    [
        ({"tokenType": UNKNOWN, "tokenTtl": DAYS}, ["tokenType"]),
        ({"tokenType": "batch", "tokenTtl": UNKNOWN}, ["tokenTtl"]),
        ({"tokenType": "batch", "tokenTtl": DAYS, "tokenMaxTtl": UNKNOWN}, ["tokenMaxTtl"]),
        ({"tokenType": ["batch"], "tokenTtl": DAYS}, ["tokenType"]),
    ],
    ids=repr,
)
def test_what_is_not_known_is_no_pass(inputs: dict[str, Any], left: list[str]) -> None:
    assert unknowns(judge_stack(RULE, login(**inputs))) == left


def test_the_mount_may_say_the_type_and_the_length_for_its_roles() -> None:
    long = {"backend": "gitlab", "tokenTtl": DAYS}
    assert "live 30 days" in only(judge_stack(RULE, login(**long), mount(tokenType="batch")))
    assert "live 30 days" in only(judge_stack(RULE, login(**long), mount(tokenType="default-batch")))
    assert "live 30 days" in only(judge_stack(RULE, login(**long, tokenType="service"), mount(tokenType="batch")))
    assert passes(judge_stack(RULE, login(**long, tokenType="service"), mount(tokenType="default-batch")))
    assert passes(judge_stack(RULE, login(**long, tokenType="batch"), mount(tokenType="service")))
    assert passes(judge_stack(RULE, login(**long, tokenType="batch"), mount(maxLeaseTtl="1h")))
    assert passes(judge_stack(RULE, login(**long, tokenType="batch"), mount(tokenType=UNKNOWN, maxLeaseTtl="1h")))
    assert unknowns(judge_stack(RULE, login(**long), mount(tokenType=UNKNOWN))) == ["tune.tokenType"]


def test_the_mounts_own_length_counts_where_the_role_says_none() -> None:
    batch = login(backend="gitlab/", tokenType="batch")
    assert passes(judge_stack(RULE, batch, mount(defaultLeaseTtl="30m")))
    assert "live 10 days" in only(judge_stack(RULE, batch, mount(defaultLeaseTtl="240h")))
    assert "live 32 days" in only(judge_stack(RULE, batch, mount(path="other", defaultLeaseTtl="30m")))
    by_default = login(tokenType="batch")
    assert passes(judge_stack(RULE, by_default, mount(path="jwt", defaultLeaseTtl="30m")))


def test_a_mount_that_is_not_known_by_name_is_known_by_what_the_role_depends_on() -> None:
    at = mount("vault:index/authBackend:AuthBackend", path=UNKNOWN, tokenType="batch")
    of = Resource.of(JWT, "ci", backend=UNKNOWN, tokenTtl=DAYS)
    depends = Resource(of.urn, of.type, of.name, inputs=of.inputs, property_dependencies={"backend": (at.urn,)})
    assert messages(judge_stack(RULE, depends, at))
    assert passes(judge_stack(RULE, of, at))


def test_a_token_with_a_parent_stops_working_with_that() -> None:
    long = {"tokenTtl": DAYS, "renewable": False}
    assert only(judge_stack(RULE, login(STORE, tokenType="batch", orphan=True, **long)))
    assert only(judge_stack(RULE, login(STORE, tokenType="default-batch", orphan=True, **long)))
    assert passes(judge_stack(RULE, login(STORE, tokenType="default-batch", **long)))
    assert passes(judge_stack(RULE, login(STORE, tokenType="default-service", orphan=True, **long)))
    assert unknowns(judge_stack(RULE, login(STORE, tokenType="batch", orphan=UNKNOWN, **long))) == ["orphan"]


def test_the_settings_may_allow_longer_sessions() -> None:
    settings = Settings(terms={"service": 7200})
    assert passes(judge_stack(RULE, login(tokenType="batch", tokenTtl=7200), settings=settings))
    assert messages(judge_stack(RULE, login(tokenType="batch", tokenTtl=7201), settings=settings))


@pytest.mark.parametrize(
    ("seconds", "terms", "severity"),
    [
        (4 * 3600, {}, "low"),
        (4 * 3600 + 1, {}, None),
        (12 * 3600, {"batch": 43_200}, "low"),
        (12 * 3600, {}, None),
    ],
)
def test_what_a_batch_job_may_need_weighs_less(seconds: int, terms: dict[str, int], severity: str | None) -> None:
    """No class is longer than four hours by default; who must cut off a service waits longer than its own session."""
    batch = login(tokenType="batch", tokenTtl=seconds)
    (problem,) = judge_stack(RULE, batch, settings=Settings(terms=LIMITS | terms)).problems
    assert problem.severity == severity


def test_tokens_that_can_be_revoked_may_live_as_long_as_any_session() -> None:
    four_hours = {"tokenTtl": 4 * 3600, "tokenMaxTtl": 4 * 3600}
    assert only(judge_stack(RULE, login(tokenType="batch", **four_hours)))
    assert passes(judge_stack(RULE, login(tokenType="service", **four_hours)))


def test_a_role_that_was_only_looked_up_is_somebody_elses() -> None:
    of = login(**BATCH)
    looked_up = Resource(of.urn, of.type, of.name, inputs=of.inputs, external=True)
    assert passes(judge_stack(RULE, looked_up, today=date(2026, 12, 1)))
