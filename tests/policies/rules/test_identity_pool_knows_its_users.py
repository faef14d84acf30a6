"""A pool for guests is told, and one in which callers choose their role; a pool for users who sign in is not."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import lets_in, role
from tests.support.grants import ARN, aws, depending, new
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.identity_pool_knows_its_users import identity_pool_knows_its_users

TYPES = ["aws:cognito/identityPool:IdentityPool", "aws-native:cognito:IdentityPool"]


def judged(type_: str = TYPES[0], **inputs: Any) -> Answer:
    return judge_stack(identity_pool_knows_its_users, Resource.of(type_, "visitors", **inputs))


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("says", [True, "true", Secret(True)])
def test_guests_are_told(type_: str, says: Any) -> None:
    (problem,) = judged(type_, allowUnauthenticatedIdentities=says).problems
    assert problem.message == "identity pool 'visitors' gives sessions to guests, who are anyone at all"
    assert (problem.at, problem.key, problem.severity) == ("allowUnauthenticatedIdentities", "guests", None)


@pytest.mark.parametrize("type_", TYPES)
def test_the_classic_flow_is_told_as_less(type_: str) -> None:
    (problem,) = judged(type_, allowUnauthenticatedIdentities=False, allowClassicFlow=True).problems
    assert problem.message == "identity pool 'visitors' lets callers choose their role by the classic flow"
    assert problem.severity == "low"


def test_both_are_told_apart() -> None:
    found = judged(allowUnauthenticatedIdentities=True, allowClassicFlow=True)
    assert [problem.key for problem in found.problems] == ["guests", "classic flow"]


@pytest.mark.parametrize("says", [False, None, "false", ""])
def test_a_pool_whose_users_sign_in_passes(says: Any) -> None:
    provider = {"clientId": "abc", "providerName": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x"}
    pool: dict[str, Any] = {"allowUnauthenticatedIdentities": says, "allowClassicFlow": says}
    assert passes(judged(cognitoIdentityProviders=[provider], **pool))
    assert passes(judged(cognitoIdentityProviders=[provider]))


@pytest.mark.parametrize("says", [UNKNOWN, "maybe", 0, 1, [], {}])
def test_what_is_neither_yes_nor_no_is_undecided(says: Any) -> None:
    assert unknowns(judged(allowUnauthenticatedIdentities=says)) == ["allowUnauthenticatedIdentities"]


def test_what_is_not_known_yet_is_undecided_and_hides_nothing_beside_it() -> None:
    found = judged(allowUnauthenticatedIdentities=UNKNOWN, allowClassicFlow=True)
    assert unknowns(found) == ["allowUnauthenticatedIdentities"]
    assert messages(found) == ["identity pool 'visitors' lets callers choose their role by the classic flow"]


ENTERED = lets_in({"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity")
ID = "eu-west-1:5d2f0c1a-7b3e-4a69-8c0d-9e1f2a3b4c5d"
POOL = replace(
    aws("cognito/identityPool", "visitors", allowUnauthenticatedIdentities=True, allowClassicFlow=True), id=ID
)
READER, STAFF = role("reader", ENTERED), role("staff", ENTERED)


def attached(roles: Any, pool: Any = ID) -> Resource:
    return aws("cognito/identityPoolRoleAttachment", "roles", identityPoolId=pool, roles=roles)


def keys(*resources: Resource, **ask: Any) -> list[str]:
    found = judge_stack(identity_pool_knows_its_users, POOL, *resources, **ask)
    return [problem.key or "" for problem in found.problems]


def test_guests_who_get_no_role_get_nothing() -> None:
    assert keys(attached({"authenticated": f"{ARN}role/reader"}), READER) == []
    assert keys(attached({"authenticated": f"{ARN}role/reader", "unauthenticated": None}), READER) == []


def test_of_a_guests_role_of_the_stack_the_rule_about_its_trust_speaks() -> None:
    assert keys(attached({"unauthenticated": f"{ARN}role/reader"}), READER) == []
    assert keys(attached({"unauthenticated": f"{ARN}role/of-another-stack"})) == ["guests"]
    assert keys(depending(attached({"unauthenticated": UNKNOWN}), roles=READER), READER) == []
    assert "guests" in keys(attached({"unauthenticated": UNKNOWN}), READER)
    assert "guests" in keys(attached(UNKNOWN), READER)


def test_the_classic_flow_is_told_where_the_stack_has_a_role_that_the_pool_does_not_give() -> None:
    assert keys(attached({"authenticated": f"{ARN}role/reader"}), READER, STAFF) == ["classic flow"]


def test_a_role_whose_trust_is_not_known_yet_may_be_one_to_choose() -> None:
    later = new(STAFF, "assumeRolePolicy")
    assert keys(attached({"authenticated": f"{ARN}role/reader"}), READER, later) == ["classic flow"]
    assert keys(attached({"authenticated": f"{ARN}role/reader"}), READER, role("worker", "lambda.amazonaws.com")) == []


def test_roles_that_are_attached_to_another_pool_say_nothing() -> None:
    assert keys(attached({"authenticated": f"{ARN}role/reader"}, "eu-west-1:another"), READER) == [
        "guests",
        "classic flow",
    ]


def test_the_strict_hear_of_all_of_it() -> None:
    everything = ["guests", "classic flow"]
    assert keys(attached({"authenticated": f"{ARN}role/reader"}), READER, profile="strict") == everything
