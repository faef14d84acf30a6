"""Who starts tasks of a definition that is named passes the role by which they are started, and gets nothing by it."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:wallet-??????")
ECS = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:"
DEFINITION = f"{ECS}task-definition/nightly:*"
STARTED = aws("ecs/taskDefinition", "nightly", family="nightly", executionRoleArn=f"{ARN}role/starter")
OF_AWS = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def judged(*made: Resource, runs: Any = (DEFINITION, f"{ECS}cluster/core"), **starter: Any) -> Answer:
    passes_it = allow("iam:PassRole", f"{ARN}role/starter")
    trigger = role("trigger", "lambda.amazonaws.com"), may("trigger", allow("ecs:RunTask", list(runs)), passes_it)
    starts = role("starter", "ecs-tasks.amazonaws.com", **starter), may("starter", READS)
    return judge_stack(no_path_to_more_rights, *trigger, *starts, *made)


def test_the_role_by_which_the_named_task_is_started_passes() -> None:
    assert passes(judged(STARTED))
    assert passes(judged(managedPolicyArns=[OF_AWS]))


@pytest.mark.parametrize("runs", [("*",), (DEFINITION, f"{ECS}task-definition/*"), (f"{ECS}task-definition/night*",)])
def test_of_whoever_starts_any_task_it_counts(runs: tuple[str, ...]) -> None:
    assert "leads to role 'starter'" in messages(judged(STARTED, runs=runs))[0]
    assert messages(judged(managedPolicyArns=[OF_AWS], runs=runs))


def test_whoever_names_only_what_they_may_not_start_starts_any_other() -> None:
    passed = allow("iam:PassRole", f"{ARN}role/starter")
    runs = {"Effect": "Allow", "Action": "ecs:RunTask", "NotResource": DEFINITION}
    trigger = role("trigger", "lambda.amazonaws.com"), may("trigger", runs, passed)
    starts = role("starter", "ecs-tasks.amazonaws.com"), may("starter", READS)
    assert messages(judge_stack(no_path_to_more_rights, *trigger, *starts, STARTED))


def test_a_role_that_is_the_task_s_own_or_another_s_counts() -> None:
    assert messages(judged(aws("ecs/taskDefinition", "nightly", family="nightly", taskRoleArn=f"{ARN}role/starter")))
    assert messages(judged(aws("ecs/taskDefinition", "other", family="other", executionRoleArn=f"{ARN}role/starter")))
    assert messages(judged())
