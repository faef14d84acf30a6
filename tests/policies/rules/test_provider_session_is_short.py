"""How long a session a provider asks for is read from its configuration, as an object and as the text of one."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["provider-session-is-short"]
ARN = "arn:aws:iam::111122223333:role/deploy"


def role(duration: Any = None, **more: Any) -> dict[str, Any]:
    return {"roleArn": ARN, **({} if duration is None else {"duration": duration}), **more}


def judged(**inputs: Any) -> Answer:
    return judge(RULE, Resource.of("pulumi:providers:aws", "prod", **inputs))


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"region": "eu-west-1"},
        {"assumeRoles": [role()]},
        {"assumeRoles": [role("1h")]},
        {"assumeRoles": [role("4h")]},
        {"assumeRoles": [role("4h"), role("1h")]},
        {"assumeRoles": [role("15m"), role()]},
        {"assumeRoles": json.dumps([role("1h")])},
        {"assumeRoles": "[]"},
        {"assumeRoles": ""},
        {"assumeRoles": "null"},
        {"assumeRole": None},
        {"assumeRoles": Secret(json.dumps([role("1h")], indent=2))},
        {"assumeRole": role("60m")},
        {"assumeRole": role(durationSeconds=3600)},
        {"assumeRoleWithWebIdentity": json.dumps(role("1h"))},
    ],
    ids=repr,
)
def test_a_session_that_ends_soon_passes(inputs: dict[str, Any]) -> None:
    assert passes(judged(**inputs))


LONG = "and no class allows more than 4h"
CHAINED = "and from a session AWS makes none above 1h"


@pytest.mark.parametrize(
    ("inputs", "fact"),
    [
        ({"assumeRoles": [role("12h")]}, f"sessions of 12h, {LONG}"),
        ({"assumeRoles": json.dumps([role("12h")])}, f"sessions of 12h, {LONG}"),
        ({"assumeRoles": role("43200s")}, f"sessions of 12h, {LONG}"),
        ({"assumeRole": role(durationSeconds=43200)}, f"sessions of 12h, {LONG}"),
        ({"assumeRole": role(durationSeconds="43200")}, f"sessions of 12h, {LONG}"),
        ({"assumeRoleWithWebIdentity": json.dumps(role("4h1m"))}, f"sessions of 241m, {LONG}"),
        ({"assumeRoles": [role("1h"), role("2h")]}, f"sessions of 2h, {CHAINED}"),
        ({"assumeRoles": [role(Secret("12h"))]}, f"longer sessions, {LONG}"),
        ({"assumeRoles": Secret(json.dumps([role("12h")]))}, f"longer sessions, {LONG}"),
        ({"assumeRoles": [role("a day")]}, "a session of a length that nobody can read"),
        ({"assumeRoles": [role([1])]}, "a session of a length that nobody can read"),
        ({"assumeRoles": [role("forever")]}, f"longer sessions, {LONG}"),
    ],
    ids=repr,
)
def test_one_that_is_longer_is_told(inputs: dict[str, Any], fact: str) -> None:
    (problem,) = judged(**inputs).problems
    assert problem.message == f"provider 'prod' asks for {fact}"
    assert problem.key in inputs


@pytest.mark.parametrize("name", ["assumeRoles", "assumeRole", "assumeRoleWithWebIdentity"])
@pytest.mark.parametrize(
    "value",
    [
        json.dumps([role("12h")])[:-1],
        json.dumps(role("12h"))[1:],
        '{"duration": "12h", "duration": "1h"}',
        "[" * 100_000,
        '"12h"',
        "12",
        12,
        ["12h"],
        [[7]],
        Secret("12h"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_role_that_nobody_can_read_is_told(name: str, value: Any) -> None:
    (problem,) = judged(**{name: value}).problems
    assert problem.message == "provider 'prod' says which role it assumes in a way that nobody can read"
    assert (problem.key, problem.at) == (name, name)


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"assumeRoles": UNKNOWN}, "assumeRoles"),
        ({"assumeRoles": Secret(UNKNOWN)}, "assumeRoles"),
        ({"assumeRoles": [role(UNKNOWN)]}, "assumeRoles[0].duration"),
        ({"assumeRoles": [UNKNOWN]}, "assumeRoles[0]"),
    ],
    ids=repr,
)
def test_what_is_unknown_is_undecided(inputs: dict[str, Any], path: str) -> None:
    answer = judged(**inputs)
    assert (messages(answer), unknowns(answer)) == ([], [path])


def test_one_unknown_hides_none_of_the_others() -> None:
    answer = judged(assumeRoles=[role(UNKNOWN), role("2h")])
    assert (len(messages(answer)), unknowns(answer)) == (1, ["assumeRoles[0].duration"])


def test_a_provider_of_which_nothing_is_known_is_undecided() -> None:
    answer = judge(RULE, Resource("urn:x", "pulumi:providers:aws", "prod", inputs=Properties(Partial())))
    assert unknowns(answer)


def test_the_longest_session_is_the_organisations() -> None:
    long = Resource.of("pulumi:providers:aws", "prod", assumeRoles=[role("6h")])
    assert messages(judge(RULE, long))
    assert passes(judge(RULE, long, settings=Settings(terms={"batch": 6 * 3600})))


def test_nothing_else_of_the_provider_is_shown() -> None:
    canary = "canary-77"
    answer = judged(assumeRoles=[role(canary, externalId=canary)], accessKey=canary)
    assert canary not in repr(answer.problems)
