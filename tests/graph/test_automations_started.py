"""Who may start one automation of the stack, as it is written, does nothing of their own with the role they pass."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws

from daypass.model.resource import UNKNOWN, Partial, Resource

START = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:"
NAMED = [f"{START}automation-definition/RollPayments:*", f"{START}document/RollPayments"]
PASS = allow("iam:PassRole", f"{ARN}role/runbook")
ROLL = {"name": "roll", "action": "aws:executeAwsApi", "inputs": {"Service": "ecs", "Api": "UpdateService"}}


def runbook(content: Any = None, name: str = "RollPayments") -> Resource:
    fixed = {"schemaVersion": "0.3", "assumeRole": f"{ARN}role/runbook", "mainSteps": [ROLL]}
    text = json.dumps(fixed) if content is None else content
    return aws("ssm/document", name, name=name, documentType="Automation", content=text)


def leads(*statements: dict[str, Any], document: Resource | None = None) -> bool:
    """Whether the bot may hand the role over."""
    stack = (role("bot"), may("bot", *statements), role("runbook", "ssm.amazonaws.com"), document or runbook())
    return any(edge.how == "pass role" for edge in inner(graph(*stack), "bot"))


def test_one_runbook_of_fixed_steps_is_nothing_of_its_own() -> None:
    anywhere = [one.replace("eu-west-1", "*") for one in NAMED]
    assert not leads(PASS, allow("ssm:StartAutomationExecution", anywhere))
    assert not leads(PASS, allow("ssm:StartAutomationExecution", NAMED))
    assert not leads(PASS, allow("ssm:StartAutomationExecution", NAMED[0]))
    assert not leads(PASS, allow("ssm:StartAutomationExecution", [*NAMED, f"{START}automation-execution/*"]))


@pytest.mark.parametrize(
    "started",
    ["*", f"{START}document/*", f"{START}automation-definition/Roll*:*", f"{START}automation-definition/Other:*"],
)
def test_any_other_automation_may_do_anything(started: str) -> None:
    assert leads(PASS, allow("ssm:StartAutomationExecution", started))
    assert leads(PASS, allow("ssm:StartAutomationExecution", [*NAMED, started]))


@pytest.mark.parametrize("account", ["*", "1111*", "444455556666", ""])
@pytest.mark.parametrize("named", NAMED)
def test_one_of_the_same_name_may_be_shared_by_another_account(named: str, account: str) -> None:
    assert leads(PASS, allow("ssm:StartAutomationExecution", named.replace(ACCOUNT, account)))


@pytest.mark.parametrize("action", ["ssm:UpdateDocument", "ssm:CreateDocument", "ssm:*Document"])
def test_who_writes_documents_chooses_the_steps(action: str) -> None:
    assert leads(PASS, allow("ssm:StartAutomationExecution", NAMED), allow(action))


TEMPLATE = {"StackName": "core", "TemplateURL": "https://templates.s3.amazonaws.com/core.yaml"}
CREATES = {"name": "make", "action": "aws:createStack", "inputs": TEMPLATE}
CALLS = {"name": "make", "action": "aws:executeAwsApi", "inputs": {"Service": "cloudformation", "Api": "UpdateStack"}}
IN_YAML = "mainSteps:\n- name: make\n  action: aws:createStack\n  inputs:\n    StackName: core\n"


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"mainSteps": [ROLL, CREATES]}),
        json.dumps({"mainSteps": [{**CALLS, "inputs": {**CALLS["inputs"], **TEMPLATE}}]}),
        f"{IN_YAML}    TemplateURL: {TEMPLATE['TemplateURL']}\n",
    ],
    ids=["createStack", "executeAwsApi", "yaml"],
)
def test_a_template_at_a_place_is_whoever_writes_there_s(content: str) -> None:
    assert leads(PASS, allow("ssm:StartAutomationExecution", NAMED), document=runbook(content))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"mainSteps": [{**CREATES, "inputs": {"StackName": "core", "TemplateBody": "Resources: {}"}}]}),
        f"{IN_YAML}    TemplateBody: 'Resources: {{}}'\n",
    ],
    ids=["json", "yaml"],
)
def test_a_template_that_stands_in_the_document_is_fixed(content: str) -> None:
    assert not leads(PASS, allow("ssm:StartAutomationExecution", NAMED), document=runbook(content))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(
            {"parameters": {"Run": {"type": "String"}}, "mainSteps": [{**ROLL, "inputs": {"Api": "{{ Run }}"}}]}
        ),
        UNKNOWN,
    ],
    ids=["chosen", "unknown"],
)
def test_steps_that_are_chosen_or_not_known_may_do_anything(content: Any) -> None:
    assert leads(PASS, allow("ssm:StartAutomationExecution", NAMED), document=runbook(content))


SHELL = {"DocumentName": "AWS-RunShellScript", "Parameters": {"commands": ["systemctl restart web"]}}
CHOSEN = {"Machine": {"type": "String"}, "AutomationAssumeRole": {"type": "String"}}


def running(inputs: Any, action: str = "aws:runCommand", role_: Any = f"{ARN}role/runbook") -> dict[str, Any]:
    steps = [{"name": "run", "action": action, "inputs": inputs}]
    return {"schemaVersion": "0.3", "assumeRole": role_, "parameters": CHOSEN, "mainSteps": steps}


@pytest.mark.parametrize(
    "content",
    [
        running({**SHELL, "InstanceIds": ["{{ Machine }}"]}),
        running({**SHELL, "Targets": [{"Key": "InstanceIds", "Values": ["{{ Machine }}"]}]}),
        running({"InstanceIds": ["{{ Machine }}"], "DesiredState": "stopped"}, "aws:changeInstanceState"),
        running({**SHELL, "InstanceIds": [UNKNOWN]}),
        running({**SHELL, "InstanceIds": ["i-7"]}, role_="{{ AutomationAssumeRole }}"),
        running({**SHELL, "InstanceIds": ["i-7"]}, role_=UNKNOWN),
    ],
)
def test_who_chooses_the_machine_or_the_role_leaves_the_steps_as_they_are(content: Any) -> None:
    assert not leads(PASS, allow("ssm:StartAutomationExecution", NAMED), document=runbook(content))


@pytest.mark.parametrize(
    "content",
    [
        running({**SHELL, "DocumentName": "{{ Machine }}", "InstanceIds": ["i-7"]}),
        running({**SHELL, "Parameters": {"commands": ["{{ Machine }}"]}, "InstanceIds": ["{{ Machine }}"]}),
        running({"Service": "ec2", "Api": "AssociateIamInstanceProfile", "InstanceIds": ["{{ Machine }}"]}, "aws:api"),
        running({**SHELL, "Parameters": UNKNOWN, "InstanceIds": ["i-7"]}),
        running(UNKNOWN),
        running(Partial(SHELL)),
        {"mainSteps": [Partial({"action": "aws:runCommand", "inputs": SHELL})]},
    ],
)
def test_who_chooses_more_than_the_machine_may_do_anything(content: Any) -> None:
    assert leads(PASS, allow("ssm:StartAutomationExecution", NAMED), document=runbook(content))


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None], [7], [{"action": None}], [{"action": "aws:runCommand"}]])
def test_no_shape_of_steps_breaks_it(odd: Any) -> None:
    leads(PASS, allow("ssm:StartAutomationExecution", NAMED), document=runbook({**running(SHELL), "mainSteps": odd}))
