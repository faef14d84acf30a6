"""Who reads where a token of a state machine is kept until somebody agrees answers it as well as who is there to."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"eu-west-1:{ACCOUNT}"
PENDING, OTHER = (f"arn:aws:dynamodb:{HERE}:table/{name}" for name in ("pending", "other"))
MACHINE = f"arn:aws:states:{HERE}:stateMachine:access"
ASK = f"arn:aws:lambda:{HERE}:function:ask-approver"
STARTS, ANSWERS = allow("states:StartExecution", MACHINE), allow("states:SendTaskSuccess", MACHINE)
READS = allow(["dynamodb:GetItem", "dynamodb:Query"], PENDING)
WRITES = allow("dynamodb:PutItem", PENDING)
ATTACHES = allow("iam:AttachRolePolicy", f"{ARN}role/support/*")
DEFINITION = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": ASK, "Payload": {"token.$": "$$.Task.Token"}},
            "Next": "Apply",
        },
        "Apply": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:iam:attachRolePolicy", "End": True},
    },
}


def machine(writes: dict[str, Any] = WRITES) -> tuple[Resource, ...]:
    """It waits for an approval that a function asks for, which keeps the token in a table."""
    said = {"name": "access", "arn": MACHINE, "roleArn": f"{ARN}role/flow", "definition": json.dumps(DEFINITION)}
    asks = role("ask-approver"), may("ask-approver", writes), function("ask-approver", "ask-approver", arn=ASK)
    return *asks, role("flow", "states.amazonaws.com"), may("flow", ATTACHES), aws("sfn/stateMachine", "access", **said)


def judged(*given: dict[str, Any], by: str = "form", writes: dict[str, Any] = WRITES) -> Answer:
    desk = role("approver-desk"), may("approver-desk", READS, ANSWERS)
    return judge_stack(low_trust_does_not_trigger_high, role(by), may(by, *given), *desk, *machine(writes))


def test_who_reads_the_token_of_what_they_start_where_it_is_kept_agrees_to_it_themselves() -> None:
    message = only(judged(STARTS, READS, ANSWERS))
    assert "role 'form' may start state machine 'access' and answer itself (states:SendTaskSuccess)" in message
    kept = "which the function that is given it may keep at"
    assert f"with the token {kept} {PENDING} (dynamodb:GetItem); the machine then acts as role 'flow'" in message


def test_so_does_who_answers_in_place_of_who_is_there_for_approvals() -> None:
    assert "role 'form' may answer" in only(judged(READS, ANSWERS))


@pytest.mark.parametrize(
    "given",
    [
        (STARTS, READS),
        (STARTS, ANSWERS),
        (STARTS, ANSWERS, allow("dynamodb:GetItem", OTHER)),
        (STARTS, ANSWERS, READS, deny("dynamodb:*", PENDING)),
        (STARTS, ANSWERS, WRITES),
        (STARTS, ANSWERS, READS, ATTACHES),
    ],
    ids=["does not answer", "reads nothing", "reads another", "is denied that", "only writes", "may do it itself"],
)
def test_who_does_not_get_at_it_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_who_is_there_for_approvals_passes() -> None:
    assert passes(judged(READS, ANSWERS, by="approver-night-shift"))


def test_a_token_that_nobody_keeps_there_is_not_read_there() -> None:
    assert passes(judged(STARTS, READS, ANSWERS, writes=allow("dynamodb:PutItem", OTHER)))
