"""Whoever sends what a task's command is taken from runs what they like, as the role of the task."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.commands.senders import Commands
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
HERE = "eu-west-1:111122223333"
QUEUE = f"arn:aws:sqs:{HERE}:jobs"
TASK = f"arn:aws:ecs:{HERE}:task-definition/runner:3"
SHELL = ["/bin/sh", "-c"]


def definition(entry: Any = None, **inputs: Any) -> Resource:
    container = {"name": "main", "image": "public.ecr.aws/x/y:1", **({"entryPoint": entry} if entry else {})}
    said = {"family": "runner", "taskRoleArn": f"{ARN}role/strong", "containerDefinitions": json.dumps([container])}
    return aws("ecs/taskDefinition", "t", **{**said, **inputs})


def told(*made: Resource, given: dict[str, Any]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, *made)
    return [text for text in messages(found) if "'a'" in text]


# Pipes


SENDS = allow("sqs:SendMessage", QUEUE)


def overridden(commands: Any, **more: Any) -> dict[str, Any]:
    overrides = {"containerOverrides": [{"name": "main", "commands": commands}], **more}
    return {"ecsTaskParameters": {"taskDefinitionArn": TASK, "overrides": overrides}}


OTHER = [{"name": "proxy", "commands": ["$.body.command"]}]
"""For a container that the task has not."""


def pipe(commands: Any = ("$.body.command",), *, of: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    said = {"name": "p", "source": QUEUE, "targetParameters": of or overridden(list(commands))}
    return aws("pipes/pipe", "p", **{**said, **inputs})


@pytest.mark.parametrize(
    ("sent", "entry"),
    [
        (pipe(), SHELL),
        (pipe(), None),
        (pipe(["<$.body>"]), None),
        (pipe(["sh", "-c", "$.body.command"]), None),
        (pipe(["bash", "-ec", "report <$.body.name>"]), None),
        (pipe(["$.messageAttributes.run.stringValue"]), ["bash", "-c"]),
    ],
)
def test_whoever_sends_the_message_with_the_command_may_act_as_the_task(sent: Resource, entry: Any) -> None:
    (message,) = told(definition(entry), sent, given=SENDS)
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(sqs-x01: sqs:SendMessage)" in message
    assert not told(definition(entry), sent, given=allow("sqs:SendMessage", f"{QUEUE}-2"))
    assert not told(definition(entry), sent, given=allow("sqs:ReceiveMessage", QUEUE))


@pytest.mark.parametrize(
    ("sent", "entry"),
    [
        (pipe(["python", "job.py", "$.body.id"]), None),
        (pipe(["$.body.id"]), ["python", "job.py"]),
        (pipe(["$.messageId"]), None),
        (pipe(["job.sh"]), SHELL),
        (pipe(enrichment=f"arn:aws:lambda:{HERE}:function:checks"), SHELL),
        (pipe(source=f"arn:aws:kinesis:{HERE}:stream/jobs"), SHELL),
        (pipe(source=UNKNOWN), SHELL),
        (pipe(desiredState="STOPPED"), SHELL),
        (pipe(of={"ecsTaskParameters": {"taskDefinitionArn": TASK, "overrides": {"containerOverrides": OTHER}}}), None),
        (pipe(of={"ecsTaskParameters": {"taskDefinitionArn": f"{TASK[:-9]}other"}}), SHELL),
        (pipe(of=overridden(["$.body.command"], taskRoleArn=f"{ARN}role/weak")), SHELL),
    ],
)
def test_an_argument_of_a_fixed_program_and_what_somebody_else_makes_is_no_command(sent: Resource, entry: Any) -> None:
    assert not told(definition(entry), sent, given=SENDS)


JOB = f"arn:aws:batch:{HERE}:job-definition/runner:3"
DEFINED = aws(
    "batch/jobDefinition",
    "j",
    name="runner",
    arn=JOB,
    containerProperties=json.dumps(
        {"image": "x/y:1", "command": ["python", "job.py"], "jobRoleArn": f"{ARN}role/strong"}
    ),
)


@pytest.mark.parametrize(
    ("commands", "is_told"),
    [
        (["$.body.command"], True),
        (["python3.12", "-c", "$.body.program"], True),
        (["node", "--eval", "$.body.program"], True),
        (["bash", "-c", "run <$.body.name>"], True),
        (["python", "job.py", "$.body.id"], False),
        (["python", "-m", "job", "$.body.id"], False),
        (["node", "-c", "$.body.id"], False),
    ],
)
def test_a_job_of_batch_is_commanded_as_a_task_is(commands: list[str], *, is_told: bool) -> None:
    by_pipe = pipe(of={"batchJobParameters": {"jobDefinition": JOB, "containerOverrides": {"commands": commands}}})
    assert bool(told(DEFINED, by_pipe, given=SENDS)) is is_told


def test_a_state_machine_commands_a_job_by_its_input() -> None:
    def started(command: dict[str, Any]) -> list[str]:
        parameters = {"JobDefinition": JOB, "JobName": "j", "JobQueue": "q", "ContainerOverrides": command}
        task = {
            "Type": "Task",
            "Resource": "arn:aws:states:::batch:submitJob.sync",
            "Parameters": parameters,
            "End": True,
        }
        machine = aws("sfn/stateMachine", "m", name="m", definition=json.dumps({"StartAt": "S", "States": {"S": task}}))
        return told(DEFINED, machine, given=allow("states:StartExecution", f"arn:aws:states:{HERE}:stateMachine:m"))

    assert started({"Command.$": "$.command"})
    assert not started({"Command.$": "States.Array('python', 'job.py', $.id)"})
    assert not started({"Command": ["python", "job.py"]})


def test_a_container_whose_entry_point_is_not_known_yet_is_quiet() -> None:
    def made(entry: Any) -> Resource:
        return definition(containerDefinitions=[{"name": "main", "entryPoint": entry}])

    assert "sqs-x01: sqs:SendMessage" in only(told(made(SHELL), pipe(), given=SENDS))
    assert not told(made(UNKNOWN), pipe(), given=SENDS)


def test_an_environment_variable_is_no_command() -> None:
    variable = {"name": "main", "environments": [{"name": "JOB", "value": "$.body.id"}]}
    of = {"ecsTaskParameters": {"taskDefinitionArn": TASK, "overrides": {"containerOverrides": [variable]}}}
    assert not told(definition(), pipe(of=of), given=SENDS)


def test_a_filter_that_asks_for_some_commands_leaves_no_others() -> None:
    def filtered(*patterns: Any) -> Resource:
        filters = [{"pattern": json.dumps(one)} for one in patterns]
        return pipe(sourceParameters={"filterCriteria": {"filters": filters}})

    some, any_ = {"body": {"command": ["report", "clean"]}}, {"body": {"command": [{"exists": True}]}}
    assert not told(definition(), filtered(some), given=SENDS)
    message = only(told(definition(), filtered(some, {"body": {"team": ["a"]}}), given=SENDS))
    assert "sqs-x01: sqs:SendMessage" in message
    assert "sqs-x01: sqs:SendMessage" in only(told(definition(), filtered(any_), given=SENDS))
    for path in ("$.body.command[0]", "$.body.command.text"):
        assert not told(
            definition(), pipe([path], sourceParameters=filtered(some).inputs.raw["sourceParameters"]), given=SENDS
        )


def test_a_pipe_that_gives_its_task_a_role_lets_the_sender_act_as_that() -> None:
    weak = definition(taskRoleArn=None)
    sent = pipe(of=overridden(["$.body.command"], taskRoleArn=f"{ARN}role/strong"))
    assert "sqs-x01: sqs:SendMessage" in only(told(weak, sent, given=SENDS))


def test_a_pipe_of_aws_native_is_read_alike() -> None:
    overrides = {"containerOverrides": [{"name": "main", "command": ["$.body.command"]}]}
    of = {"ecsTaskParameters": {"taskDefinitionArn": TASK, "overrides": overrides}}
    message = only(told(definition(), native("pipes:Pipe", "p", source=QUEUE, targetParameters=of), given=SENDS))
    assert "sqs-x01: sqs:SendMessage" in message


# State machines


MACHINE = f"arn:aws:states:{HERE}:stateMachine:run"
STARTS = allow("states:StartExecution", MACHINE)


def task(command: Any, **more: Any) -> dict[str, Any]:
    request = {"TaskDefinition": "runner", "Overrides": {"ContainerOverrides": [{"Name": "main", **command}]}}
    return {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": request, "End": True, **more}


def jsonata(command: Any) -> dict[str, Any]:
    run = task({"Command": command})
    return {**run, "QueryLanguage": "JSONata", "Arguments": run.pop("Parameters")}


def machine(run: dict[str, Any], first: dict[str, Any] | None = None) -> Resource:
    states = {"Run": run, **({"First": {"Next": "Run", **first}} if first else {})}
    text = json.dumps({"StartAt": "First" if first else "Run", "States": states})
    return aws("sfn/stateMachine", "m", name="run", definition=text)


@pytest.mark.parametrize(
    "made",
    [
        machine(task({"Command.$": "$.command"})),
        machine(task({"Command.$": "$$.Execution.Input.command"})),
        machine(task({"Command.$": "States.Array($.command)"})),
        machine(task({"Command.$": "States.StringSplit($.command, ' ')"})),
        machine(task({"Command.$": "States.Array('sh', '-c', States.Format('report {}', $.name))"})),
        machine(task({"Command.$": "$.command"}), {"Type": "Wait", "Seconds": 3}),
        machine(task({"Command.$": "$.command"}), {"Type": "Pass"}),
        machine(jsonata("{% $states.input.command %}")),
        machine(jsonata(["sh", "-c", "{% 'report ' & $states.input.name %}"])),
        machine(jsonata("{% ['sh', '-c', $states.input.command] %}")),
    ],
)
def test_whoever_starts_a_state_machine_that_takes_the_command_from_its_input_may_act_as_the_task(
    made: Resource,
) -> None:
    (message,) = told(definition(), made, given=STARTS)
    assert "(states-x01: states:StartExecution)" in message
    assert not told(definition(), made, given=allow("states:StartExecution", f"{MACHINE}-2"))


@pytest.mark.parametrize(
    "made",
    [
        machine(task({"Command": ["report"]})),
        machine(task({"Command.$": "States.Array('python', 'job.py', $.id)"})),
        machine(task({"Environment": [{"Name": "JOB", "Value.$": "$.id"}]})),
        machine(task({"Command.$": "$.command"}), {"Type": "Pass", "Result": {"command": ["report"]}}),
        machine(task({"Command.$": "$.command"}), {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}),
        machine(task({"Command.$": "$.command"}), {"Type": "Choice", "Default": "Run"}),
        machine(task({"Command.$": "$.command"}, Resource="arn:aws:states:::lambda:invoke")),
        machine(jsonata(["python", "job.py", "{% $states.input.id %}"])),
        machine(jsonata("{% $command %}")),
    ],
)
def test_a_fixed_program_and_what_was_looked_at_before_is_quiet(made: Resource) -> None:
    assert not told(definition(), made, given=STARTS)


def test_a_state_machine_that_runs_another_task_is_quiet() -> None:
    assert not told(definition(family="other"), machine(task({"Command.$": "$.command"})), given=STARTS)


# Events


BUS = f"arn:aws:events:{HERE}:event-bus/jobs"
PUTS = allow("events:PutEvents", BUS)


def rule(**inputs: Any) -> Resource:
    pattern = json.dumps({"source": ["web"], "detail-type": ["job"]})
    return aws("cloudwatch/eventRule", "r", **{"name": "r", "eventBusName": "jobs", "eventPattern": pattern, **inputs})


def target(command: str, path: str = "$.detail.command", **inputs: Any) -> Resource:
    template = f'{{"containerOverrides": [{{"name": "main", "command": {command}}}]}}'
    said = {"rule": "r", "eventBusName": "jobs", "ecsTarget": {"taskDefinitionArn": TASK}}
    transformer = {"inputPaths": {"run": path}, "inputTemplate": template}
    return aws("cloudwatch/eventTarget", "g", **{**said, "inputTransformer": transformer, **inputs})


@pytest.mark.parametrize("command", ['["<run>"]', "<run>", "[<run>]", '["sh", "-c", "report <run>"]'])
def test_whoever_puts_the_event_with_the_command_may_act_as_the_task(command: str) -> None:
    (message,) = told(definition(), rule(), target(command), given=PUTS)
    assert "(events-x02: events:PutEvents)" in message
    assert not told(definition(), rule(), target(command), given=allow("events:PutEvents", f"{BUS}-2"))


@pytest.mark.parametrize(
    ("by", "to"),
    [
        (rule(), target('["report", "<run>"]')),
        (rule(), target('["<run>"]', "$.id")),
        (rule(), target('["<run>"]', rule="other")),
        (rule(), target('["<run>"]', eventBusName="other")),
        (rule(state="DISABLED"), target('["<run>"]')),
        (rule(isEnabled="false"), target('["<run>"]')),
        (rule(eventPattern=None, scheduleExpression="rate(1 day)"), target('["<run>"]')),
        (rule(eventPattern=json.dumps({"source": ["aws.s3"]})), target('["<run>"]')),
        (rule(eventPattern=json.dumps({"detail": {"command": ["report"]}})), target('["<run>"]')),
    ],
)
def test_an_event_that_says_only_an_argument_or_is_of_aws_is_quiet(by: Resource, to: Resource) -> None:
    assert not told(definition(), by, to, given=PUTS)


def test_of_a_bus_whose_name_is_not_known_yet_it_is_not_said_that_it_is_the_default_one() -> None:
    default = allow("events:PutEvents", f"arn:aws:events:{HERE}:event-bus/default")
    by, to = rule(eventBusName=UNKNOWN), target('["<run>"]', eventBusName=UNKNOWN)
    assert not told(definition(), by, to, given=default)
    assert not told(definition(), rule(eventBusName=None), to, given=default)
    message = only(told(definition(), rule(eventBusName=None), target('["<run>"]', eventBusName=None), given=default))
    assert "events-x02: events:PutEvents" in message


def test_who_may_only_put_other_events_starts_nothing() -> None:
    for source, says in (("web", True), ("shop", False)):
        given = {**PUTS, "Condition": {"StringEquals": {"events:source": source}}}
        assert bool(told(definition(), rule(), target('["<run>"]'), given=given)) is says


def test_a_rule_of_aws_native_holds_its_targets() -> None:
    template = '{"containerOverrides": [{"name": "main", "command": ["<run>"]}]}'
    transformer = {"inputPathsMap": {"run": "$.detail.command"}, "inputTemplate": template}
    each = [{"ecsParameters": {"taskDefinitionArn": TASK}, "inputTransformer": transformer}]
    made = native("events:Rule", "r", eventBusName="jobs", eventPattern={"source": ["web"]}, targets=each)
    assert "events-x02: events:PutEvents" in only(told(definition(), made, given=PUTS))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"name": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    shapes = (
        pipe(of=odd),
        pipe(of={"ecsTaskParameters": odd}),
        pipe(of=overridden(odd)),
        pipe(source=odd, sourceParameters=odd),
        aws("sfn/stateMachine", "m", name="run", definition=odd),
        native("stepfunctions:StateMachine", "m", stateMachineName="run", definition={"StartAt": "a", "States": odd}),
        native("stepfunctions:StateMachine", "m", definition={"StartAt": "a", "States": {"a": odd}}, arn=MACHINE),
        rule(eventPattern=odd, eventBusName=odd),
        target('["<run>"]', rule=odd, ecsTarget=odd, inputTransformer=odd),
        native("events:Rule", "r", name="r", eventPattern={"source": odd}, targets=odd),
    )
    for one in shapes:
        stack = Stack((definition(), definition(containerDefinitions=odd, family=odd), rule(), target("<run>"), one))
        assert all(isinstance(Commands(stack).of(made), tuple) for made in stack.resources)
