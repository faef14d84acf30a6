"""What `guests-have-no-more-than-users` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["guests-have-no-more-than-users"]
ID = "eu-west-1:1f0c2b7e-8d11-4d0b-9a3c-3c5b8a7e6d01"
USER = "${cognito-identity.amazonaws.com:sub}"
CLUB = "arn:aws:s3:::club"
ROWS = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/visits"
OWN_FOLDER = allow(["s3:GetObject", "s3:PutObject"], f"{CLUB}/members/{USER}/*")
OWN_ROWS = allow("dynamodb:Query", ROWS, Condition={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [USER]}})
ROLES = {"authenticated": f"{ARN}role/member", "unauthenticated": f"{ARN}role/guest"}


def pool(lets_in: Any) -> Resource:
    return aws("cognito/identityPool", "club", identityPoolName="club", allowUnauthenticatedIdentities=lets_in)


def judged(
    *guests: dict[str, Any], own: tuple[dict[str, Any], ...] = (OWN_FOLDER, OWN_ROWS), by: Any = True, **roles: Any
) -> Answer:
    given = aws("cognito/identityPoolRoleAttachment", "roles", identityPoolId=ID, roles={**ROLES, **roles})
    both = role("member", _TRUST), role("guest", _TRUST), may("member", *own), may("guest", *guests)
    return judge_stack(RULE, pool(lets_in=by), given, *both)


_TRUST = lets_in({"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity")


@pytest.mark.parametrize(
    ("guest", "action"),
    [
        (allow("s3:GetObject", f"{CLUB}/members/*"), "s3:GetObject"),
        (allow("s3:GetObject", [f"{CLUB}/brochures/*", f"{CLUB}/*"]), "s3:GetObject"),
        (allow("s3:PutObject", f"{CLUB}/members/*"), "s3:PutObject"),
        (allow("dynamodb:Query", ROWS), "dynamodb:Query"),
        (allow("dynamodb:*", f"{ROWS}*"), "dynamodb:Query"),
    ],
)
def test_guests_who_may_do_to_all_what_users_may_do_to_their_own_are_told(guest: dict[str, Any], action: str) -> None:
    found = judged(guest)
    assert only(found).startswith(
        f"role 'guest', which guests of identity pool 'club' get, who are anyone at all, may {action} on what is any "
        "user's; role 'member' holds each of them to their own, by "
    )
    (problem,) = found.problems
    assert problem.advisory is False
    assert problem.on is not None
    assert problem.on.name == "guest"


@pytest.mark.parametrize(
    "guest",
    [
        allow("s3:GetObject", f"{CLUB}/brochures/*"),
        allow("s3:GetObject", f"{CLUB}/members/{USER}/*"),
        allow("s3:ListBucket", CLUB),
        allow("dynamodb:Query", f"{ROWS}-of-shops"),
        OWN_ROWS,
        allow("rum:PutRumEvents", "*"),
    ],
)
def test_what_is_for_everybody_and_what_is_a_guests_own_passes(guest: dict[str, Any]) -> None:
    assert passes(judged(guest))


def test_a_denial_keeps_guests_out() -> None:
    assert passes(judged(allow("s3:GetObject", f"{CLUB}/*"), deny("s3:*", f"{CLUB}/members/*")))


def test_what_users_may_do_to_each_others_is_no_users_own() -> None:
    reads = allow("s3:GetObject", f"{CLUB}/members/*")
    assert passes(judged(reads, own=(OWN_FOLDER, reads)))
    assert passes(judged(reads, own=(reads,)))


@pytest.mark.parametrize("says", [False, "false"])
def test_a_pool_that_lets_in_no_guests_passes(says: Any) -> None:
    assert passes(judged(allow("s3:GetObject", f"{CLUB}/*"), by=says))


def test_one_role_for_both_is_no_more_than_users_have() -> None:
    assert passes(judged(allow("s3:GetObject", f"{CLUB}/*"), unauthenticated=f"{ARN}role/member"))


def test_what_is_not_known_leaves_it_undecided() -> None:
    reads = allow("s3:GetObject", f"{CLUB}/*")
    assert unknowns(judged(reads, by=UNKNOWN)) == ["allowUnauthenticatedIdentities"]
    later = aws("iam/rolePolicy", "more", role="guest", policy=UNKNOWN)
    given = aws("cognito/identityPoolRoleAttachment", "roles", identityPoolId=ID, roles=ROLES)
    stack = pool(lets_in=True), given, role("member", _TRUST), role("guest", _TRUST), may("member", OWN_FOLDER), later
    assert unknowns(judge_stack(RULE, *stack)) == ["policy"]


def test_a_policy_that_is_marked_as_a_secret_is_not_repeated() -> None:
    own = aws("iam/rolePolicy", "own", role="member", policy=Secret(may("member", OWN_FOLDER).inputs.raw["policy"]))
    given = aws("cognito/identityPoolRoleAttachment", "roles", identityPoolId=ID, roles=ROLES)
    reads = may("guest", allow("s3:GetObject", f"{CLUB}/*"))
    answer = judge_stack(RULE, pool(lets_in=True), given, role("member", _TRUST), role("guest", _TRUST), own, reads)
    assert "may do with what is any user's" in only(answer)
    assert "GetObject" not in "".join(messages(answer))
