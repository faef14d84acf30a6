"""Who writes a runbook that AWS runs by itself has what the role may that is written down beside it."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
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
