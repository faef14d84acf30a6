"""The sandbox refuses what AWS refuses, so that what works here is not a surprise there."""

import json
from typing import Any

import pytest
from tests.sandbox.aws import refusals, tags
from tests.sandbox.aws.refusals import Refused
from tests.sandbox.aws.values import UNKNOWN

ISSUER = "token.actions.githubusercontent.com"
SUBJECT = "repo:acme/invoice:ref:refs/heads/main"


def github(condition: dict[str, Any], **changes: Any) -> str:
    """A trust in GitHub's tokens under this condition."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
        **changes,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    "document",
    [
        github({"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"}}),
        github({"StringLike": {f"{ISSUER}:sub": "*"}}),
        github({"StringLike": {f"{ISSUER}:sub": ["repo:acme/invoice:*", "?*"]}}),
        github({"StringEquals": {f"{ISSUER}:sub": []}}),
        github({}, Resource="*"),
        json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}),
        "{not json",
        "[]",
        github({"StringEquals": {f"{ISSUER}:sub": "x" * 2_048}}),
    ],
)
def test_a_trust_policy_that_iam_would_not_take_is_refused(document: str) -> None:
    with pytest.raises(Refused, match=r"MalformedPolicyDocument|LimitExceeded"):
        refusals.refuse_trust(document)


@pytest.mark.parametrize(
    "document",
    [
        github({"StringEquals": {f"{ISSUER}:sub": SUBJECT}}),
        github({"StringLike": {f"{ISSUER.title()}:SUB": ["repo:acme/*"]}}),
        github({}, Effect="Deny"),
        github({}, Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole"),
        github({"StringEquals": {f"{ISSUER}:sub": SUBJECT}}) + " " * 2_048,
    ],
)
def test_a_trust_policy_that_iam_takes_is_taken_loose_or_not(document: str) -> None:
    refusals.refuse_trust(document)


def test_a_permission_policy_names_no_principal() -> None:
    with pytest.raises(Refused, match="should not specify a principal"):
        refusals.refuse_permissions(github({}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "deploys; nothing else"},
        {"owner": "x" * 257},
        {"": "empty"},
        {"aws:cloudformation:stack": "x"},
        {"Owner": "a", "owner": "b"},
        {str(number): "x" for number in range(51)},
    ],
)
def test_tags_that_aws_does_not_take_are_refused(wrong: dict[str, str]) -> None:
    assert list(tags.refusals(wrong))


def test_letters_of_any_script_are_good_in_a_tag() -> None:
    assert list(tags.refusals({"daypass:owner": "Zahlungen größer als 5_000"})) == []


def test_default_tags_are_overridden_and_one_unknown_hides_all() -> None:
    assert tags.merged({"a": "1"}, {"a": "0", "b": "2"}) == {"a": "1", "b": "2"}
    assert tags.merged({"a": UNKNOWN}, {"b": "2"}) == UNKNOWN
    assert tags.merged(None, None) == {}


@pytest.mark.parametrize("seconds", [0, 900, 3_599, 43_201])
def test_a_session_outside_one_to_twelve_hours_is_refused_at_preview(seconds: int) -> None:
    assert [name for name, _ in refusals.session_problems({"maxSessionDuration": seconds})] == ["maxSessionDuration"]


@pytest.mark.parametrize("inputs", [{"name": "no spaces"}, {"name": "x" * 65}, {"path": "daypass"}])
def test_a_name_or_path_outside_its_pattern_is_refused_at_preview(inputs: dict[str, str]) -> None:
    assert [name for name, _ in refusals.name_problems(inputs, 64)] == list(inputs)


def test_what_is_not_known_yet_is_refused_by_nobody() -> None:
    unknown = dict.fromkeys(("maxSessionDuration", "name", "assumeRolePolicy"), UNKNOWN)
    assert list(refusals.session_problems(unknown)) == []
    assert list(refusals.name_problems(unknown, 64)) == []
    assert list(refusals.json_problems(unknown, "assumeRolePolicy")) == []
