"""Whoever says all that is put in place of what a task is defined with runs what they like, as the role of the task."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.commands.senders import Commands
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STRONG = role("strong", "ecs-tasks.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
HERE = "eu-west-1:111122223333"
QUEUE = f"arn:aws:sqs:{HERE}:jobs"
BUS = f"arn:aws:events:{HERE}:event-bus/jobs"
TASK = f"arn:aws:ecs:{HERE}:task-definition/runner:3"
JOB = f"arn:aws:batch:{HERE}:job-definition/runner:3"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:run"
STARTS = allow("states:StartExecution", MACHINE)


def definition(entry: Any = None, **inputs: Any) -> Resource:
    container = {"name": "main", "image": "public.ecr.aws/x/y:1", **({"entryPoint": entry} if entry else {})}
    said = {"family": "runner", "taskRoleArn": f"{ARN}role/strong", "containerDefinitions": json.dumps([container])}
    return aws("ecs/taskDefinition", "t", **{**said, **inputs})


def told(*made: Resource, given: dict[str, Any]) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, *made)
    return [text for text in messages(found) if "'a'" in text]


def machine(run: dict[str, Any], first: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    states = {"Run": run, **({"First": {"Next": "Run", **first}} if first else {})}
    text = json.dumps({"StartAt": "First" if first else "Run", "States": states})
    return aws("sfn/stateMachine", "m", name="run", definition=text, **inputs)


def overriding(overrides: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A state that runs the task with these overrides, written with a path where the key says so."""
    request = {"TaskDefinition": TASK, **overrides}
    return {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": request, "End": True, **more}


def jsonata_overriding(overrides: Any) -> dict[str, Any]:
    run = overriding({"Overrides": overrides})
    return {**run, "QueryLanguage": "JSONata", "Arguments": run.pop("Parameters")}


REPORTS = ["python", "job.py"]
OWN_ROLE = {"TaskRoleArn": f"{ARN}role/weak", "ContainerOverrides.$": "$.containers"}


@pytest.mark.parametrize(
    "made",
    [
        machine(overriding({"Overrides.$": "$.overrides"})),
        machine(overriding({"Overrides.$": "$$.Execution.Input.overrides"})),
        machine(overriding({"Overrides": {"ContainerOverrides.$": "$.containers"}})),
        machine(overriding({"Overrides": {"ContainerOverrides.$": "States.Array($.container)"}})),
        machine(overriding({"Overrides.$": "$.o"}), {"Type": "Pass", "Parameters": {"o.$": "$.overrides"}}),
        machine(jsonata_overriding("{% $states.input.overrides %}")),
        machine(jsonata_overriding({"ContainerOverrides": "{% $states.input.containers %}"})),
        machine(jsonata_overriding({"ContainerOverrides": ["{% $states.input.container %}"]})),
        machine(jsonata_overriding({"ContainerOverrides": "{% [$states.input.container] %}"})),
    ],
)
@pytest.mark.parametrize("entry", [None, REPORTS])
def test_whoever_says_all_that_is_put_in_place_runs_what_they_like_whatever_the_entry_point(
    made: Resource, entry: Any
) -> None:
    (message,) = told(definition(entry), made, given=STARTS)
    assert "(states-x01: states:StartExecution)" in message
    assert not told(definition(entry), made, given=allow("states:StartExecution", f"{MACHINE}-2"))
    assert not told(definition(entry, family="other"), made, given=STARTS)


@pytest.mark.parametrize(
    "made",
    [
        machine(overriding({"Overrides": {"Cpu.$": "$.cpu"}})),
        machine(overriding({"Overrides": {"ContainerOverrides": [{"Name": "main", "Cpu.$": "$.cpu"}]}})),
        machine(overriding({"Overrides": {"ContainerOverrides": [{"Name.$": "$.name", "Command": ["report"]}]}})),
        machine(overriding({"Overrides": OWN_ROLE})),
        machine(overriding({"Overrides.$": "$.o"}), {"Type": "Pass", "Result": {"o": {"ContainerOverrides": []}}}),
        machine(overriding({"Overrides.$": "$.o"}), {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}),
        machine(overriding({"Overrides.$": "$.o"}), {"Type": "Choice", "Default": "Run"}),
        machine(overriding({"Overrides.$": "$$.Execution.Name"})),
        machine(overriding({"NetworkConfiguration.$": "$.network"})),
        machine(jsonata_overriding({"ContainerOverrides": [{"Name": "main", "Command": ["report"]}]})),
        machine(jsonata_overriding("{% $overrides %}")),
        machine(overriding({"Overrides.$": "$.overrides"}, Resource="arn:aws:states:::lambda:invoke")),
    ],
)
def test_what_is_put_in_place_beside_a_fixed_command_is_quiet(made: Resource) -> None:
    assert not told(definition(), made, given=STARTS)


def test_whoever_says_all_that_is_put_in_place_needs_no_known_entry_point() -> None:
    made = definition(containerDefinitions=UNKNOWN)
    assert "states-x01" in only(told(made, machine(overriding({"Overrides.$": "$.overrides"})), given=STARTS))


def test_a_job_of_batch_of_which_the_input_says_all_that_is_put_in_place_is_commanded() -> None:
    properties = json.dumps({"image": "x/y:1", "jobRoleArn": f"{ARN}role/strong"})
    defined = aws("batch/jobDefinition", "j", name="runner", arn=JOB, containerProperties=properties)
    request = {"JobDefinition": JOB, "ContainerOverrides.$": "$.overrides"}
    run = overriding({}, Resource="arn:aws:states:::batch:submitJob", Parameters=request)
    assert "states-x01" in only(told(defined, machine(run), given=STARTS))
    variable = {"ContainerOverrides": {"Environment": [{"Name": "JOB", "Value.$": "$.id"}]}}
    run = overriding({}, Resource="arn:aws:states:::batch:submitJob", Parameters={"JobDefinition": JOB, **variable})
    assert not told(defined, machine(run), given=STARTS)


def test_whoever_puts_the_event_that_is_the_input_says_the_same() -> None:
    run = machine(overriding({"Overrides.$": "$.detail.overrides"}))
    pattern = json.dumps({"source": ["web"], "detail-type": ["job"]})
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName="jobs", eventPattern=pattern)
    to = aws("cloudwatch/eventTarget", "g", rule="r", eventBusName="jobs", arn=MACHINE)
    puts = allow("events:PutEvents", BUS)
    assert "(events-x02: events:PutEvents)" in only(told(definition(), run, rule, to, given=puts))


PUTS = allow("events:PutEvents", BUS)


def rule(pattern: Any = None) -> Resource:
    text = json.dumps({"detail-type": ["job"], **(pattern or {})})
    return aws("cloudwatch/eventRule", "r", name="r", eventBusName="jobs", eventPattern=text)


def handing(template: str | None = None, **inputs: Any) -> Resource:
    """A target that runs the task with what it makes of the event: of its detail, or of one place in it."""
    transformer = {"inputPaths": {"all": "$.detail", "run": "$.detail.run", "id": "$.id"}, "inputTemplate": template}
    made = {"inputTransformer": transformer} if template else {}
    said = {"rule": "r", "eventBusName": "jobs", "ecsTarget": {"taskDefinitionArn": TASK}}
    return aws("cloudwatch/eventTarget", "g", **{**said, **made, **inputs})


@pytest.mark.parametrize(
    "to",
    [
        handing(inputPath="$.detail"),
        handing(inputPath="$.detail.overrides"),
        handing("<all>"),
        handing('{"containerOverrides": <run>}'),
        handing('{"containerOverrides": [<run>]}'),
    ],
)
@pytest.mark.parametrize("entry", [None, REPORTS])
def test_whoever_puts_an_event_that_a_rule_hands_to_a_task_as_its_overrides_runs_what_they_like(
    to: Resource, entry: Any
) -> None:
    message = only(told(definition(entry), rule(), to, given=PUTS))
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(events-x02: events:PutEvents)" in message
    assert not told(definition(entry), rule(), to, given=allow("events:PutEvents", f"{BUS}-2"))
    assert not told(definition(entry, family="other"), rule(), to, given=PUTS)


@pytest.mark.parametrize(
    ("to", "pattern"),
    [
        (handing(), None),  # of the event itself its sender says nothing beside the detail
        (handing(inputPath="$.resources"), None),
        (handing(inputPath=UNKNOWN), None),
        (handing(input='{"containerOverrides": []}'), None),
        (handing('{"containerOverrides": [{"name": "main", "cpu": <run>}]}'), None),
        (handing('{"containerOverrides": <id>}'), None),
        (handing('{"cpu": "<run>"}'), None),
        (handing(inputPath="$.detail"), {"detail": {"containerOverrides": {"command": ["report"]}}}),
        (handing(inputPath="$.detail"), {"source": ["aws.s3"]}),
    ],
)
def test_a_rule_that_hands_over_less_than_the_overrides_is_quiet(to: Resource, pattern: Any) -> None:
    assert not told(definition(), rule(pattern), to, given=PUTS)


def test_a_task_is_found_by_what_a_target_depends_on() -> None:
    to, made = handing(inputPath="$.detail", ecsTarget={"taskDefinitionArn": UNKNOWN}), definition()
    depends = replace(to, property_dependencies={"ecsTarget": (made.urn,)})
    assert "events-x02" in only(told(made, rule(), depends, given=PUTS))


def test_a_rule_of_aws_native_hands_its_targets_the_same() -> None:
    each = [{"ecsParameters": {"taskDefinitionArn": TASK}, "inputPath": "$.detail"}]
    made = native("events:Rule", "r", eventBusName="jobs", eventPattern={"detail-type": ["job"]}, targets=each)
    assert "events-x02: events:PutEvents" in only(told(definition(), made, given=PUTS))


def test_whoever_sends_the_message_that_is_the_input_says_the_same() -> None:
    sends = allow("sqs:SendMessage", QUEUE)
    by_message = machine(overriding({"Overrides.$": "$[0].body.overrides"}))
    handed = aws("pipes/pipe", "p", name="p", source=QUEUE, target=MACHINE)
    assert "(sqs-x01: sqs:SendMessage)" in only(told(definition(), by_message, handed, given=sends))
    fixed = machine(overriding({"Overrides.$": "$[0].messageId"}))
    assert not told(definition(), fixed, handed, given=sends)


def test_whoever_starts_an_express_machine_and_waits_for_it_commands_its_task() -> None:
    express = machine(overriding({"Overrides.$": "$.overrides"}), type="EXPRESS")
    waits = allow("states:StartSyncExecution", MACHINE)
    assert "(states-x09: states:StartSyncExecution)" in only(told(definition(), express, given=waits))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [7], [UNKNOWN], [[]], {"Name": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    request = {"Overrides": odd, "Overrides.$": odd}
    states = {"StartAt": "a", "States": {"a": overriding(request)}}
    inside = {"StartAt": "a", "States": {"a": overriding({"Overrides": {"ContainerOverrides": odd}})}}
    for one in (states, inside):
        made = native("stepfunctions:StateMachine", "m", definition=one, arn=MACHINE)
        assert isinstance(Commands(Stack((definition(), made))).of(definition()), tuple)
