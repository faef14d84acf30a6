"""A pool for guests is told, and one in which callers choose their role; a pool for users who sign in is not."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.identity_pool_knows_its_users import identity_pool_knows_its_users

TYPES = ["aws:cognito/identityPool:IdentityPool", "aws-native:cognito:IdentityPool"]


def judged(type_: str = TYPES[0], **inputs: Any) -> Answer:
    return judge(identity_pool_knows_its_users, Resource.of(type_, "visitors", **inputs))


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


@pytest.mark.parametrize("says", [False, None, "false", "", 0, 1, [], {}])
def test_a_pool_whose_users_sign_in_passes(says: Any) -> None:
    provider = {"clientId": "abc", "providerName": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x"}
    pool: dict[str, Any] = {"allowUnauthenticatedIdentities": says, "allowClassicFlow": says}
    assert passes(judged(cognitoIdentityProviders=[provider], **pool))
    assert passes(judged(cognitoIdentityProviders=[provider]))


def test_what_is_not_known_yet_is_undecided_and_hides_nothing_beside_it() -> None:
    found = judged(allowUnauthenticatedIdentities=UNKNOWN, allowClassicFlow=True)
    assert unknowns(found) == ["allowUnauthenticatedIdentities"]
    assert messages(found) == ["identity pool 'visitors' lets callers choose their role by the classic flow"]
