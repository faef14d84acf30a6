"""Who enters before anybody has looked may stand in the names of an environment or a branch alone."""

from time import monotonic
from typing import Any

import pytest
from tests.support.becoming import allow, from_github, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

WRITES = allow("s3:PutObject", "arn:aws:s3:::b/*")


def told(*subjects: str) -> list[str]:
    entered = role("a", *map(from_github, subjects))
    return messages(judge_stack(low_trust_does_not_trigger_high, entered, role("b", f"{ARN}role/a"), may("b", WRITES)))


@pytest.mark.parametrize("environment", ["checks", "pr", "pull-request", "preview", "Payout-Previews", "infra_plan"])
def test_an_environment_that_is_called_so_lets_in_what_is_proposed(environment: str) -> None:
    (message,) = told(f"repo:acme/app:environment:{environment}")
    said = "role 'a', which by the name of its environment every pull request enters, leads to role 'b'"
    assert message.startswith(said)


@pytest.mark.parametrize("branch", ["develop", "integration", "feature/refunds"])
def test_a_branch_of_work_brings_what_is_not_released(branch: str) -> None:
    (message,) = told(f"repo:acme/app:ref:refs/heads/{branch}")
    assert message.startswith("role 'a', which by the name of its branch what is not released yet enters, leads to")


@pytest.mark.parametrize(
    "subjects",
    [
        ["repo:acme/app:environment:production"],
        ["repo:acme/app:environment:staging"],
        ["repo:acme/app:environment:checks-approved"],
        ["repo:acme/app:environment:expression"],
        ["repo:acme/app:environment:checks", "repo:acme/app:environment:production"],
        ["repo:acme/app:environment:checks", "repo:acme/app:ref:refs/heads/main"],
        ["repo:acme/app-contrib:ref:refs/heads/main"],
        ["repo:acme/app:ref:refs/heads/develop", "repo:acme/app:environment:production"],
    ],
)
def test_other_names_say_nothing(subjects: list[str]) -> None:
    assert not told(*subjects)


def test_what_changes_nothing_passes() -> None:
    entered = role("a", from_github("repo:acme/app:environment:checks"))
    reads = may("b", allow("s3:GetObject", "arn:aws:s3:::b/*"))
    assert passes(judge_stack(low_trust_does_not_trigger_high, entered, role("b", f"{ARN}role/a"), reads))
    assert only(judge_stack(low_trust_does_not_trigger_high, entered, role("b", f"{ARN}role/a"), may("b", WRITES)))


def of_machines(name: str, service: str = "ec2.amazonaws.com", **inputs: Any) -> list[str]:
    """What is told of a role of machines that may assume one which changes something."""
    return messages(judged(name, service, **inputs))


def judged(name: str, service: str = "ec2.amazonaws.com", gives: Any = WRITES, **inputs: Any) -> Answer:
    """What is answered of it."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    given = may(name, allow("sts:AssumeRole", f"{ARN}role/b"))
    there = role("b", f"{ARN}role/{name}")
    made = role(name, trust, **inputs)
    return judge_stack(low_trust_does_not_trigger_high, made, given, there, may("b", gives))


@pytest.mark.parametrize(
    "name",
    [
        *("pr-runner", "pull-request-ci-runners", "runner-for-forks", "merge-request-agent", "mr-runner"),
        *("PRRunnerRole", "pullRequestRunner", "pr-self-hosted-runner", "ci_pr_runner"),
    ],
)
@pytest.mark.parametrize("service", ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"])
def test_machines_that_run_what_is_proposed_say_so_by_their_name(name: str, service: str) -> None:
    (message,) = of_machines(name, service)
    assert message.startswith(f"role '{name}', which by its name every pull request enters, leads to role 'b'")


@pytest.mark.parametrize("name", ["runner", "release-runner", "express-runner", "pr-bot", "spr-runner"])
def test_other_machines_do_not(name: str) -> None:
    assert not of_machines(name)


@pytest.mark.parametrize(
    "text",
    [
        "Runs jobs of pull requests",
        "Self-hosted runners for pull requests of all repositories",
        "Executes the CI jobs from forked pull requests",
        "Builds and tests every pull request",
        "Builds preview images of open pull requests",
        "Checks the code of merge requests",
        "Builds pull requests for the shop",
        "Runs merge requests' code",
        "Hosts previews of merge requests",
        "Runs GitHub Actions workflows for merge requests.",
    ],
)
@pytest.mark.parametrize("service", ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com"])
def test_what_they_are_said_to_be_for_says_it_too(text: str, service: str) -> None:
    for inputs in ({"description": text}, {"tags": {"team:purpose": text}}):
        (message,) = of_machines("ci-fleet", service, **inputs)
        assert message.startswith("role 'ci-fleet', which by its purpose every pull request enters, leads to role 'b'")


@pytest.mark.parametrize(
    "text",
    [
        "Runs jobs of approved pull requests",
        "Runs jobs of pull requests once a maintainer has labelled them",
        "Runs jobs of pull requests after review",
        "Comments on pull requests",
        "Runs the bot that comments on pull requests",
        "Runs jobs of main, never of pull requests",
        "Runs batch jobs",
        "Bot that checks pull requests for a changelog entry",
        "Checks merge requests for a ticket number",
        "Dashboard that hosts previews of merge requests' statistics",
        "Runs reports of merge requests\u2019 titles",
        "Tests pull requests for a signed-off line",
        "Checks merge requests",
    ],
)
def test_what_is_said_of_other_work_does_not(text: Any) -> None:
    assert passes(judged("ci-fleet", description=text))
    assert passes(judged("ci-fleet", tags={"daypass:purpose": text}))


READS = allow("s3:ListBucket", "arn:aws:s3:::b")


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"description": UNKNOWN}, "description"),
        ({"tags": {"daypass:purpose": UNKNOWN}}, "tags.daypass:purpose"),
        ({"tags": {"team:Description": UNKNOWN}}, "tags.team:Description"),
        ({"tags": UNKNOWN}, "tags"),
    ],
)
@pytest.mark.parametrize("service", ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com"])
def test_a_purpose_that_is_not_known_yet_may_say_it(inputs: Any, path: str, service: str) -> None:
    answer = judged("ci-fleet", service, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], [path])
    assert passes(judged("ci-fleet", service, READS, **inputs))  # nothing is taken that anybody minds
    assert messages(judged("pr-runner", service, **inputs))  # the name says it


def test_other_things_that_are_not_known_yet_say_no_purpose() -> None:
    assert passes(judged("ci-fleet", tags={"cluster": UNKNOWN, "Name": UNKNOWN}))
    assert passes(judged("ci-fleet", "lambda.amazonaws.com", description=UNKNOWN))
    assert of_machines("ci-fleet", tags={"cluster": UNKNOWN, "note": "Runs jobs of pull requests"})


def test_hostile_purposes_are_read_in_linear_time() -> None:
    text = "previews" + " previews" * 6000 + " all" * 6000
    started = monotonic()
    assert not of_machines("ci-fleet", description=text)
    assert monotonic() - started < 5  # 64 s with 600 words, when each of them was tried behind each
