"""Whoever takes the permissions boundary off a role that they become has all that it was given."""

from typing import Any

import pytest
from tests.support.becoming import FUNCTION, allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BOUNDARY = f"{ARN}policy/held"
SECRET = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????")
BECOMES = allow("sts:AssumeRole", f"{ARN}role/runner")
TAKES_OFF = allow("iam:DeleteRolePermissionsBoundary", f"{ARN}role/runner")
PUTS = allow("iam:PutRolePermissionsBoundary", f"{ARN}role/runner")


def judged(*given: dict[str, Any], held: dict[str, Any] | None = None, more: tuple[Resource, ...] = ()) -> Answer:
    """Of a workload that may do this, beside a role that its boundary keeps from a secret."""
    boundary = aws("iam/policy", "held", name="held", arn=BOUNDARY, policy=document(held or allow("s3:GetObject")))
    runner = role("runner", f"{ARN}role/a", permissionsBoundary=BOUNDARY), may("runner", SECRET, allow("s3:GetObject"))
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *given), boundary, *runner, *more)


@pytest.mark.parametrize(
    "lifts", [TAKES_OFF, PUTS, allow("iam:CreatePolicyVersion", BOUNDARY)], ids=["off", "another", "rewritten"]
)
def test_a_role_without_its_boundary_may_what_it_was_given(lifts: dict[str, Any]) -> None:
    (problem,) = judged(BECOMES, lifts).problems
    assert "role 'a' leads to role 'runner', which may secretsmanager:GetSecretValue on" in problem.message
    assert " without its permissions boundary, as it may not itself: role 'a' may " in problem.message
    assert ", then role 'a' may assume role 'runner'" in problem.message
    assert problem.advisory


@pytest.mark.parametrize(
    "given",
    [
        [BECOMES],
        [BECOMES, TAKES_OFF, deny("iam:DeleteRolePermissionsBoundary")],
        [BECOMES, allow("iam:DeleteRolePermissionsBoundary", f"{ARN}role/other")],
        [BECOMES, {**PUTS, "Condition": {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}}],
        [BECOMES, TAKES_OFF, SECRET],
    ],
    ids=["assumes", "denied", "of another", "the same one", "has it"],
)
def test_who_cannot_lift_it_or_has_as_much_passes(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


def test_so_it_may_by_what_runs_as_it_and_takes_other_code() -> None:
    stays = role("runner", permissionsBoundary=BOUNDARY), may("runner", SECRET), function("fn", "runner")
    boundary = aws("iam/policy", "held", name="held", arn=BOUNDARY, policy=document(allow("s3:GetObject")))
    for does, is_told in (("lambda:UpdateFunctionCode", True), ("lambda:InvokeFunction", False)):
        given = may("a", TAKES_OFF, allow(does, FUNCTION))
        answer = judge_stack(no_path_to_more_rights, role("a"), given, boundary, *stays)
        assert [" without its permissions boundary" in one for one in messages(answer)] == [True] * is_told


def test_a_role_that_nobody_becomes_gives_nothing() -> None:
    stays = role("runner", "ecs-tasks.amazonaws.com", permissionsBoundary=BOUNDARY), may("runner", SECRET)
    boundary = aws("iam/policy", "held", name="held", arn=BOUNDARY, policy=document(allow("s3:GetObject")))
    assert passes(judge_stack(no_path_to_more_rights, role("a"), may("a", TAKES_OFF), boundary, *stays))


def test_what_the_boundary_leaves_is_no_gain_of_lifting_it() -> None:
    assert passes(judged(BECOMES, TAKES_OFF, held=allow(["s3:GetObject", "secretsmanager:*"])))


def test_of_people_what_is_secret_counts() -> None:
    desk = f"{ARN}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Desk_0011223344556677"
    boundary = aws("iam/policy", "held", name="held", arn=BOUNDARY, policy=document(allow("s3:GetObject")))
    runner = role("runner", f"{ARN}role/desk", permissionsBoundary=BOUNDARY)
    stack = role("desk", desk), may("desk", BECOMES, TAKES_OFF), boundary, runner
    stores = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/refunds")
    assert "without its permissions boundary" in only(
        judge_stack(no_path_to_more_rights, *stack, may("runner", SECRET))
    )
    assert passes(judge_stack(no_path_to_more_rights, *stack, may("runner", stores)))
