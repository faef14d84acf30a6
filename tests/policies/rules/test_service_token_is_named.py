"""Doors that any service token of an account opens are told, unless something else is asked as well."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.service_token_is_named import service_token_is_named as rule

POLICY = "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy"
ANY = {"anyValidServiceToken": {}}
FACT = "'api' lets in any service token of the account, whichever workload it was made for"


def judged(type_: str = POLICY, **inputs: Any) -> Answer:
    return judge(rule, Resource.of(type_, "api", **inputs))


@pytest.mark.parametrize("type_", [one for one in rule.applies_to if "pplication" not in one])
@pytest.mark.parametrize("said", [{}, True, "true"])
def test_any_token_of_the_account_is_told(type_: str, said: Any) -> None:
    includes = [{"serviceToken": {"tokenId": "a"}}, {"anyValidServiceToken": said}]
    assert only(judged(type_, decision="non_identity", includes=includes)) == FACT


@pytest.mark.parametrize("beside", [[], [{"everyone": {}}], [{"ip": {"ip": "0.0.0.0/0"}}]])
def test_to_require_any_token_of_everyone_is_no_more(beside: list[dict[str, Any]]) -> None:
    assert only(judged(decision="non_identity", includes=[{"everyone": {}}], requires=[ANY, *beside])) == FACT


@pytest.mark.parametrize("type_", [one for one in rule.applies_to if "pplication" in one])
def test_a_policy_that_stands_in_an_application_is_told(type_: str) -> None:
    inside = {"decision": "non_identity", "includes": [ANY]}
    assert only(judged(type_, policies=["5c1d", {"id": "6f2e"}, inside])) == FACT


@pytest.mark.parametrize(
    "inputs",
    [
        {"includes": [{"serviceToken": {"tokenId": "a"}}]},
        {"includes": [{"anyValidServiceToken": False}]},
        {"includes": [{"anyValidServiceToken": None}]},
        {"includes": [ANY], "decision": "deny"},
        {"includes": [ANY], "requires": [{"ip": {"ip": "203.0.113.0/28"}}]},
        {"includes": [{"everyone": {}}], "requires": [{"serviceToken": {"tokenId": "a"}}]},
        {"excludes": [ANY], "includes": [{"email": {"email": "ann@example.org"}}]},
    ],
    ids=repr,
)
def test_a_named_token_and_what_asks_more_pass(inputs: dict[str, Any]) -> None:
    assert passes(judged(**{"decision": "non_identity", **inputs}))


def test_what_every_token_is_narrows_nothing() -> None:
    assert only(judged(includes=[ANY], requires=[ANY])) == FACT


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"includes": UNKNOWN}, "includes"),
        ({"includes": [ANY], "decision": UNKNOWN}, "decision"),
        ({"includes": [ANY], "requires": UNKNOWN}, "requires"),
    ],
)
def test_what_is_not_known_is_undecided(inputs: dict[str, Any], path: str) -> None:
    assert unknowns(judged(**inputs)) == [path]
