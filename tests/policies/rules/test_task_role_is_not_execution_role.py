"""The role of a task and the role that starts it are compared wherever both stand."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.task_role_is_not_execution_role import task_role_is_not_execution_role

ARN = "arn:aws:iam::111122223333:role/web"
OTHER = "arn:aws:iam::111122223333:role/start"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
JOB = "aws:batch/jobDefinition:JobDefinition"


def judged(*resources: Resource) -> Answer:
    return judge_stack(task_role_is_not_execution_role, *resources)


def task(own: Any = ARN, starting: Any = ARN, type_: str = TASK) -> Resource:
    given = {"taskRoleArn": own, "executionRoleArn": starting}
    return Resource.of(type_, "web", **{key: value for key, value in given.items() if value is not None})


def job(**container: Any) -> Resource:
    return Resource.of(JOB, "night", containerProperties=json.dumps(container))


def test_one_role_for_both_is_found() -> None:
    (problem,) = judged(task()).problems
    assert problem.message == "task 'web' runs its own code as the role that starts it"
    assert (problem.at, problem.key) == ("taskRoleArn", None)


def test_two_roles_pass_and_so_does_a_task_that_lacks_one() -> None:
    assert passes(judged(task(ARN, OTHER)))
    assert passes(judged(task(None, ARN), task(ARN, None), task(None, None), task(ARN, "")))
    assert passes(judged())


def test_a_role_is_the_same_by_name_and_by_arn() -> None:
    assert judged(task("web", ARN)).problems
    assert passes(judged(task("web", OTHER)))
    assert passes(judged(task(ARN, ARN.replace("1111", "4444"))))


@pytest.mark.parametrize(
    "type_",
    [
        "aws:ecs/daemonTaskDefinition:DaemonTaskDefinition",
        "aws:ecs/expressGatewayService:ExpressGatewayService",
        "aws-native:ecs:TaskDefinition",
    ],
)
def test_other_tasks_are_judged_alike(type_: str) -> None:
    assert judged(task(type_=type_)).problems
    assert passes(judged(task(ARN, OTHER, type_)))


def test_a_job_says_its_roles_inside_a_text() -> None:
    assert judged(job(jobRoleArn=ARN, executionRoleArn=ARN)).problems
    assert passes(judged(job(jobRoleArn=ARN, executionRoleArn=OTHER)))
    native = Resource.of(
        "aws-native:batch:JobDefinition", "n", containerProperties={"jobRoleArn": ARN, "executionRoleArn": ARN}
    )
    assert messages(judged(native)) == ["batch job 'n' runs its own code as the role that starts it"]


def test_each_task_of_a_job_has_roles_of_its_own() -> None:
    """The second's execution role is the first's task role: that is two tasks sharing, not one task with one role."""
    crossed = {"taskProperties": [{"taskRoleArn": ARN, "executionRoleArn": OTHER}, {"taskRoleArn": OTHER}]}
    assert passes(judged(Resource.of(JOB, "n", ecsProperties=json.dumps(crossed))))
    same = {"taskProperties": [{"taskRoleArn": ARN}, {"taskRoleArn": OTHER, "executionRoleArn": OTHER}]}
    assert len(judged(Resource.of(JOB, "n", ecsProperties=json.dumps(same))).problems) == 1


def role(name: str) -> Resource:
    return Resource.of("aws:iam/role:Role", name, name=UNKNOWN, arn=UNKNOWN)


def waiting(own: Resource | None, starting: Resource | None) -> Resource:
    on = {"taskRoleArn": own, "executionRoleArn": starting}
    behind = {key: (one.urn,) for key, one in on.items() if one}
    return replace(task(UNKNOWN, UNKNOWN), property_dependencies=behind)


def test_in_a_preview_roles_are_known_by_what_the_properties_depend_on() -> None:
    web, start = role("web"), role("start")
    assert judged(web, start, waiting(web, web)).problems
    assert passes(judged(web, start, waiting(web, start)))


def test_what_could_be_any_role_is_undecided() -> None:
    web = role("web")
    assert unknowns(judged(web, waiting(None, web))) == ["taskRoleArn"]
    assert unknowns(judged(task(UNKNOWN, ARN))) == ["taskRoleArn"]
    assert unknowns(judged(Resource.of(JOB, "n", containerProperties=UNKNOWN))) == ["containerProperties"]
    assert passes(judged(task(UNKNOWN, None)))


def test_below_one_property_a_dependency_may_be_either_role() -> None:
    web = role("web")
    held = {"containerProperties": {"jobRoleArn": UNKNOWN, "executionRoleArn": ARN}}
    half = replace(
        Resource.of("aws-native:batch:JobDefinition", "n", **held),
        property_dependencies={"containerProperties": (web.urn,)},
    )
    assert unknowns(judged(web, half)) == ["containerProperties.jobRoleArn"]
    both = {"containerProperties": {"jobRoleArn": UNKNOWN, "executionRoleArn": UNKNOWN}}
    whole = replace(Resource.of(half.type, "n", **both), property_dependencies=half.property_dependencies)
    assert judged(web, whole).problems


def test_a_secret_role_is_judged_and_not_quoted() -> None:
    answer = judged(task(Secret(ARN), Secret(ARN)))
    assert answer.problems
    assert ARN not in str(answer.problems)


ODD = st.sampled_from([None, 7, [], {}, [ARN], {"a": ARN}, "", "[" * 9_000, "{" * 9_000, UNKNOWN, Secret(UNKNOWN)])


@given(ODD, ODD)
def test_no_shape_breaks_the_rule(own: Any, starting: Any) -> None:
    judged(task(own, starting), Resource.of(JOB, "n", containerProperties=own, ecsProperties=starting))
