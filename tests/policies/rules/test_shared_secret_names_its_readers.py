"""Credentials that every repository of an organisation sees are told."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.shared_secret_names_its_readers import shared_secret_names_its_readers as rule


def judged(type_: str = rule.applies_to[0], profile: str = "standard", **inputs: Any) -> Answer:
    return judge(rule, Resource.of(type_, "sign", **inputs), profile=profile)


@pytest.mark.parametrize("type_", rule.applies_to)
@pytest.mark.parametrize("name", ["RELEASE_SIGNING_KEY", "DEPLOY_TOKEN", "DB_PASSWORD", "READ_WRITE_TOKEN"])
def test_a_credential_that_all_see_is_told(type_: str, name: str) -> None:
    told = only(judged(type_, secretName=name, visibility="all"))
    assert told == "secret 'sign' is handed to every repository of the organisation"


@pytest.mark.parametrize(
    "inputs",
    [
        {"secretName": "RELEASE_SIGNING_KEY", "visibility": "private"},
        {"secretName": "NPM_READ_TOKEN", "visibility": "all"},
        {"secretName": "REGISTRY_HOST", "visibility": "all"},
    ],
    ids=repr,
)
def test_less_is_told_in_strict_alone(inputs: dict[str, Any]) -> None:
    assert passes(judged(**inputs))
    assert "is handed to every " in only(judged(profile="strict", **inputs))


def test_chosen_repositories_pass() -> None:
    inputs: dict[str, Any] = {"visibility": "selected", "selectedRepositoryIds": [1]}
    assert passes(judged(profile="strict", secretName="RELEASE_SIGNING_KEY", **inputs))


def test_what_is_not_known_is_undecided_and_a_name_is_not_shown() -> None:
    assert unknowns(judged(secretName="DEPLOY_TOKEN", visibility=UNKNOWN)) == ["visibility"]
    assert unknowns(judged(secretName=UNKNOWN, visibility="all")) == ["secretName"]
    assert "CANARY" not in only(judged(secretName=Secret("CANARY_TOKEN"), visibility="all"))
