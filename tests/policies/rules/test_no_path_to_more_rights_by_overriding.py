"""Who starts a task says what it runs, and as which of the roles that they pass."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ECS = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:"
LEDGER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"
PYTHON = ["python", "migrate.py"]
BOTH = ("statement-render", "ledger-migrate")
READS, CHANGES = allow("dynamodb:Query", LEDGER), allow(["dynamodb:Scan", "dynamodb:PutItem"], LEDGER)


def task(family: str, command: list[str], **container: Any) -> Resource:
    one = {"name": family, "image": f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/tools:1", "command": command}
    said = {"family": family, "taskRoleArn": f"{ARN}role/{family}"}
    return aws("ecs/taskDefinition", family, **said, containerDefinitions=[{**one, **container}])


def judged(
    *tasks: Resource,
    runs: tuple[str, ...] = BOTH,
    passed: tuple[str, ...] = BOTH,
    own: tuple[dict[str, Any], ...] = (READS,),
    others: tuple[dict[str, Any], ...] = (CHANGES,),
    by: str = "statement-requester",
) -> Answer:
    starts = allow("ecs:RunTask", [f"{ECS}task-definition/{one}:*" for one in runs])
    passes_them = allow("iam:PassRole", [f"{ARN}role/{one}" for one in passed])
    made = tasks or (task("statement-render", ["python", "render.py"]), task("ledger-migrate", PYTHON))
    render = role("statement-render", "ecs-tasks.amazonaws.com"), may("statement-render", *own)
    migrate = role("ledger-migrate", "ecs-tasks.amazonaws.com"), may("ledger-migrate", *others)
    return judge_stack(no_path_to_more_rights, role(by), may(by, starts, passes_them), *render, *migrate, *made)


def test_who_is_there_for_what_reads_runs_a_command_as_the_role_that_changes_it() -> None:
    message = only(messages(judged()))
    assert message.startswith("role 'statement-requester' leads to role 'ledger-migrate', which may dynamodb:PutItem")
    assert "(ecs-008)" in message


def test_the_role_is_named_with_the_start_whichever_task_that_is_of() -> None:
    assert messages(judged(runs=("statement-render",)))


@pytest.mark.parametrize(
    "of",
    [
        task("ledger-migrate", [], image="python:3.12"),
        task("ledger-migrate", ["migrate.py"], entryPoint=["python"]),
        task("ledger-migrate", ["run"], entryPoint=["/bin/sh", "-c"]),
        native("ecs:TaskDefinition", "t", family="ledger-migrate", containerDefinitions=[{"command": PYTHON}]),
    ],
    ids=["official image", "entry point is an interpreter", "entry point is a shell", "native"],
)
def test_a_task_whose_command_is_what_is_run_runs_any(of: Resource) -> None:
    assert messages(judged(of))


@pytest.mark.parametrize(
    "of",
    [
        task("ledger-migrate", ["--all"]),
        task("ledger-migrate", []),
        task("ledger-migrate", PYTHON, entryPoint=["/app/migrate"]),
        task("ledger-migrate", ["--all"], entryPoint=["python", "migrate.py"]),
        task("invoices", PYTHON),
    ],
    ids=["arguments", "nothing", "program before it", "script before it", "not theirs to start"],
)
def test_what_is_given_to_a_program_of_its_own_are_arguments(of: Resource) -> None:
    assert passes(judged(of))


@pytest.mark.parametrize(
    "given",
    [
        {"by": "nightly-starter"},
        {"by": "ledger-requester"},
        {"passed": ("statement-render",)},
        {"own": (CHANGES,)},
        {"own": (allow("s3:GetObject", "arn:aws:s3:::pages/*"),)},
        {"others": (READS,)},
    ],
    ids=[
        "none is its own",
        "is called like it",
        "does not pass it",
        "changes it too",
        "reads other things",
        "only reads",
    ],
)
def test_who_starts_all_alike_or_gains_nothing_over_its_own_passes(given: dict[str, Any]) -> None:
    assert passes(judged(**given))
