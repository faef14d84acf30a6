"""What `mcp-rights-are-guarded` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.agents import agent_role, runtime
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.data.destructive_actions import destructive_actions
from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules import catalog

RULE = catalog()["mcp-rights-are-guarded"]
VIA = "aws:ViaAWSMCPService"


def via(value: str = "true", operator: str = "Bool", key: str = VIA) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


@pytest.mark.parametrize("action", ["s3:DeleteObject", "s3:Delete*", "S3:*", "kms:ScheduleKeyDeletion", "*", "ec2:T*"])
def test_an_agent_that_may_destroy_is_found(action: str) -> None:
    assert len(messages(judge_stack(RULE, agent_role(), may("support", allow(action))))) == 1
    assert len(messages(judge_stack(RULE, role("support"), runtime(), may("support", allow(action))))) == 1


@pytest.mark.parametrize(
    "statements",
    [
        [allow("*"), deny("*", **via())],
        [allow("s3:*"), deny(["s3:Delete*", "s3:Put*"], **via())],
        [allow("s3:DeleteObject", **via("false"))],
        [allow("s3:DeleteObject", **via("false", "BoolIfExists"))],
        [allow("s3:DeleteObject", **via("true"))],
        [allow("s3:DeleteObject", **via("aws-mcp.amazonaws.com", "StringEquals", "aws:calledviaawsmcp"))],
        [allow("s3:*"), deny("*", **via("aws-mcp.amazonaws.com", "StringEquals", "aws:CalledViaAWSMCP"))],
        [allow("s3:*"), deny("*", **via("true", key="AWS:viaawsmcpservice"))],
        [allow(["s3:GetObject", "s3:PutObject", "dynamodb:DeleteItem", "sqs:DeleteMessage", "logs:PutLogEvents"])],
        [allow("s3:*"), deny(["s3:Delete*", "s3:PutLifecycleConfiguration"])],
    ],
    ids=repr,
)
def test_who_cannot_destroy_through_a_tool_passes(statements: list[dict[str, Any]]) -> None:
    assert passes(judge_stack(RULE, agent_role(), may("support", *statements)))


@pytest.mark.parametrize(
    "statements",
    [
        [allow("s3:*"), deny("s3:DeleteBucket", **via())],
        [allow("s3:*"), deny("*", **via("false"))],
        [allow("s3:*"), deny("dynamodb:*", **via())],
        [allow("s3:DeleteObject", **via("false")), allow("s3:DeleteObject")],
        [allow("s3:DeleteObject", Condition={"Bool": {"aws:SecureTransport": "true"}})],
    ],
    ids=repr,
)
def test_a_guard_of_something_else_is_none(statements: list[dict[str, Any]]) -> None:
    assert len(messages(judge_stack(RULE, agent_role(), may("support", *statements)))) == 1


def test_a_guard_may_stand_in_another_policy_or_in_the_boundary() -> None:
    apart = aws("iam/rolePolicy", "guard", role="support", policy=document(deny("*", **via())))
    assert passes(judge_stack(RULE, agent_role(), may("support", allow("s3:*")), apart))
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/f", policy=document(allow("*"), deny("*", **via())))
    assert passes(
        judge_stack(RULE, agent_role(permissionsBoundary=f"{ARN}policy/f"), fence, may("support", allow("*")))
    )


def test_only_agents_are_asked() -> None:
    assert passes(judge_stack(RULE, role("app"), may("app", allow("*"))))


def test_many_actions_are_counted() -> None:
    (found,) = messages(judge_stack(RULE, agent_role(), may("support", allow("*"))))
    assert f"and {len(destructive_actions()) - 3} more" in found


def test_what_is_unknown_is_undecided() -> None:
    unclear = aws("iam/rolePolicy", "p", role="support", policy=UNKNOWN)
    assert len(unknowns(judge_stack(RULE, agent_role(), unclear))) == 1
    assert unknowns(judge_stack(RULE, agent_role(tags=UNKNOWN), may("support", allow("s3:*")))) == ["tags"]
    assert passes(judge_stack(RULE, agent_role(tags=UNKNOWN), may("support", allow("s3:GetObject"))))


def test_what_a_marked_policy_says_is_not_repeated() -> None:
    marked = aws("iam/rolePolicy", "p", role="support", policy=Secret(document(allow("s3:DeleteObject"))))
    (problem,) = judge_stack(RULE, agent_role(), marked).problems
    assert "s3:DeleteObject".partition(":")[2] not in f"{problem.message} {problem.key}"
