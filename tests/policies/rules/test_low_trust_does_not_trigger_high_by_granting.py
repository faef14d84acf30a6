"""Who starts a state machine that gives whatever its input names, or to whom, decides what others may do."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:grants"
STARTS = allow("states:StartExecution", MACHINE)
CALL = "arn:aws:states:::aws-sdk:"
ATTACHES = allow("iam:AttachRolePolicy", f"{ARN}role/team/*")
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:desk-??????")
BY_INPUT = {"RoleName.$": "$.role", "PolicyArn.$": "$.policy"}


def told(call: str, parameters: Any, *rights: dict[str, Any], before: Any = None, **state: Any) -> list[str]:
    attach = {"Type": "Task", "Resource": f"{CALL}{call}", "Parameters": parameters, "End": True, **state}
    first = {"First": {**before, "Next": "Attach"}} if before else {}
    made = {"StartAt": "First" if before else "Attach", "States": {**first, "Attach": attach}}
    machine = aws(
        "sfn/stateMachine",
        "grants",
        name="grants",
        arn=MACHINE,
        roleArn=f"{ARN}role/flow",
        definition=json.dumps(made),
    )
    flow = role("flow", "states.amazonaws.com"), may("flow", *(rights or (ATTACHES,)))
    stack = role("desk-bot"), may("desk-bot", STARTS), machine, *flow
    found = messages(judge_stack(low_trust_does_not_trigger_high, *stack))
    set_off = [text for text in found if "'desk-bot' leads to" in text]
    # Whoever starts it sets off another, and may name themselves as well: each rule tells what it is about.
    assert any("'desk-bot'" in text for text in messages(judge_stack(no_path_to_more_rights, *stack))) is bool(set_off)
    return set_off


def test_what_the_input_names_is_the_starters_to_give() -> None:
    message = only(told("iam:attachRolePolicy", BY_INPUT))
    assert f"leads to role 'flow', which may iam:AttachRolePolicy on {ARN}role/team/*, as it may not itself" in message
    assert "(states-x06: states:StartExecution)" in message


def test_also_a_document_and_behind_what_passes_the_input_on() -> None:
    puts = allow("iam:PutRolePolicy", f"{ARN}role/team/*")
    document = {"RoleName": "team-a", "PolicyName": "more", "PolicyDocument.$": "$.document"}
    assert only(told("iam:putRolePolicy", document, puts))
    assert only(told("iam:attachRolePolicy", BY_INPUT, before={"Type": "Pass"}))
    attach = {"Type": "Task", "Resource": f"{CALL}iam:attachRolePolicy", "Parameters": BY_INPUT, "End": True}
    each = {"Type": "Map", "ItemProcessor": {"StartAt": "In", "States": {"In": attach}}}
    assert only(told("iam:listRoles", {}, before=each))


@pytest.mark.parametrize(
    ("call", "more", "right"),
    [
        ("iam:updateAssumeRolePolicy", {}, allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/team/*")),
        ("iam:createPolicyVersion", {"SetAsDefault": True}, allow("iam:CreatePolicyVersion", f"{ARN}policy/team/*")),
        ("iam:createPolicyVersion", {"SetAsDefault.$": "$.x"}, allow("iam:CreatePolicyVersion", f"{ARN}policy/team/*")),
    ],
)
def test_also_a_trust_and_the_next_version_of_a_policy(call: str, more: Any, right: dict[str, Any]) -> None:
    chosen = {"RoleName.$": "$.role", "PolicyArn.$": "$.policy", "PolicyDocument.$": "$.document", **more}
    assert f"which may {right['Action']} on" in only(told(call, chosen, right))
    assert told(call, {**chosen, "PolicyDocument.$": "$$.StateMachine.Name"}, right) == []
    left_out = {key: one for key, one in chosen.items() if key not in more}
    assert bool(told(call, left_out, right)) is (not more)


@pytest.mark.parametrize(
    ("call", "parameters", "right"),
    [
        ("ssoadmin:createAccountAssignment", {"PrincipalId.$": "$.who", "PermissionSetArn": "arn"}, "sso:Create*"),
        ("ssoadmin:createAccountAssignment", {"PrincipalId": "g", "PermissionSetArn.$": "$.set"}, "sso:Create*"),
        ("identitystore:createGroupMembership", {"MemberId": {"UserId.$": "$.who"}, "GroupId": "g"}, "identitystore:*"),
        ("iam:addUserToGroup", {"UserName.$": "$.who", "GroupName": "admins"}, "iam:AddUserToGroup"),
    ],
)
def test_also_what_it_gives_to_whomever_the_input_names(call: str, parameters: Any, right: str) -> None:
    assert "leads to role 'flow', which" in only(told(call, parameters, allow(right, "*")))
    assert told(call, _written(parameters), allow(right, "*")) == []


def _written(parameters: dict[str, Any]) -> dict[str, Any]:
    """The same with nothing taken from the input."""
    inside = {key: _written(one) if isinstance(one, dict) else "x" for key, one in parameters.items()}
    return {key.removesuffix(".$"): one for key, one in inside.items()}


def test_nothing_else_of_the_role_follows() -> None:
    assert "iam:AttachRolePolicy" in only(told("iam:attachRolePolicy", BY_INPUT, READS, ATTACHES))
    assert told("iam:attachRolePolicy", BY_INPUT, READS) == []


@pytest.mark.parametrize(
    ("call", "parameters", "state"),
    [
        ("iam:attachRolePolicy", {"RoleName.$": "$.role", "PolicyArn": f"{ARN}policy/view"}, {}),
        ("iam:detachRolePolicy", BY_INPUT, {}),
        ("iam:listAttachedRolePolicies", BY_INPUT, {}),
        ("iam:attachRolePolicy", BY_INPUT, {"Credentials": {"RoleArn": f"{ARN}role/other"}}),
        (
            "iam:attachRolePolicy",
            BY_INPUT,
            {
                "before": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.policy", "StringEquals": "view", "Next": "Attach"}],
                }
            },
        ),
        (
            "iam:attachRolePolicy",
            BY_INPUT,
            {"before": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}},
        ),
    ],
    ids=["written", "takes away", "reads", "as another", "chosen", "asked"],
)
def test_what_is_written_down_or_looked_at_before_passes(call: str, parameters: Any, state: dict[str, Any]) -> None:
    assert told(call, parameters, **state) == []
