"""Who writes the environment of a task, or the configuration of its log router, says what the task runs."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.graph.becoming.steering.task_files import files_of
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
FILE = "arn:aws:s3:::settings/env/pay.env"
CONFIGURATION = "arn:aws:s3:::settings/logs/router.conf"


def task(*containers: dict[str, Any]) -> Resource:
    return aws("ecs/taskDefinition", "t", taskRoleArn=f"{ARN}role/b", containerDefinitions=json.dumps(containers))


def environment(value: Any = FILE) -> dict[str, Any]:
    return {"name": "app", "environmentFiles": [{"type": "s3", "value": value}]}


def router(variable: str = "", **options: str) -> dict[str, Any]:
    variables = [{"name": variable, "value": CONFIGURATION}]
    return {"name": "log", "firelensConfiguration": {"type": "fluentbit", "options": options}, "environment": variables}


def told(workload: Resource, *statements: dict[str, Any]) -> list[str]:
    strong = role("b", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    return messages(judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), strong, workload))


def test_the_environment_of_a_task_is_its_writers() -> None:
    (text,) = told(task(environment()), allow("s3:PutObject", "arn:aws:s3:::settings/env/*"))
    assert "(s3-x01: s3:PutObject)" in text


def test_so_is_that_of_who_opens_the_bucket() -> None:
    (text,) = told(task(environment()), allow("s3:PutBucketPolicy", "arn:aws:s3:::settings"))
    assert "(s3-x02: s3:PutBucketPolicy)" in text


def test_who_writes_elsewhere_in_the_bucket_or_is_denied_that_file_says_nothing() -> None:
    everywhere = allow("s3:PutObject", "arn:aws:s3:::settings/*")
    assert not told(task(environment()), allow("s3:PutObject", "arn:aws:s3:::settings/reports/*"))
    assert not told(task(environment()), everywhere, deny("s3:PutObject", "arn:aws:s3:::settings/env/*"))
    assert not told(task(environment()), allow("s3:GetObject", FILE))
    assert not told(task({"name": "app", "environment": [{"name": "SETTINGS", "value": FILE}]}), everywhere)


@pytest.mark.parametrize(
    "container",
    [
        router("aws_fluent_bit_init_s3_1"),
        router("aws_fluent_bit_init_s3_filters"),
        router(**{"config-file-type": "s3", "config-file-value": CONFIGURATION}),
    ],
)
def test_the_log_router_runs_what_its_configuration_says(container: dict[str, Any]) -> None:
    workload = task({"name": "app"}, container)
    assert list(files_of(workload)) == [CONFIGURATION]
    assert told(workload, allow("s3:PutObject", "arn:aws:s3:::settings/logs/*"))


@pytest.mark.parametrize(
    "container",
    [
        router("SAMPLES"),
        router(**{"config-file-type": "file", "config-file-value": "/router.conf"}),
        {"name": "app", "environment": [{"name": "aws_fluent_bit_init_s3_1", "value": CONFIGURATION}]},
    ],
)
def test_what_is_no_configuration_of_a_router_is_not_run(container: dict[str, Any]) -> None:
    assert list(files_of(task(container))) == []


def test_a_definition_may_be_written_as_cloudformation_has_it() -> None:
    written = native(
        "ecs:TaskDefinition", "t", containerDefinitions=[environment(), router("aws_fluent_bit_init_s3_1")]
    )
    assert list(files_of(written)) == [FILE, CONFIGURATION]


@pytest.mark.parametrize("odd", [UNKNOWN, Secret(FILE), None, 7, [], {"a": 1}, "pay.env", "arn:aws:s3:::settings"])
def test_what_names_no_object_is_none(odd: Any) -> None:
    container = {"environmentFiles": [{"value": odd}], "firelensConfiguration": {"options": odd}}
    made = native("ecs:TaskDefinition", "t", containerDefinitions=[container])
    assert set(files_of(made)) <= {FILE}
    assert list(files_of(native("ecs:TaskDefinition", "t", containerDefinitions=odd))) == []


SERVICE = {"daypass:class": "service"}


def among(*others: Resource, name: str = "settings-release", on: str = "arn:aws:s3:::settings/env/*") -> list[str]:
    """What is said of who writes the environment of a task that is not strong."""
    weak, ours = role("b", "ecs-tasks.amazonaws.com", tags=SERVICE), role(name, "codebuild.amazonaws.com", tags=SERVICE)
    rights = may("b", allow("dynamodb:UpdateItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger"))
    made = (weak, rights, ours, may(name, allow("s3:PutObject", on)), task(environment()), *others)
    return messages(judge_stack(no_path_to_more_rights, *made))


def test_who_releases_the_settings_of_others_and_alone_may_write_there_does_its_work() -> None:
    assert among() == []
    assert among(name="bay-export") != []
    assert among(role("c", tags=SERVICE), may("c", allow("s3:PutObject", "arn:aws:s3:::settings/*"))) != []
