"""Whoever writes a rule, and passes it the role that it does as, commands by an input of their own what that may."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
HOST = f"arn:aws:ec2:{HERE}:instance/i-7"
SHELL = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript"
SENDS = allow("ssm:SendCommand", [SHELL, HOST])
BOOKS = allow(["dynamodb:GetItem", "dynamodb:PutItem"], f"arn:aws:dynamodb:{HERE}:table/books")
RULES = allow(["events:PutRule", "events:PutTargets"], f"arn:aws:events:{HERE}:rule/alert-*")


def passes_to(service: str = "events", called: str = "disk-clean-rule") -> dict[str, Any]:
    to = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    return allow("iam:PassRole", f"{ARN}role/{called}", Condition=to)


def host(*rights: dict[str, Any]) -> tuple[Resource, ...]:
    profile = aws("iam/instanceProfile", "host", name="ledger-host", role="ledger-host")
    machine = aws("ec2/instance", "host", id="i-7", arn=HOST, iamInstanceProfile="ledger-host")
    return role("ledger-host", "ec2.amazonaws.com"), may("ledger-host", *(rights or (BOOKS,))), profile, machine


def judged(
    *given: dict[str, Any],
    holder: Resource | None = None,
    rule: dict[str, Any] = SENDS,
    service: str = "events",
    beside: tuple[Resource, ...] = (),
) -> Answer:
    by = holder or role("alert-router")
    own = given or (RULES, passes_to(service))
    passed = role("disk-clean-rule", f"{service}.amazonaws.com"), may("disk-clean-rule", rule)
    return judge_stack(no_path_to_more_rights, by, may(by.name, *own), *passed, *(beside or host()))


def test_a_rule_of_ones_own_runs_commands_on_the_host_that_the_role_reaches() -> None:
    message = only(judged())
    assert message.startswith("role 'alert-router' leads to role 'ledger-host', which may dynamodb:PutItem on ")
    assert "hand role 'disk-clean-rule' to something new that it starts in events.amazonaws.com (events-x01)" in message
    assert (
        "then role 'disk-clean-rule' may make instance 'host' do something else (ssm-002: ssm:SendCommand)" in message
    )


@pytest.mark.parametrize(
    ("service", "makes"),
    [
        ("scheduler", "scheduler:CreateSchedule"),
        ("pipes", "pipes:CreatePipe"),
        ("states", ["states:CreateStateMachine", "states:StartExecution"]),
    ],
)
def test_so_do_other_services_that_do_as_a_definition_says(service: str, makes: Any) -> None:
    given = allow(makes), passes_to(service)
    found = [one for one in messages(judged(*given, service=service)) if one.startswith("role 'alert-router'")]
    assert "'ledger-host', which may dynamodb:PutItem" in only(found)


@pytest.mark.parametrize(
    "given",
    [
        (RULES,),
        (passes_to(),),
        (allow("events:PutRule"), passes_to()),
        (RULES, passes_to("lambda")),
        (RULES, passes_to(), deny("iam:PassRole", f"{ARN}role/disk-*")),
        (RULES, passes_to(called="alert-rule")),
        (RULES, passes_to(), BOOKS),
    ],
    ids=["no pass", "no rule", "no target", "another service", "denied", "another role", "has it"],
)
def test_without_any_of_it_there_is_no_way(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "rule",
    [
        allow("ssm:SendCommand", ["arn:aws:ssm:eu-west-1::document/AWS-ApplyPatchBaseline", HOST]),
        allow("ssm:SendCommand", [SHELL, HOST.replace("i-7", "i-8")]),
        allow("sqs:SendMessage", f"arn:aws:sqs:{HERE}:jobs"),
        allow("states:StartExecution"),
        allow("lambda:InvokeFunction"),
    ],
    ids=["fixed document", "another host", "a message", "a machine", "a function"],
)
def test_a_role_that_commands_nothing_leads_no_further(rule: dict[str, Any]) -> None:
    assert passes(judged(rule=rule))


def test_a_document_of_fixed_steps_runs_what_its_author_wrote() -> None:
    steps = {"schemaVersion": "2.2", "mainSteps": [{"action": "aws:runShellScript", "inputs": {"runCommand": ["df"]}}]}
    cleans = f"arn:aws:ssm:{HERE}:document/clean"
    made = aws("ssm/document", "clean", name="clean", arn=cleans, documentType="Command", content=json.dumps(steps))
    assert passes(judged(rule=allow("ssm:SendCommand", [cleans, HOST]), beside=(*host(), made)))


def test_who_looks_after_the_host_or_deploys_has_it_for_that() -> None:
    assert passes(judged(holder=role("ledger-alerts")))
    assert passes(judged(holder=role("alert-deploy", from_github("repo:acme/alerts:ref:refs/heads/main"))))


def test_a_host_that_may_nothing_more_is_no_gain_and_a_secret_is_one_for_its_kin() -> None:
    assert passes(judged(beside=host(allow("dynamodb:GetItem"))))
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:bank-??????")
    assert "may secretsmanager:GetSecretValue" in only(judged(holder=role("ledger-alerts"), beside=host(secret)))


def test_a_job_whose_image_is_a_tool_runs_what_the_rule_says() -> None:
    containers = json.dumps({"image": "amazon/aws-cli", "jobRoleArn": f"{ARN}role/ledger-job"})
    job = aws(
        "batch/jobDefinition",
        "job",
        name="job",
        arn=f"arn:aws:batch:{HERE}:job-definition/job:1",
        type="container",
        containerProperties=containers,
    )
    runs = role("ledger-job", "ecs-tasks.amazonaws.com"), may("ledger-job", BOOKS), job
    submits = allow(
        "batch:SubmitJob", [f"arn:aws:batch:{HERE}:job-definition/job:1", f"arn:aws:batch:{HERE}:job-queue/q"]
    )
    assert "'ledger-job', which may dynamodb:PutItem" in only(judged(rule=submits, beside=runs))


def test_a_machine_executes_the_statement_that_the_rule_hands_over() -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:executeStatement", "End": True}
    machine = f"arn:aws:states:{HERE}:stateMachine:fix"
    said = {"name": "fix", "arn": machine, "roleArn": f"{ARN}role/ledger-fix"}
    starts = allow("states:StartExecution", machine)
    writes = allow("dynamodb:PartiQLUpdate", f"arn:aws:dynamodb:{HERE}:table/books")
    for statement, is_told in (({"Statement.$": "$.statement"}, True), ({"Statement": "SELECT 1"}, False)):
        text = json.dumps({"StartAt": "A", "States": {"A": {**task, "Parameters": statement}}})
        for made in (
            aws("sfn/stateMachine", "fix", **said, definition=text),
            native("stepfunctions:StateMachine", "fix", **said, definitionString=text),
        ):
            runs = role("ledger-fix", "states.amazonaws.com"), may("ledger-fix", writes), made
            found = messages(judged(rule=starts, beside=runs))
            assert ["'ledger-fix', which may dynamodb:PartiQLUpdate" in one for one in found] == [True] * is_told


def test_a_machine_writes_the_table_that_the_rule_names() -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Parameters": {"TableName.$": "$.table"}}
    machine = f"arn:aws:states:{HERE}:stateMachine:fix"
    text = json.dumps({"StartAt": "A", "States": {"A": {**task, "End": True}}})
    made = aws("sfn/stateMachine", "fix", name="fix", arn=machine, roleArn=f"{ARN}role/ledger-fix", definition=text)
    tables = [f"arn:aws:dynamodb:{HERE}:table/{name}" for name in ("books", "notes")]
    for things, is_told in ((tables, True), (tables[:1], False)):
        runs = role("ledger-fix", "states.amazonaws.com"), may("ledger-fix", allow("dynamodb:PutItem", things)), made
        found = messages(judged(rule=allow("states:StartExecution", machine), beside=runs))
        assert ["'ledger-fix', which may dynamodb:PutItem" in one for one in found] == [True] * is_told


def test_of_rights_that_nobody_knows_nothing_is_named() -> None:
    assert not messages(judged(beside=host()[:1]))
    hidden = aws("iam/rolePolicy", "p", role="ledger-host", policy=UNKNOWN)
    assert not messages(judged(beside=(host()[0], hidden, *host()[2:])))
