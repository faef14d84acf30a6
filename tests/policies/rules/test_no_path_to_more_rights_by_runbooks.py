"""Who writes a runbook that AWS runs by itself has what the role may that is written down beside it."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

DOCUMENT = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:document/acme-private-db"
WRITES = allow("ssm:UpdateDocument", DOCUMENT), allow("ssm:UpdateDocumentDefaultVersion", DOCUMENT)
FIXES = f"{ARN}role/fixes"
REMEDY = {"targetType": "SSM_DOCUMENT", "targetId": "acme-private-db", "configRuleName": "public-db"}
NAMED = [{"name": "AutomationAssumeRole", "staticValue": FIXES}, {"name": "Id", "resourceValue": "RESOURCE_ID"}]


def remediation(**inputs: Any) -> Resource:
    return aws("cfg/remediationConfiguration", "db", **{**REMEDY, "parameters": NAMED, **inputs})


def association(**inputs: Any) -> Resource:
    said = {"name": "acme-private-db", "parameters": {"AutomationAssumeRole": FIXES}}
    return aws("ssm/association", "nightly", **{**said, **inputs})


def task(kind: str = "AUTOMATION", service_role: Any = None, **automation: Any) -> Resource:
    parameters = {"parameters": [{"name": "AutomationAssumeRole", "values": [FIXES]}], **automation}
    return aws(
        "ssm/maintenanceWindowTask",
        "weekly",
        taskType=kind,
        taskArn="acme-private-db",
        serviceRoleArn=service_role,
        taskInvocationParameters={"automationParameters": parameters},
    )


def told(runs: Resource, *given: dict[str, Any]) -> list[str]:
    answer = judge_stack(no_path_to_more_rights, *stack_of(runs, *given))
    return [one for one in messages(answer) if "'author'" in one]


def stack_of(runs: Resource, *given: dict[str, Any]) -> tuple[Resource, ...]:
    """A role that may write the document, and one with which it runs."""
    fixes = role("fixes", "ssm.amazonaws.com"), may("fixes", allow("ec2:RevokeSecurityGroupIngress"))
    return role("author"), may("author", *(given or WRITES)), *fixes, runs


@pytest.mark.parametrize(
    "runs",
    [
        remediation(),
        native(
            "configuration:RemediationConfiguration",
            "db",
            **REMEDY,
            parameters={"AutomationAssumeRole": {"StaticValue": {"Values": [FIXES]}}},
        ),
        remediation(parameters=[{"name": "AutomationAssumeRole", "staticValues": [FIXES]}]),
        association(),
        association(automationTargetParameterName="InstanceId"),
        task(),
        task(documentVersion="$DEFAULT"),
        task(service_role=FIXES),
    ],
)
def test_whoever_writes_its_next_version_has_what_its_role_may(runs: Resource) -> None:
    (message,) = told(runs)
    assert message.startswith("role 'author' leads to role 'fixes', which may ec2:RevokeSecurityGroupIngress on *")
    assert f"may make runbook '{runs.name}' do something else (ssm-x12" in message


def test_the_latest_version_needs_nobody_to_choose_it() -> None:
    (message,) = told(remediation(targetVersion="$LATEST"), WRITES[0])
    assert "(ssm-x13: ssm:UpdateDocument)" in message
    assert not told(remediation(), WRITES[0])


@pytest.mark.parametrize(
    "runs",
    [
        remediation(targetVersion="4"),
        remediation(targetId="other"),
        remediation(targetId="AWS-DisablePublicAccessForSecurityGroup"),
        remediation(parameters=NAMED[1:]),
        association(documentVersion="2"),
        task(documentVersion="3"),
        task("RUN_COMMAND"),
    ],
)
def test_another_document_or_a_version_that_stays_is_quiet(runs: Resource) -> None:
    assert not told(runs)


@pytest.mark.parametrize(
    ("runs", "path"),
    [
        (remediation(targetId=UNKNOWN), "targetId"),
        (remediation(targetVersion=UNKNOWN), "targetVersion"),
        (association(documentVersion=UNKNOWN), "documentVersion"),
    ],
)
def test_what_is_not_known_of_a_runbook_leaves_it_undecided(runs: Resource, path: str) -> None:
    answer = judge_stack(no_path_to_more_rights, *stack_of(runs))
    assert not answer.problems
    assert any(path in one for one in unknowns(answer))


def test_denials_and_what_it_has_anyhow_pass() -> None:
    assert not told(remediation(), *WRITES, deny("ssm:Update*"))
    assert not told(remediation(), *WRITES, allow("ec2:RevokeSecurityGroupIngress"))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret(UNKNOWN), [UNKNOWN], [{"name": None}]])
def test_no_shape_breaks_it(odd: Any) -> None:
    told(remediation(targetId=odd, targetVersion=odd, parameters=odd))
    told(association(name=odd, documentVersion=odd, parameters=odd))
    told(task(odd))


RUNS = {"ArnLike": {"aws:SourceArn": f"arn:aws:ssm:*:{ACCOUNT}:automation-execution/*"}}
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:card-??????"
HOST = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-7"
SHELL = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript"
HELP = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:document/help"
STARTS = (
    allow("ssm:StartAutomationExecution", [HELP, f"arn:aws:ssm:eu-west-1:{ACCOUNT}:automation-definition/help:*"]),
    allow(
        "iam:PassRole", f"{ARN}role/runner", Condition={"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}}
    ),
)


def runner(*trust: Any) -> tuple[Resource, ...]:
    """A role that may send commands to a host, of which the role reads a secret."""
    host = aws("ec2/instance", "host", id="i-7", iamInstanceProfile="host")
    made = role("runner", *(trust or ("ssm.amazonaws.com",)), tags={"daypass:class": "service"})
    profile = aws("iam/instanceProfile", "host", name="host", role="host")
    reads = role("host", "ec2.amazonaws.com"), may("host", allow("secretsmanager:GetSecretValue", SECRET))
    return made, may("runner", allow("ssm:SendCommand", [HOST, SHELL])), *reads, profile, host


def by_automations(**condition: Any) -> dict[str, Any]:
    return lets_in("ssm.amazonaws.com", Condition=condition)


def helps(command: str = "systemctl restart web", role_: Any = f"{ARN}role/runner", **parameters: Any) -> Resource:
    inputs = {"DocumentName": "AWS-RunShellScript", "InstanceIds": ["i-7"], "Parameters": {"commands": [command]}}
    steps = [{"name": "run", "action": "aws:runCommand", "inputs": inputs}]
    content = {"schemaVersion": "0.3", "assumeRole": role_, "parameters": parameters, "mainSteps": steps}
    return aws("ssm/document", "help", name="help", documentType="Automation", content=json.dumps(content))


def who_leads(*resources: Resource) -> list[str]:
    """Of whom it is told that they lead to the host's role."""
    found = messages(judge_stack(no_path_to_more_rights, *resources))
    return [one.split("'")[1] for one in found if "leads to role 'host'" in one]


YAML = f"schemaVersion: '0.3'\nassumeRole: '{ARN}role/runner'\nmainSteps:\n- name: run\n  action: aws:runCommand\n"


@pytest.mark.parametrize(
    "given",
    [
        runner(by_automations(**RUNS)),
        runner(by_automations(StringLike={"aws:SourceArn": f"arn:aws:ssm:eu-west-1:{ACCOUNT}:automation-execution/*"})),
        (*runner(), helps()),
        (*runner(), aws("ssm/document", "help", name="help", documentType="Automation", content=YAML)),
        (*runner(), native("ssm:Document", "help", name="help", content={"assumeRole": f"{ARN}role/runner"})),
        (*runner(), association(parameters={"AutomationAssumeRole": f"{ARN}role/runner"})),
    ],
)
def test_a_role_that_runbooks_alone_have_does_what_they_say(given: tuple[Resource, ...]) -> None:
    assert who_leads(*given) == []


MACHINES = aws("ssm/activation", "shop", iamRole="runner")


@pytest.mark.parametrize(
    "given",
    [
        runner(),
        runner(by_automations(StringEquals={"aws:SourceAccount": ACCOUNT})),
        runner(by_automations(ArnLike={"aws:SourceArn": f"arn:aws:ssm:eu-west-1:{ACCOUNT}:*"})),
        runner(by_automations(ArnLikeIfExists=RUNS["ArnLike"])),
        runner(by_automations(**RUNS), "ssm.amazonaws.com"),
        runner(by_automations(**RUNS), "lambda.amazonaws.com"),
        runner(by_automations(**RUNS), f"{ARN}role/app"),
        (*runner(), MACHINES),
        (*runner(), helps(), MACHINES),
        (*runner(), helps(role_=f"{ARN}role/other")),
        (*runner("lambda.amazonaws.com"), helps()),
    ],
)
def test_a_role_that_others_enter_too_has_its_rights_for_itself(given: tuple[Resource, ...]) -> None:
    assert who_leads(*given) == ["runner"]


def test_whoever_says_what_a_runbook_runs_has_what_its_role_commands() -> None:
    """The path goes over the role that is passed, though that one itself does what is written."""
    bot = role("bot", "lambda.amazonaws.com"), may("bot", *STARTS)
    free, held = {"type": "String"}, {"type": "String", "allowedValues": ["web", "api"]}
    for trust in (by_automations(**RUNS), "ssm.amazonaws.com"):
        assert who_leads(*bot, *runner(trust), helps("{{ Command }}", Command=free)) == ["bot"]
        assert who_leads(*bot, *runner(trust), helps("systemctl restart {{ Unit }}", Unit=held)) == []
        assert who_leads(*bot, *runner(trust), helps()) == []
    author = role("author", "lambda.amazonaws.com"), may("author", *STARTS, allow("ssm:UpdateDocument", HELP))
    assert who_leads(*author, *runner(by_automations(**RUNS)), helps()) == ["author"]


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", "assumeRole:", UNKNOWN, Secret(UNKNOWN), [UNKNOWN]])
def test_no_shape_of_a_document_breaks_it(odd: Any) -> None:
    given = aws("ssm/document", "help", name="help", documentType="Automation", content=odd)
    assert who_leads(*runner(), given) == ["runner"]
