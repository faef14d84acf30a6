"""What `term-is-short` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.roles import ASK, github, judged, problems, role, statement

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.model.term import LIMITS
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["term-is-short"]
HOUR = 3600
PINNED = github(StringEquals={"sub": "repo:acme/invoice:environment:prod"})
LAMBDA = statement({"Service": "lambda.amazonaws.com"})


def a_role(class_: str = "", seconds: Any = None, *statements: dict[str, Any]) -> Resource:
    """A role of that class, with that session length; nothing is said of what is empty."""
    inputs = ({"tags": {"daypass:class": class_}} if class_ else {}) | (
        {} if seconds is None else {"maxSessionDuration": seconds}
    )
    return role(*(statements or (PINNED,)), **inputs)


@pytest.mark.parametrize(
    ("class_", "seconds"),
    [
        ("", 4 * HOUR),
        ("batch", 4 * HOUR),
        ("pipeline", HOUR),
        ("service", HOUR),
        ("vendor", HOUR),
        ("break-glass", HOUR),
        ("made-up", 4 * HOUR),
        ("pipeline", None),
        ("pipeline", 3600.0),
        ("pipeline", "3600"),
    ],
)
def test_the_longest_session_of_a_class(class_: str, seconds: Any) -> None:
    """At the limit it passes, one second more is a finding. A class that does not exist has the limit without one."""
    assert problems(RULE, a_role(class_, seconds)) == []
    limit = LIMITS.get(class_, 4 * HOUR)
    (problem,) = problems(RULE, a_role(class_, limit + 1))
    assert problem.at == "maxSessionDuration"


def test_twelve_hours_are_too_long_for_every_class_even_an_unknown_one() -> None:
    assert problems(RULE, role(PINNED, maxSessionDuration=43200, tags=UNKNOWN))[0].at == "maxSessionDuration"


def test_the_settings_have_the_last_word() -> None:
    ask = replace(ASK, settings=Settings(terms=LIMITS | {"batch": 8 * HOUR, "pipeline": 2 * HOUR}))
    assert problems(RULE, a_role("batch", 8 * HOUR), ask) == []
    assert problems(RULE, a_role("pipeline", 2 * HOUR), ask) == []
    assert problems(RULE, a_role("service", 2 * HOUR), ask)


def test_the_class_may_stand_under_a_tag_key_of_the_organisation_or_in_the_default_tags() -> None:
    ask = replace(ASK, settings=Settings(tags={"class": "acme:kind"}))
    assert problems(RULE, role(PINNED, maxSessionDuration=2 * HOUR, tags={"acme:kind": "pipeline"}), ask)
    assert problems(RULE, role(PINNED, maxSessionDuration=2 * HOUR, tagsAll={"daypass:class": "pipeline"}))


@pytest.mark.parametrize(
    "statements", [(PINNED,), (statement({"AWS": "arn:aws:iam::111122223333:role/app"}),)], ids=len
)
def test_a_class_below_an_hour_is_not_assumed_directly(statements: tuple[dict[str, Any], ...]) -> None:
    """No role ends a session before one hour, so that whoever assumes it directly has four times what he may."""
    (problem,) = problems(RULE, a_role("agent", None, *statements))
    assert "assumed directly" in problem.message
    assert "15m" in problem.message


CALLER = "arn:aws:iam::111122223333:role/app"
LENGTH = "sts:DurationSeconds"


def asking_for(condition: dict[str, Any], action: str = "sts:AssumeRole", principal: Any = None) -> dict[str, Any]:
    """A statement that lets the caller in under that condition."""
    return statement(principal or {"AWS": CALLER}, action) | {"Condition": condition}


@pytest.mark.parametrize(
    "condition",
    [
        {"NumericLessThanEquals": {LENGTH: "900"}},
        {"NumericLessThanEquals": {LENGTH.upper(): 900}},
        {"NumericLessThan": {LENGTH: "901"}},
        {"NumericEquals": {LENGTH: ["600", "900"]}},
        {"NumericLessThanEquals": {LENGTH: "900"}, "StringEquals": {"sts:ExternalId": "a"}},
    ],
    ids=str,
)
def test_a_trust_that_compares_the_length_of_a_session_lets_nobody_in_for_longer(condition: dict[str, Any]) -> None:
    assert problems(RULE, a_role("agent", None, asking_for(condition))) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"NumericLessThanEquals": {LENGTH: "901"}},
        {"NumericLessThanEquals": {LENGTH: ["900", "3600"]}},
        {"NumericLessThan": {LENGTH: "902"}},
        {"NumericLessThanEqualsIfExists": {LENGTH: "900"}},
        {"ForAllValues:NumericLessThanEquals": {LENGTH: "900"}},
        {"NumericGreaterThanEquals": {LENGTH: "900"}},
        {"NumericNotEquals": {LENGTH: "900"}},
        {"Null": {LENGTH: "true"}},
        {"NumericLessThanEquals": {"aws:MultiFactorAuthAge": "900"}},
    ],
    ids=str,
)
def test_a_trust_that_holds_the_length_loosely_or_not_at_all_is_found(condition: dict[str, Any]) -> None:
    assert len(problems(RULE, a_role("agent", None, asking_for(condition)))) == 1


def test_a_deny_of_longer_sessions_holds_nobody_as_aws_does_not_send_their_length() -> None:
    longer = asking_for({"NumericGreaterThan": {LENGTH: "900"}}) | {"Effect": "Deny"}
    assert len(problems(RULE, a_role("agent", None, statement({"AWS": CALLER}), longer))) == 1


def test_each_statement_holds_whom_it_lets_in() -> None:
    held = asking_for({"NumericLessThanEquals": {LENGTH: "900"}})
    (problem,) = problems(RULE, a_role("agent", None, held, PINNED))
    assert problem.at == "assumeRolePolicy.Statement[1]"


def test_a_length_that_is_not_known_is_undecided_and_hides_no_other_way_in() -> None:
    unclear = asking_for({"NumericLessThanEquals": {LENGTH: UNKNOWN}})
    path = "assumeRolePolicyDocument.Statement[0].Condition.NumericLessThanEquals.sts:DurationSeconds"

    def agent(*statements: dict[str, Any]) -> Resource:
        tags = [{"key": "daypass:class", "value": "agent"}]
        written = {"Version": "2012-10-17", "Statement": list(statements)}
        return Resource.of("aws-native:iam:Role", "a", assumeRolePolicyDocument=written, tags=tags)

    assert judged(RULE, agent(unclear)) == ([], [path])
    assert len(judged(RULE, agent(unclear, statement({"AWS": CALLER})))[0]) == 1
    assert len(judged(RULE, agent(asking_for({"StringEquals": {"sts:ExternalId": UNKNOWN}})))[0]) == 1


def test_a_class_below_an_hour_may_run_in_a_service_or_come_through_roles_anywhere() -> None:
    """Neither session has a length that the workload chooses."""
    anywhere = statement({"Service": "rolesanywhere.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"])
    assert problems(RULE, a_role("agent", None, LAMBDA)) == []
    assert problems(RULE, a_role("agent", None, anywhere)) == []
    assert len(problems(RULE, a_role("agent", 2 * HOUR, LAMBDA))) == 1


def test_a_roles_anywhere_profile_is_held_to_the_same_limits() -> None:
    def profile(**inputs: Any) -> Resource:
        return Resource.of("aws:rolesanywhere/profile:Profile", "edge", **inputs)

    assert problems(RULE, profile()) == []
    assert problems(RULE, profile(durationSeconds=900, tags={"daypass:class": "agent"})) == []
    assert problems(RULE, profile(durationSeconds=4 * HOUR + 1))[0].at == "durationSeconds"
    assert problems(RULE, profile(tags={"daypass:class": "agent"}))


@pytest.mark.parametrize("seconds", [True, "long", 3600.5, -1, 0, {"hours": 1}, "९००"])
def test_a_length_that_is_none_is_a_finding(seconds: Any) -> None:
    (problem,) = problems(RULE, a_role("", seconds))
    assert "no whole number" in problem.message


def test_what_is_unknown_is_undecided() -> None:
    assert judged(RULE, role(PINNED, maxSessionDuration=UNKNOWN)) == ([], ["maxSessionDuration"])
    assert judged(RULE, role(PINNED, tags=UNKNOWN)) == ([], ["tags"])
    agent = Resource.of("aws:iam/role:Role", "a", assumeRolePolicy=UNKNOWN, tags={"daypass:class": "agent"})
    assert judged(RULE, agent) == ([], ["assumeRolePolicy"])


def test_an_agent_whose_trust_cannot_be_read_is_a_finding() -> None:
    agent = Resource.of("aws:iam/role:Role", "a", assumeRolePolicy="{", tags={"daypass:class": "agent"})
    assert "cannot be read" in problems(RULE, agent)[0].message


def test_no_value_is_shown() -> None:
    canary = "canary-77"
    found = problems(RULE, role(PINNED, maxSessionDuration=Secret(canary), tags={"daypass:class": Secret(canary)}))
    found += problems(RULE, role(PINNED, maxSessionDuration=14401, tags={"daypass:class": Secret(canary)}))
    assert len(found) == 2
    assert canary not in repr(found)


@pytest.mark.parametrize("service", ["ec2.amazonaws.com", "ec2.amazonaws.com.cn", ["ec2.amazonaws.com"]])
@pytest.mark.parametrize("class_", ["", "service", "batch"])
def test_the_length_of_a_role_that_only_instances_have_ends_no_session(service: Any, class_: str) -> None:
    assert problems(RULE, a_role(class_, 12 * HOUR, statement({"Service": service}))) == []


@pytest.mark.parametrize("service", ["lambda.amazonaws.com", ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"], UNKNOWN])
def test_the_length_counts_where_others_than_instances_may_come(service: Any) -> None:
    given = {"Version": "2012-10-17", "Statement": [statement({"Service": service})]}
    made = Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=given, maxSessionDuration=12 * HOUR)
    assert judged(RULE, made)[0]
    both = a_role("", 12 * HOUR, statement({"Service": "ec2.amazonaws.com"}), PINNED)
    assert problems(RULE, both)
