"""Whoever calls a route of API Gateway that starts a state machine gives that its input."""

import json

import pytest
from tests.support.api_routes import API, MACHINE, integration, rest, route, told
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import only

from daypass.model.resource import UNKNOWN, Resource

HERE = "eu-west-1:111122223333"


def machine() -> Resource:
    put = {"TableName": "refunds", "Item.$": "$.item"}
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:dynamodb:putItem",
        "Credentials": {"RoleArn.$": "$.role"},
        "Parameters": put,
        "End": True,
    }
    text = json.dumps({"StartAt": "S0", "States": {"S0": task}})
    return aws("sfn/stateMachine", "m", name="jobs", arn=f"{MACHINE}jobs", roleArn=f"{ARN}role/runner", definition=text)


def behind() -> tuple[Resource, ...]:
    assumes = may("runner", allow("sts:AssumeRole", [f"{ARN}role/notes", f"{ARN}role/refunds"]))
    trust = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/runner"}, "Action": "sts:AssumeRole"}
    writes = may("refunds", allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/refunds"))
    return role("runner", "states.amazonaws.com"), assumes, role("notes", trust), role("refunds", trust), writes


FIXED = {"StateMachineArn": f"{MACHINE}jobs", "Input": "$request.body.input"}
ONE = (allow("states:StartExecution", f"{MACHINE}jobs"),)


def test_whoever_calls_the_route_gives_the_machine_its_input() -> None:
    made = integration(requestParameters=FIXED), route(), machine(), *behind()
    message = only(told(*made, rights=ONE))
    assert "role 'mailer' may say what state machine 'm' does (apigateway-x04: execute-api:Invoke)" in message
    assert "leads to role 'refunds'" in message
    assert not told(*made, rights=ONE, given=(allow("execute-api:Invoke", f"{API}*/POST/other"),))


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"StateMachineArn": f"{MACHINE}jobs", "Input": "$request.body"}, True),
        ({"StateMachineArn": f"{MACHINE}jobs", "Input": '{"role": "x"}'}, False),
        ({"StateMachineArn": f"{MACHINE}jobs"}, False),
        ({"StateMachineArn": f"{MACHINE}other", "Input": "$request.body"}, False),
    ],
)
def test_an_input_that_is_written_down_says_nothing(parameters: dict[str, str], *, says: bool) -> None:
    made = integration(requestParameters=parameters), route(), machine(), *behind()
    assert bool(told(*made, rights=ONE)) is says


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ("$util.escapeJavaScript($input.json('$'))", True),
        ('{\\"role\\": \\"$input.params(\'role\')\\"}', True),
        ('{\\"role\\": \\"x\\", \\"item\\": \\"$input.params(\'item\')\\"}', False),
    ],
)
def test_a_template_may_say_which_part_of_the_input_comes_from_the_request(sent: str, *, says: bool) -> None:
    template = f'{{"stateMachineArn": "{MACHINE}jobs", "input": "{sent}"}}'
    made = rest("states:action/StartExecution", template=template)
    assert bool(told(*made, machine(), *behind(), rights=ONE)) is says


def test_in_a_preview_the_machine_is_known_by_what_the_parameters_depend_on() -> None:
    one = machine()
    made = integration(requestParameters={**FIXED, "StateMachineArn": UNKNOWN})
    depends = Resource(
        made.urn, made.type, made.name, inputs=made.inputs, property_dependencies={"requestParameters": (one.urn,)}
    )
    assert told(depends, route(), one, *behind(), rights=ONE)
    assert not told(made, route(), one, *behind(), rights=ONE)


def test_whoever_calls_the_route_says_what_the_task_of_the_machine_runs() -> None:
    request = {"TaskDefinition": "runner", "Overrides.$": "$.overrides"}
    run = {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask", "Parameters": request, "End": True}
    text = json.dumps({"StartAt": "Run", "States": {"Run": run}})
    runs = aws("sfn/stateMachine", "m", name="jobs", arn=f"{MACHINE}jobs", roleArn=f"{ARN}role/runner", definition=text)
    containers = json.dumps([{"name": "main", "image": "public.ecr.aws/x/y:1"}])
    said = {"family": "runner", "taskRoleArn": f"{ARN}role/refunds", "containerDefinitions": containers}
    writes = may("refunds", allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/refunds"))
    behind_it = aws("ecs/taskDefinition", "t", **said), role("refunds", "ecs-tasks.amazonaws.com"), writes
    made = integration(requestParameters=FIXED), route(), runs, role("runner", "states.amazonaws.com"), *behind_it
    assert "(apigateway-x05: execute-api:Invoke)" in only(told(*made, rights=ONE))
