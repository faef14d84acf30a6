"""Whoever puts the events that say what a task runs has its role, unless these are its own by their source."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
BUS = f"arn:aws:events:{HERE}:event-bus/platform"
TASK = f"arn:aws:ecs:{HERE}:task-definition/runner:3"
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:db-??????")


def is_told(
    condition: dict[str, Any] | None, pattern: dict[str, Any] | None = None, *, called: str = "ops-desk"
) -> bool:
    """Whether this role, which puts events under this condition, leads to role 'ops-runner' of the task they start."""
    container = {"name": "main", "image": "public.ecr.aws/x/y:1"}
    taken = {"source": ["acme.desk"]} if pattern is None else pattern
    transformed = {"inputPaths": {"cmd": "$.detail.command"}, "inputTemplate": OVERRIDES}
    target = {"eventBusName": "platform", "arn": f"arn:aws:ecs:{HERE}:cluster/c", "roleArn": f"{ARN}role/starts"}
    puts = allow("events:PutEvents", BUS, **({"Condition": condition} if condition else {}))
    found = judge_stack(
        no_path_to_more_rights,
        *(role(called), may(called, puts)),
        *(
            role("ops-runner", "ecs-tasks.amazonaws.com"),
            may("ops-runner", READS),
            role("starts", "events.amazonaws.com"),
        ),
        may("starts", allow("ecs:RunTask", TASK), allow("iam:PassRole", f"{ARN}role/ops-runner")),
        aws(
            "ecs/taskDefinition",
            "t",
            family="runner",
            arn=TASK,
            taskRoleArn=f"{ARN}role/ops-runner",
            containerDefinitions=json.dumps([container]),
        ),
        aws("cloudwatch/eventBus", "platform", name="platform", arn=BUS),
        aws("cloudwatch/eventRule", "run", name="run", eventBusName="platform", eventPattern=json.dumps(taken)),
        aws(
            "cloudwatch/eventTarget",
            "run",
            rule="run",
            **target,
            ecsTarget={"taskDefinitionArn": TASK},
            inputTransformer=transformed,
        ),
    )
    return any(f"role '{called}' leads to role 'ops-runner'" in one for one in messages(found))


OVERRIDES = '{"containerOverrides": [{"name": "main", "command": <cmd>}]}'


def test_whoever_puts_any_event_does() -> None:
    assert is_told(None)
    assert is_told(None, {"detail-type": ["RunApproved"]})


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"StringEquals": {"events:source": "acme.desk"}}, False),
        ({"StringEquals": {"events:source": ["acme.desk", "acme.board"]}}, False),
        ({"StringLike": {"events:source": "acme.desk"}}, False),
        ({"StringLike": {"events:source": "acme.*"}}, True),
        ({"StringEqualsIfExists": {"events:source": "acme.desk"}}, True),
        ({"ForAllValues:StringEquals": {"events:source": "acme.desk"}}, True),
        ({"StringNotEquals": {"events:source": "acme.board"}}, True),
        ({"StringEquals": {"events:detail-type": "RunApproved"}}, True),
    ],
    ids=str,
)
def test_whoever_is_held_to_a_source_was_given_what_takes_it(condition: dict[str, Any], *, told: bool) -> None:
    assert is_told(condition) is told


def test_what_is_called_otherwise_has_what_it_chooses() -> None:
    assert is_told({"StringEquals": {"events:source": "acme.desk"}}, called="yard-gate")


def test_a_source_that_no_rule_takes_starts_nothing() -> None:
    assert not is_told({"StringEquals": {"events:source": "acme.board"}})
