"""Guests of an identity pool whom a trust names are told, unless they only see a map or are counted."""

from typing import Any

import pytest
from tests.support.becoming import allow, may
from tests.support.grants import ARN
from tests.support.roles import judged, problems, role, statement
from tests.support.rules import judge_stack, only

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.trust_names_no_guests import trust_names_no_guests as rule

HOST = "cognito-identity.amazonaws.com"
POOL = "eu-central-1:1f0c2b7e-8d11-4d0b-9a3c-3c5b8a7e6d01"


def of_pool(amr: Any = "unauthenticated", operator: str = "ForAnyValue:StringLike", **asked: Any) -> dict[str, Any]:
    conditions = {"StringEquals": {f"{HOST}:aud": POOL, **asked}, operator: {f"{HOST}:amr": amr}}
    return statement({"Federated": HOST}, "sts:AssumeRoleWithWebIdentity", **conditions)


@pytest.mark.parametrize(
    ("operator", "amr"),
    [
        ("ForAnyValue:StringLike", "unauthenticated"),
        ("ForAnyValue:StringEquals", ["unauthenticated"]),
        ("ForAnyValue:StringEqualsIgnoreCase", "Unauthenticated"),
    ],
)
def test_guests_are_told(operator: str, amr: Any) -> None:
    found = only(judge_stack(rule, role(of_pool(amr, operator))))
    assert found == "role 'deploy' lets in guests of an identity pool, who are anyone at all"


@pytest.mark.parametrize(
    "trust",
    [
        of_pool("authenticated"),
        of_pool("*"),  # lets in guests besides others: trust-pins-subject
        of_pool(["authenticated", "unauthenticated"]),
        of_pool(**{f"{HOST}:sub": f"{POOL[:-1]}2"}),
        statement({"Service": "lambda.amazonaws.com"}),
    ],
)
def test_others_are_not(trust: dict[str, Any]) -> None:
    assert not judge_stack(rule, role(trust)).problems


@pytest.mark.parametrize("actions", ["rum:PutRumEvents", ["geo:GetMap*"], ["geo-maps:GetTile", "rum:PutRumEvents"]])
def test_guests_who_are_counted_or_see_a_map_are_told_in_strict_alone(actions: Any) -> None:
    visitor, rights = role(of_pool(), name="deploy", arn=f"{ARN}role/deploy"), may("deploy", allow(actions))
    assert not judge_stack(rule, visitor, rights).problems
    (told,) = judge_stack(rule, visitor, rights, profile="strict").problems
    assert (told.severity, told.advisory) == ("low", True)
    more = may("deploy", allow(["rum:PutRumEvents", "s3:PutObject"]))
    (told,) = judge_stack(rule, visitor, more).problems
    assert (told.severity, told.advisory) == (None, False)


def test_a_secret_trust_is_told_without_its_words() -> None:
    text = role(of_pool()).inputs.raw["assumeRolePolicy"]
    (told,), (hushed,) = (
        problems(rule, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=trust))
        for trust in (text, Secret(text))
    )
    assert told.mended
    assert "amr" not in f"{hushed.message} {hushed.key} {hushed.mended} {hushed.witness}"


def test_an_unknown_trust_is_undecided() -> None:
    _, unknown = judged(rule, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=UNKNOWN))
    assert unknown == ["assumeRolePolicy"]
