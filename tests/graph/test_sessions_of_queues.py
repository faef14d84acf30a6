"""Whoever was given a session of one render queue's role by name assumes a role; by a pattern they take any of them."""

from typing import Any

import pytest
from tests.support.becoming import allow, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, native
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

TASKS, RENDERS = "ecs-tasks.amazonaws.com", "credentials.deadline.amazonaws.com"
FARM = f"arn:aws:deadline:eu-west-1:{ACCOUNT}:farm/farm-1"
ACTION = "deadline:AssumeQueueRoleForUser"


def queue(name: str) -> tuple[Resource, ...]:
    """A queue with a role of its own, which writes and reads a secret."""
    gives = allow(["s3:PutObject", "secretsmanager:GetSecretValue"], [f"arn:aws:s3:::{name}/*", "arn:aws:sm:*"])
    made = native("deadline:Queue", name, arn=f"{FARM}/queue/{name}", roleArn=f"{ARN}role/{name}-role")
    return made, role(f"{name}-role", RENDERS), may(f"{name}-role", gives)


def told(resource: Any, *made: Resource) -> list[str]:
    every = (role("a", TASKS), may("a", allow(ACTION, resource)), *queue("comets"), *queue("tides"), *made)
    found = [*messages(judge_stack(no_path_to_more_rights, *every))]
    return [text for text in found if text.startswith("role 'a'")]


@pytest.mark.parametrize(
    "resource", [f"{FARM}/queue/comets", [f"{FARM}/queue/comets", f"{FARM}/queue/comets/job/*"]], ids=str
)
def test_a_queue_that_is_named_is_given_on_purpose(resource: Any) -> None:
    assert told(resource) == []


@pytest.mark.parametrize(
    "resource",
    ["*", f"{FARM}/*", f"{FARM}/queue/com*", [f"{FARM}/queue/comets", f"{FARM}/queue/*"]],
    ids=str,
)
def test_a_pattern_takes_the_role_of_any_queue(resource: Any) -> None:
    (message,) = told(resource)
    assert "leads to role 'comets-role', which may secretsmanager:GetSecretValue" in message
    assert f"may take a session of what render queue 'comets' runs as (deadline-x03: {ACTION})" in message


def test_a_strong_one_that_is_named_is_a_role_that_it_becomes() -> None:
    strong = role("comets-role", RENDERS, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    made = (role("a", TASKS), may("a", allow(ACTION, f"{FARM}/queue/comets")), queue("comets")[0], strong)
    assert [one for one in messages(judge_stack(no_path_to_more_rights, *made)) if "role 'a'" in one] == []
    (message,) = messages(judge_stack(role_does_not_become_stronger, *made))
    assert message.startswith("role 'a' leads to role 'comets-role', which may do everything")


def test_the_steps_say_which_it_is() -> None:
    for resource, how in ((f"{FARM}/queue/comets", "assume"), (f"{FARM}/*", "code")):
        found = inner(graph(role("a", TASKS), may("a", allow(ACTION, resource)), *queue("comets")), "a")
        assert [(edge.how, edge.target.name) for edge in found] == [(how, "comets")]


def test_who_makes_jobs_in_any_queue_runs_scripts_as_its_role_and_a_named_one_is_for_that() -> None:
    for jobs, is_told in (
        (f"{FARM}/queue/*/job/*", True),
        ("*", True),
        (f"{FARM}/queue/tides/job/*", False),
        (f"{FARM}/queue/lakes/job/*", False),
    ):
        gives = may("a", allow("deadline:CreateJob", jobs))
        tides = native("deadline:Queue", "tides", arn=f"{FARM}/queue/tides", roleArn=f"{ARN}role/tides-role")
        stores = role("tides-role", RENDERS), may("tides-role", allow("s3:PutObject", "arn:aws:s3:::tides/*"))
        found = messages(judge_stack(no_path_to_more_rights, role("a", TASKS), gives, *queue("comets"), tides, *stores))
        told_of = [text for text in found if text.startswith("role 'a'")]
        assert ["(deadline-x04: deadline:CreateJob)" in text for text in told_of] == [True] * is_told


def test_a_named_queue_that_is_called_otherwise_was_given_to_nobody() -> None:
    """Its role lets in the service alone, and says nothing of whom that hands it to."""
    for by, action, is_told in (
        ("frame-notifier", ACTION, True),
        ("frame-notifier", "deadline:Assume*", True),
        ("frame-notifier", "deadline:AssumeQueueRoleForRead", False),
        ("comets-notifier", ACTION, False),
    ):
        every = (role(by, TASKS), may(by, allow(action, f"{FARM}/queue/comets")), *queue("comets"))
        found = [one for one in messages(judge_stack(no_path_to_more_rights, *every)) if f"role '{by}'" in one]
        assert ["leads to role 'comets-role'" in one for one in found] == [True] * is_told


@pytest.mark.parametrize(
    ("action", "on", "weight"),
    [
        ("deadline:AssumeQueueRoleForRead", "queue/comets", "s3:GetObject"),
        ("deadline:AssumeFleetRoleForRead", "fleet/comets", "s3:GetObject"),
        ("deadline:AssumeFleetRoleForWorker", "fleet/comets/worker/*", "s3:DeleteObject"),
    ],
)
def test_a_session_for_reading_gives_what_is_stored_and_one_of_a_worker_all(action: str, on: str, weight: str) -> None:
    kind = "Queue" if "Queue" in action else "Fleet"
    thing = native(f"deadline:{kind}", "comets", arn=f"{FARM}/{kind.lower()}/comets", roleArn=f"{ARN}role/comets-role")
    rights = may("comets-role", allow(["s3:DeleteObject", "s3:GetObject"], "arn:aws:s3:::masters/*"))
    by = role("frame-notifier", TASKS), may("frame-notifier", allow(action, f"{FARM}/{on}"))
    (message,) = messages(judge_stack(no_path_to_more_rights, *by, thing, role("comets-role", RENDERS), rights))
    assert f"which may {weight} on arn:aws:s3:::masters/*" in message
