"""Whoever says by the input of a state machine what a host runs acts as the role of that host."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "ec2.amazonaws.com", **ADMINISTRATOR)
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")
HOST = aws("ec2/instance", "i", id="i-1", iamInstanceProfile="strong", tags={"app": "portal"})
HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:care"
STARTS = allow("states:StartExecution", MACHINE)
SENDS = "ssm:SendCommand"
SHELL = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript"
INSTANCE = f"arn:aws:ec2:{HERE}:instance"
CARE = role("care", "states.amazonaws.com")
BY_INPUT = {"commands.$": "$.commands"}
PUT_TOGETHER = {"Parameters": None, "Parameters.$": "$.p"}
OUTSIDE = f"{ARN}role/of-another-stack"


def sending(parameters: Any = None, *, jsonata: bool = False, **said: Any) -> dict[str, Any]:
    """A state that sends a command to the host; what is None is left out."""
    every = {"DocumentName": "AWS-RunShellScript", "InstanceIds": ["i-1"], "Parameters": parameters or BY_INPUT, **said}
    request = {key: value for key, value in every.items() if value is not None}
    language = {"QueryLanguage": "JSONata", "Arguments": request} if jsonata else {"Parameters": request}
    return {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ssm:sendCommand", "End": True, **language}


def machine(send: dict[str, Any], first: dict[str, Any] | None = None, **inputs: Any) -> Resource:
    states = {"Send": send, **({"First": {"Next": "Send", **first}} if first else {})}
    text = json.dumps({"StartAt": "First" if first else "Send", "States": states})
    return aws("sfn/stateMachine", "m", **{"name": "care", "definition": text, "roleArn": f"{ARN}role/care", **inputs})


def told(
    made: Resource, *rights: dict[str, Any], given: dict[str, Any] = STARTS, called: str = "a", host: Resource = HOST
) -> list[str]:
    allowed = rights or (allow(SENDS, [f"{INSTANCE}/i-1", SHELL]),)
    stack = (role(called), may(called, given), CARE, may("care", *allowed), STRONG, PROFILE, host, made)
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"role '{called}'" in text]


@pytest.mark.parametrize(
    "made",
    [
        machine(sending()),
        machine(sending(DocumentName=SHELL)),
        machine(sending({"commands.$": "States.Array($.command)"})),
        machine(sending({"commands.$": "States.Array('cd /srv', States.Format('make {}', $.target))"})),
        machine(sending(**{"Parameters": None, "Parameters.$": "$.parameters"})),
        machine(sending(**PUT_TOGETHER), {"Type": "Pass", "Parameters": {"p": BY_INPUT}}),
        machine(sending(DocumentName="AWS-RunRemoteScript", parameters={"commandLine.$": "$.line"}), roleArn=OUTSIDE),
        machine(sending({"commands": "{% $states.input.commands %}"}, jsonata=True)),
        machine(sending({"commands": ["cd /srv", "{% $states.input.command %}"]}, jsonata=True)),
        machine(sending(InstanceIds=None, Targets=[{"Key": "tag:app", "Values": ["portal"]}])),
        machine(sending(InstanceIds=None, Targets=[{"Key": "InstanceIds", "Values.$": "$.hosts"}])),
        machine(sending(**{"InstanceIds": None, "InstanceIds.$": "$.hosts"})),
        machine({key: value for key, value in sending().items() if key != "Parameters"}),
        machine(sending(), {"Type": "Wait", "Seconds": 5}),
        machine(sending(), {"Type": "Choice", "Default": "Send", "Choices": []}),
    ],
)
def test_whoever_says_what_the_host_runs_may_act_as_it(made: Resource) -> None:
    (message,) = told(made)
    assert message.startswith("role 'a' may act as role 'strong'")
    assert "(states-x12: states:StartExecution)" in message
    assert not told(made, given=allow("states:StartExecution", f"{MACHINE}-2"))


CHECKED = {"Variable": "$.commands[0]", "StringEquals": "uptime", "Next": "Send"}


@pytest.mark.parametrize(
    "made",
    [
        machine(sending({"commands": ["systemctl restart gateway"]})),
        machine(sending({"commands": ["uptime"], "executionTimeout.$": "$.timeout"})),
        machine(sending({"commands": ["uptime"], "workingDirectory.$": "$.place"})),
        machine(sending({"commands": ["uptime"]}, **{"Comment.$": "$.comment"})),
        machine(sending({"commands.$": "$$.Execution.Name"})),
        machine(sending({"commands": ["uptime"]}, **{"InstanceIds": None, "InstanceIds.$": "$.hosts"})),
        machine(sending(DocumentName="AWS-UpdateSSMAgent", parameters={"version.$": "$.version"})),
        machine(sending(InstanceIds=["i-2"])),
        machine(sending(InstanceIds=None, Targets=[{"Key": "tag:app", "Values": ["shop"]}])),
        machine(sending(), {"Type": "Choice", "Choices": [CHECKED], "Default": "Refuse"}),
        machine(sending(), {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.checked"}),
        machine(sending(), {"Type": "Pass", "Result": {"commands": ["uptime"]}}),
        machine({**sending(), "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter"}),
        machine({**sending({"commands": "{% $checked %}"}, jsonata=True)}),
    ],
)
def test_what_is_fixed_looked_at_or_run_elsewhere_is_quiet(made: Resource) -> None:
    assert not told(made)


@pytest.mark.parametrize(
    ("rights", "is_reached"),
    [
        ((allow(SENDS, "*"),), True),
        ((allow(SENDS, f"{INSTANCE}/*"), allow(SENDS, SHELL)), True),
        ((allow(SENDS, [f"{INSTANCE}/i-2", SHELL]),), False),
        ((allow(SENDS, f"{INSTANCE}/*"),), False),
        ((allow(SENDS, [f"{INSTANCE}/*", SHELL.replace("Run", "Check")]),), False),
        ((allow("ssm:GetCommandInvocation", "*"),), False),
    ],
)
def test_the_role_of_the_machine_must_be_allowed_to_send_it_to_the_host(rights: Any, *, is_reached: bool) -> None:
    for made in (machine(sending()), machine(sending(**{"InstanceIds": None, "InstanceIds.$": "$.hosts"}))):
        assert bool(told(made, *rights)) == is_reached


@pytest.mark.parametrize(("value", "is_reached"), [("portal", True), ("shop", False)])
def test_a_tag_may_tell_which_hosts_the_role_commands(value: str, *, is_reached: bool) -> None:
    by_tag = allow(SENDS, f"{INSTANCE}/*", Condition={"StringEquals": {"ssm:resourceTag/app": value}})
    made = machine(sending(**{"InstanceIds": None, "InstanceIds.$": "$.hosts"}))
    assert bool(told(made, by_tag, allow(SENDS, SHELL))) == is_reached


def test_whoever_names_the_document_says_what_runs_where_the_role_may_send_any() -> None:
    named = {"DocumentName": None, "DocumentName.$": "$.document"}
    with_parameters = machine(sending(**named, **{"Parameters": None, "Parameters.$": "$.parameters"}))
    alone = machine(sending({"commands": ["uptime"]}, **named))
    few = allow(SENDS, [f"{INSTANCE}/i-1", SHELL.replace("AWS-RunShellScript", "AWS-UpdateSSMAgent")])
    assert told(with_parameters)
    assert told(alone, allow(SENDS, "*"))
    assert not told(alone)
    assert not told(with_parameters, few)


def test_an_express_machine_that_is_waited_for_does_alike() -> None:
    express = machine(sending(), type="EXPRESS")
    assert "(states-x13: states:StartSyncExecution)" in only(
        told(express, given=allow("states:StartSyncExecution", MACHINE))
    )


def test_who_sends_a_message_or_puts_an_event_that_starts_it_says_as_much() -> None:
    queue, bus = f"arn:aws:sqs:{HERE}:jobs", f"arn:aws:events:{HERE}:event-bus/ops"
    template = {"inputTemplate": '{"commands": <$.body.commands>}'}
    pipe = aws("pipes/pipe", "p", source=queue, target=MACHINE, targetParameters=template)
    each = {"StartAt": "Send", "States": {"Send": sending()}}
    mapped = machine({"Type": "Map", "ItemProcessor": each, "End": True})
    pattern = json.dumps({"source": ["shop.ops"]})
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName="ops", eventPattern=pattern)
    target = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName="ops", arn=MACHINE, inputPath="$.detail")
    for made, given, path in (
        ((pipe, mapped), allow("sqs:SendMessage", queue), "sqs-x04"),
        ((rule, target, machine(sending())), allow("events:PutEvents", bus), "events-x07"),
    ):
        rights = may("care", allow(SENDS, "*"))
        stack = (role("a"), may("a", given), CARE, rights, STRONG, PROFILE, HOST, *made)
        every = messages(judge_stack(no_path_to_more_rights, *stack))
        assert f"({path}: " in only([text for text in every if "role 'a'" in text])


def test_an_agent_does_what_it_is_talked_into_whatever_the_names() -> None:
    agent = role("ledger-agent", "bedrock-agentcore.amazonaws.com"), may("ledger-agent", STARTS)
    works = role("ledger", "ec2.amazonaws.com"), may("ledger", allow("s3:PutObject", "arn:aws:s3:::ledger/*"))
    worn = aws("iam/instanceProfile", "ledger", name="ledger", role="ledger")
    host = aws("ec2/instance", "i", id="i-1", iamInstanceProfile="ledger")
    sends = CARE, may("care", allow(SENDS, [f"{INSTANCE}/i-1", SHELL]))
    found = judge_stack(no_path_to_more_rights, *agent, *works, worn, host, *sends, machine(sending()))
    assert "(states-x12: states:StartExecution)" in only(
        [text for text in messages(found) if text.startswith("role 'ledger-agent'")]
    )


def test_who_may_command_the_host_themselves_is_told_once() -> None:
    itself = allow(["states:StartExecution", SENDS], "*")
    assert len(told(machine(sending()), given=itself)) == 1


def test_what_a_stack_does_not_know_yet_is_no_pass() -> None:
    hidden = sending()["Parameters"] | {"InstanceIds": [UNKNOWN]}
    states = {"StartAt": "Send", "States": {"Send": {**sending(), "Parameters": hidden}}}
    by_input = machine(sending(**{"InstanceIds": None, "InstanceIds.$": "$.hosts"}), roleArn=OUTSIDE)
    for made in (machine(sending(), definition=states), by_input):
        stack = (role("a"), may("a", STARTS), CARE, may("care", allow(SENDS, "*")), STRONG, PROFILE, HOST, made)
        found = judge_stack(no_path_to_more_rights, *stack)
        assert not [text for text in messages(found) if "role 'a'" in text]
        assert found.undecided


@pytest.mark.parametrize("odd", [None, 7, "", "{", [], {}, Secret("x"), [7], {"a": []}])
def test_what_has_no_shape_commands_nobody(odd: Any) -> None:
    for key in ("DocumentName", "InstanceIds"):
        states = {"Send": {**sending(), "Parameters": {**sending()["Parameters"], key: odd}}}
        assert not told(machine(sending(), definition={"StartAt": "Send", "States": states}))
    states = {"Send": {**sending(), "Parameters": {**sending()["Parameters"], "Parameters": odd}}}
    assert not told(machine(sending(), definition={"StartAt": "Send", "States": states}))
