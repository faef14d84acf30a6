"""Whoever submits a job gives it its command: of an image that is a tool that is all that the job does."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:ledger-??????"
JOBS = f"arn:aws:batch:eu-west-1:{ACCOUNT}:job-definition/ledger:*"
OWN = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/ledger:7"


def job(image: Any) -> Resource:
    container = {"image": image, "command": ["s3", "ls"], "jobRoleArn": f"{ARN}role/ledger"}
    properties = UNKNOWN if image is UNKNOWN else json.dumps(container)
    return aws("batch/jobDefinition", "ledger", name="ledger", type="container", containerProperties=properties)


def judged(made: Resource, *, name: str = "reports", class_: str = "service") -> Answer:
    holder = role(name, tags={"daypass:class": class_}), may(name, allow("batch:SubmitJob", JOBS))
    ledger = role("ledger", "ecs-tasks.amazonaws.com"), may("ledger", allow("secretsmanager:GetSecretValue", SECRET))
    return judge_stack(no_path_to_more_rights, *holder, *ledger, made)


@pytest.mark.parametrize(
    "image",
    [
        "public.ecr.aws/aws-cli/aws-cli:2.31.0",
        *("amazon/aws-cli", "docker.io/amazon/aws-cli:latest", "public.ecr.aws/amazonlinux/amazonlinux:2023"),
        *("python:3.13-slim", "docker.io/library/alpine", "public.ecr.aws/docker/library/bash:5"),
        f"ubuntu@sha256:{'0a' * 32}",
    ],
)
def test_a_tool_does_what_whoever_submits_the_job_says(image: str) -> None:
    (message,) = messages(judged(job(image)))
    assert message.startswith("role 'reports' leads to role 'ledger', which may secretsmanager:GetSecretValue")
    native_job = native(
        "batch:JobDefinition",
        "ledger",
        jobDefinitionName="ledger",
        containerProperties={"image": image, "jobRoleArn": f"{ARN}role/ledger"},
    )
    assert messages(judged(native_job)) == [message]


@pytest.mark.parametrize(
    "image",
    [
        OWN,
        *("ghcr.io/acme/ledger:7", "public.ecr.aws/acme/aws-cli", "evil.example/library/alpine", "acme/python:3"),
        *("aws-cli/aws-cli", "docker.io/aws-cli/aws-cli", "public.ecr.aws/amazon/aws-cli"),
        *("", None, 7, [], {}, UNKNOWN),
    ],
)
def test_a_program_of_ones_own_takes_arguments(image: Any) -> None:
    assert passes(judged(job(image)))


@pytest.mark.parametrize("service", ["states.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com"])
def test_a_service_submits_what_a_definition_says(service: str) -> None:
    nightly = role("reports", service), may("reports", allow("batch:SubmitJob", JOBS))
    ledger = role("ledger", "ecs-tasks.amazonaws.com"), may("ledger", allow("secretsmanager:GetSecretValue", SECRET))
    assert passes(judge_stack(no_path_to_more_rights, *nightly, *ledger, job("amazon/aws-cli")))


def test_a_pipeline_was_given_the_job() -> None:
    assert passes(judged(job("amazon/aws-cli"), name="ledger-deploy", class_="pipeline"))
