"""A statement that lets roles be passed for one kind of thing opens nothing that takes a role for another."""

from typing import Any

import pytest
from tests.support.becoming import allow, graph, may, role, told
from tests.support.calls import calls
from tests.support.grants import aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.escalation_paths import HANDS_OVER
from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Problem
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

KEY = "iam:AssociatedResourceArn"
FULL_ACCESS = "arn:aws:iam::aws:policy/CloudWatchFullAccessV2"
GLUE_JOB = "arn:aws:glue:*:*:job/*"


def for_things(*patterns: str, service: str, operator: str = "ArnLike") -> dict[str, Any]:
    """A statement that lets any role be passed to the service for these things."""
    return allow(
        HANDS_OVER, Condition={operator: {KEY: list(patterns)}, "StringEquals": {"iam:PassedToService": service}}
    )


def of_role(*statements: dict[str, Any], others: tuple[Resource, ...] = ()) -> Answer:
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), *others)


OPEN = [
    ("glue.amazonaws.com", GLUE_JOB, ["glue:CreateJob", "glue:StartJobRun"]),
    ("glue.amazonaws.com", "arn:aws:glue:eu-west-1:111122223333:job/nightly-*", ["glue:CreateJob", "glue:StartJobRun"]),
    ("glue.amazonaws.com", "arn:aws:glue:*:*:*", ["glue:CreateDevEndpoint"]),
    ("ec2.amazonaws.com", "arn:aws:ec2:*:*:instance/*", ["autoscaling:CreateLaunchConfiguration"]),
    ("ec2.amazonaws.com", "arn:aws:ec2:*:*:instance/*", ["ec2:RunInstances"]),
    ("lambda.amazonaws.com", "arn:aws:lambda:*:*:function:*", ["synthetics:CreateCanary"]),
    ("states.amazonaws.com", "*", ["states:CreateStateMachine", "states:StartExecution"]),
]
CLOSED = [
    ("glue.amazonaws.com", GLUE_JOB, ["glue:CreateDevEndpoint"]),
    ("glue.amazonaws.com", "arn:aws:glue:*:*:devEndpoint/*", ["glue:CreateJob", "glue:StartJobRun"]),
    ("glue.amazonaws.com", "arn:aws:lambda:*:*:function:*", ["glue:CreateJob", "glue:StartJobRun"]),
    ("ecs-tasks.amazonaws.com", "arn:aws:ecs:*:*:cluster/*", ["ecs:RunTask", "ecs:RegisterTaskDefinition"]),
    ("lambda.amazonaws.com", "arn:aws:s3:::*", ["lambda:CreateFunction", "lambda:InvokeFunction"]),
    ("cloudwatch.amazonaws.com", "arn:aws:cloudwatch:*:*:alarm:*", ["cloudwatch:PutMetricStream"]),
]


@pytest.mark.parametrize(("service", "pattern", "actions"), OPEN)
def test_what_makes_a_thing_of_the_kind_is_a_path(service: str, pattern: str, actions: list[str]) -> None:
    for operator in ("ArnLike", "StringLike"):
        (message,) = messages(of_role(for_things(pattern, service=service, operator=operator), allow(actions)))
        assert "may start something with any role" in message


@pytest.mark.parametrize(("service", "pattern", "actions"), CLOSED)
def test_what_makes_things_of_another_kind_is_none(service: str, pattern: str, actions: list[str]) -> None:
    for operator in ("ArnLike", "ArnEquals"):
        assert passes(of_role(for_things(pattern, service=service, operator=operator), allow(actions)))


def test_one_of_several_kinds_suffices() -> None:
    patterns = ("arn:aws:s3:::*", GLUE_JOB)
    (handed_over,) = messages(of_role(for_things(*patterns, service="glue.amazonaws.com"), allow("glue:*")))
    assert "may start something with any role that trusts " in handed_over
    assert "path glue-003 " in handed_over


def test_a_kind_that_is_denied_leaves_the_others() -> None:
    denied = {"Effect": "Deny", "Action": HANDS_OVER, "Resource": "*", "Condition": {"ArnLike": {KEY: GLUE_JOB}}}
    any_role = allow(HANDS_OVER)
    assert passes(of_role(any_role, denied, allow(["glue:CreateJob", "glue:StartJobRun"])))
    assert "path glue-001" in only(of_role(any_role, denied, allow("glue:CreateDevEndpoint")))


def test_a_thing_of_another_account_gets_no_role_of_this_one() -> None:
    for account, is_told in (("111122223333", True), ("999999999999", False)):
        passing = for_things(f"arn:aws:glue:*:{account}:job/*", service="glue.amazonaws.com")
        assert bool(messages(of_role(passing, allow(["glue:CreateJob", "glue:StartJobRun"])))) is is_told


def test_what_is_not_known_of_the_kind_is_undecided() -> None:
    statements = [for_things(service="glue.amazonaws.com"), allow("glue:CreateDevEndpoint")]
    statements[0]["Condition"]["ArnLike"][KEY] = UNKNOWN
    policy = aws("iam/rolePolicy", "p", role="a", policy={"Version": "2012-10-17", "Statement": statements})
    answer = judge_stack(no_path_to_more_rights, role("a"), policy)
    assert not messages(answer)
    assert unknowns(answer)


def test_a_role_of_the_stack_is_passed_for_things_of_the_kind_alone() -> None:
    worker = role("worker", "glue.amazonaws.com")
    for pattern, expected in ((GLUE_JOB, {("a", "pass role", "worker")}), ("arn:aws:glue:*:*:crawler/*", set())):
        passing = for_things(pattern, service="glue.amazonaws.com")
        found = graph(role("a"), may("a", passing, allow(["glue:CreateJob", "glue:StartJobRun"])), worker)
        assert told(found) == expected


def handed(*others: Resource) -> list[Problem]:
    """What is told of roles that are passed by whoever has the policy of AWS."""
    answer = judge_stack(no_path_to_more_rights, role("a", managedPolicyArns=[FULL_ACCESS]), *others)
    return [problem for problem in answer.problems if "new-passrole" in str(problem.key)]


def test_what_an_aws_policy_lets_be_passed_for_its_own_things_is_nobodys_path() -> None:
    assert not handed()


def test_it_is_one_where_the_stack_has_a_role_for_such_things() -> None:
    (problem,) = handed(role("reads-logs", "logs.amazonaws.com"))
    assert "logs:CreateScheduledQuery" in problem.message
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_the_same_statement_of_ones_own_is_told() -> None:
    own = for_things("arn:aws:logs:*:*:scheduled-query:*", service="logs.amazonaws.com")
    assert "path logs:CreateImportTask" in only(of_role(own, allow("logs:*")))
    assert handed(may("a", own))


def test_the_work_grows_with_what_is_asked() -> None:
    def of_many(count: int) -> int:
        passing = for_things(GLUE_JOB, service="glue.amazonaws.com")
        workers = [role(f"worker-{i}", "glue.amazonaws.com") for i in range(count)]
        return calls(lambda: of_role(passing, allow("glue:*"), others=tuple(workers)))

    of_many(1)
    assert of_many(40) < 5 * of_many(10)
