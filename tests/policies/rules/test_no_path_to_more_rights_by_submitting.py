"""Who submits a job that is another's to submit has it run another command."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

JOB = f"arn:aws:batch:eu-west-1:{ACCOUNT}:job-definition/ledger-audit"
LEDGER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/links"
SUBMITS = allow("batch:SubmitJob", f"{JOB}*")
READS = allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:links")
IMAGE = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/audit:1"
PYTHON = ("python3", "audit.py")


def job(*command: str) -> Resource:
    container = {"image": IMAGE, "jobRoleArn": f"{ARN}role/ledger-audit", "command": list(command)}
    return aws("batch/jobDefinition", "ledger-audit", name="ledger-audit", arn=JOB, containerProperties=container)


def judged(
    *given: dict[str, Any], of: Resource | None = None, by: str = "charts", desk: str = "audit-desk", class_: str = ""
) -> Answer:
    tags = {"daypass:class": class_} if class_ else {}
    others = (role(desk), may(desk, SUBMITS)) if desk else ()
    ledger = role("ledger-audit", "ecs-tasks.amazonaws.com"), may("ledger-audit", READS)
    return judge_stack(
        no_path_to_more_rights, role(by, tags=tags), may(by, *given), *others, *ledger, of or job(*PYTHON)
    )


@pytest.mark.parametrize("command", [PYTHON, ("/bin/sh", "-c", "run"), ("node", "main.js")])
def test_a_job_that_names_its_interpreter_runs_another_command_for_whom_it_is_not(command: tuple[str, ...]) -> None:
    message = only(judged(SUBMITS, of=job(*command)))
    assert "role 'charts' leads to role 'ledger-audit', which may secretsmanager:GetSecretValue" in message
    assert "batch:SubmitJob" in message


def test_so_does_one_of_the_native_provider() -> None:
    container = {"image": IMAGE, "jobRoleArn": f"{ARN}role/ledger-audit", "command": [*PYTHON]}
    inputs = {"jobDefinitionName": "ledger-audit", "jobDefinitionArn": JOB, "containerProperties": container}
    assert "ledger-audit" in only(judged(SUBMITS, of=native("batch:JobDefinition", "ledger-audit", **inputs)))


@pytest.mark.parametrize("command", [(), ("--month", "12"), ("audit", "python"), ("pythonic",)])
def test_what_is_given_to_a_program_of_its_own_are_arguments(command: tuple[str, ...]) -> None:
    assert passes(judged(SUBMITS, of=job(*command)))


def test_who_alone_submits_it_was_given_it() -> None:
    assert passes(judged(SUBMITS, desk=""))
    assert passes(judged(SUBMITS, desk="planning"))


def test_who_is_called_like_the_job_submits_its_own() -> None:
    assert passes(judged(SUBMITS, by="ledger-charts"))


@pytest.mark.parametrize(
    "given",
    [
        (allow("batch:SubmitJob", JOB.replace("ledger-audit", "charts")),),
        (SUBMITS, deny("batch:SubmitJob", f"{JOB}*")),
        (SUBMITS, READS),
        (allow("batch:DescribeJobs"),),
    ],
    ids=["its own job", "denied", "reads it anyhow", "submits nothing"],
)
def test_who_may_not_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_a_pipeline_is_there_for_the_jobs_of_others() -> None:
    assert passes(judged(SUBMITS, class_="pipeline"))
