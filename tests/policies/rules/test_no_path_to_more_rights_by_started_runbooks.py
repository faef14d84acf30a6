"""Who writes a runbook that says its own role, and that AWS starts by itself, has what that role may."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

NAME = "SecOps-Isolate"
DOCUMENTS = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:document/SecOps-*"
LATER, DEFAULT = allow("ssm:UpdateDocument", DOCUMENTS), allow("ssm:UpdateDocumentDefaultVersion", DOCUMENTS)
FIXES = f"{ARN}role/fixes"
STEPS = [{"name": "isolate", "action": "aws:executeAwsApi", "inputs": {"Service": "ec2", "Api": "StopInstances"}}]
CALL = "arn:aws:scheduler:::aws-sdk:ssm:startAutomationExecution"


def definition(version: str = ":$DEFAULT", name: str = NAME) -> str:
    return f"arn:aws:ssm:eu-west-1:{ACCOUNT}:automation-definition/{name}{version}"


def document(name: Any = NAME, **content: Any) -> Resource:
    written = {"schemaVersion": "0.3", "assumeRole": FIXES, "mainSteps": STEPS, **content}
    return aws("ssm/document", "isolate", name=name, documentType="Automation", content=json.dumps(written))


def target(arn: Any = None, **inputs: Any) -> Resource:
    return aws("cloudwatch/eventTarget", "finding", rule="findings", arn=arn or definition(), **inputs)


def schedule(**request: Any) -> Resource:
    given = {"arn": CALL, "input": json.dumps({"DocumentName": NAME, **request})}
    return aws("scheduler/schedule", "nightly", target=given)


def stack_of(*runs: Resource, given: tuple[dict[str, Any], ...] = (LATER, DEFAULT)) -> tuple[Resource, ...]:
    """A role that may write the document, and one with which it runs."""
    fixes = role("fixes", "ssm.amazonaws.com"), may("fixes", allow("ec2:StopInstances"))
    return role("linter"), may("linter", *given), *fixes, *runs


def told(*runs: Resource, given: tuple[dict[str, Any], ...] = (LATER, DEFAULT)) -> list[str]:
    answer = judge_stack(no_path_to_more_rights, *stack_of(*runs, given=given))
    return [one for one in messages(answer) if "'linter'" in one]


@pytest.mark.parametrize(
    "starts",
    [
        target(),
        target(definition("")),
        native("events:Rule", "finding", targets=[{"id": "1", "arn": definition()}]),
        schedule(),
        schedule(DocumentVersion="$DEFAULT"),
        native("scheduler:Schedule", "nightly", target={"arn": CALL, "input": json.dumps({"DocumentName": NAME})}),
        aws("cfg/remediationConfiguration", "db", targetType="SSM_DOCUMENT", targetId=NAME, configRuleName="db"),
        aws("ssm/association", "nightly", name=NAME),
    ],
)
def test_whoever_writes_its_default_version_has_what_its_own_role_may(starts: Resource) -> None:
    (message,) = told(document(), starts)
    assert message.startswith("role 'linter' leads to role 'fixes', which may ec2:StopInstances on *")
    assert "may make runbook 'isolate' do something else (ssm-x12" in message


@pytest.mark.parametrize("starts", [target(definition(":$LATEST")), schedule(DocumentVersion="$LATEST")])
def test_the_latest_version_needs_nobody_to_choose_it(starts: Resource) -> None:
    (message,) = told(document(), starts, given=(LATER,))
    assert "(ssm-x13: ssm:UpdateDocument)" in message
    assert not told(document(), target(), given=(LATER,))


@pytest.mark.parametrize(
    "runs",
    [
        (document(),),
        (document(), target(definition(":4"))),
        (document(), schedule(DocumentVersion="4")),
        (document(), target(definition(name="SecOps-Other"))),
        (document(), target(definition(name="AWS-StopEC2Instance"))),
        (document(assumeRole="{{ AutomationAssumeRole }}"), target()),
        (document("Watch-Isolate"), target(definition(name="Watch-Isolate"))),
    ],
)
def test_what_nothing_starts_another_document_and_a_version_that_stays_are_quiet(runs: tuple[Resource, ...]) -> None:
    assert not told(*runs)


def test_denials_half_of_it_and_what_it_has_anyhow_pass() -> None:
    assert not told(document(), target(), given=(LATER, DEFAULT, deny("ssm:UpdateDocument")))
    assert not told(document(), target(), given=(allow("ssm:GetDocument", DOCUMENTS), DEFAULT))
    assert not told(document(), target(), given=(LATER, DEFAULT, allow("ec2:StopInstances")))


def test_a_target_that_is_not_known_yet_leaves_open_what_it_depends_on() -> None:
    runbook = document()
    starts = replace(target(UNKNOWN), property_dependencies={"arn": (runbook.urn,)})
    answer = judge_stack(no_path_to_more_rights, *stack_of(runbook, starts))
    assert not answer.problems
    assert any("arn" in one for one in unknowns(answer))
    assert not told(runbook, target(UNKNOWN))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, [UNKNOWN], "{", "[1]", '{"DocumentName": 7}'])
def test_no_shape_breaks_it(odd: Any) -> None:
    told(document(), aws("scheduler/schedule", "nightly", target={"arn": CALL, "input": odd}))
    told(document(), aws("scheduler/schedule", "nightly", target=odd), target(odd))
