"""Who starts a runbook that puts their words into a command has what the role may of the hosts that it commands."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, graph, inner, may, not_known, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"arn:aws:ssm:eu-west-1:{ACCOUNT}"
DEFINITION, DOCUMENT = f"{HERE}:automation-definition/fix:*", f"{HERE}:document/fix"
STARTS = allow("ssm:StartAutomationExecution", [DEFINITION, DOCUMENT])
SHELL = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript"
HOSTS = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*"
SENDS = allow("ssm:SendCommand", [SHELL, HOSTS])
FREE = {"type": "String", "default": "web.service"}
ID = {"type": "String", "allowedPattern": "^i-[0-9a-f]{17}$"}
PARAMETERS = {"Unit": FREE, "Id": ID}


def sending(commands: Any = "systemctl restart {{ Unit }}", **inputs: Any) -> dict[str, Any]:
    given = {"DocumentName": "AWS-RunShellScript", "InstanceIds": ["{{ Id }}"], "Parameters": {"commands": [commands]}}
    return {"name": "run", "action": "aws:runCommand", "inputs": {**given, **inputs}}


def content(*steps: dict[str, Any], parameters: Any = None, **said: Any) -> dict[str, Any]:
    given = {"schemaVersion": "0.3", "assumeRole": f"{ARN}role/mender", "parameters": parameters or PARAMETERS}
    return {**given, "mainSteps": list(steps) or [sending()], **said}


def runbook(written: Any = None) -> Resource:
    text = written if isinstance(written, str) else json.dumps(written or content())
    return aws("ssm/document", "fix", name="fix", documentType="Automation", content=text)


HOST = aws("ec2/instance", "host", id="i-7", iamInstanceProfile="host", tags={"app": "web"})


def stack_of(*more: Resource, given: Any = STARTS, sends: Any = SENDS, host: Resource = HOST) -> tuple[Resource, ...]:
    """A function that may start the runbook, whose role may command a host that reads a secret."""
    mender = role("mender", "ssm.amazonaws.com"), may("mender", *(sends if isinstance(sends, list) else [sends]))
    reads = role("host", "ec2.amazonaws.com"), may("host", allow("secretsmanager:GetSecretValue"))
    profile = aws("iam/instanceProfile", "host", name="host", role="host")
    starts = may("chat", *(given if isinstance(given, list) else [given]))
    return role("chat", "lambda.amazonaws.com"), starts, *mender, *reads, profile, host, *more


def told(*more: Resource, **said: Any) -> list[str]:
    answer = judge_stack(no_path_to_more_rights, *stack_of(*more, **said))
    return [one for one in messages(answer) if one.startswith("role 'chat'")]


CALLS = {"Service": "ssm", "Api": "SendCommand", **sending()["inputs"]}
CALL = {"name": "run", "action": "aws:executeAwsApi", "inputs": CALLS}
OPEN = json.dumps(
    {
        "schemaVersion": "2.2",
        "parameters": {"unit": {"type": "String"}},
        "mainSteps": [{"action": "aws:runShellScript", "inputs": {"runCommand": ["systemctl restart {{ unit }}"]}}],
    }
)
OWN = aws("ssm/document", "own", name="own", documentType="Command", content=OPEN)
BY_OWN = sending(DocumentName="own", Parameters={"unit": ["{{ Unit }}"]})
ANY = {"Unit": FREE, "Id": ID, "Document": {"type": "String"}}


@pytest.mark.parametrize(
    "made",
    [
        content(),
        content(sending("systemctl restart '{{Unit}}'")),
        content(sending(InstanceIds=None, Targets=[{"Key": "tag:app", "Values": ["web"]}])),
        content(sending(InstanceIds=["i-7"])),
        content(sending(Parameters={"commands": "{{ Unit }}"}), parameters={"Unit": {"type": "StringList"}, "Id": ID}),
        content(sending(Parameters="{{ Unit }}"), parameters={"Unit": {"type": "StringMap"}, "Id": ID}),
        content(sending(DocumentName="AWS-RunRemoteScript", Parameters={"commandLine": "{{ Unit }}"})),
        content(parameters={**PARAMETERS, "Unit": {**FREE, "allowedPattern": "^.*$"}}),
        content(parameters={**PARAMETERS, "Id": {"type": "String", "allowedValues": ["i-7", "i-8"]}}),
        content(CALL),
        content({"name": "wait", "action": "aws:sleep", "inputs": {"Duration": "PT1M"}}, sending()),
    ],
)
def test_whoever_starts_it_runs_commands_as_the_role_of_the_host(made: Any) -> None:
    anywhere = allow("ssm:SendCommand")
    (message,) = told(runbook(made), sends=anywhere)
    assert message.startswith("role 'chat' leads to role 'host', which may secretsmanager:GetSecretValue")
    assert "(ssm-x30: ssm:StartAutomationExecution)" in message


@pytest.mark.parametrize(
    "made",
    [
        content(parameters={**PARAMETERS, "Unit": {**FREE, "allowedPattern": "^[a-z-]+\\.service$"}}),
        content(parameters={**PARAMETERS, "Unit": {**FREE, "allowedValues": ["web.service", "api.service"]}}),
        content(parameters={**PARAMETERS, "Unit": {"type": "Boolean"}}),
        content(parameters={**PARAMETERS, "Unit": {"type": "AWS::EC2::Instance::Id"}}),
        content(sending("systemctl restart web")),
        content(sending("systemctl restart {{ getUnit.Name }}")),
        content(sending(Parameters={"commands": ["uptime"], "workingDirectory": ["{{ Unit }}"]})),
        content(sending("uptime", Comment="{{ Unit }}")),
        content(sending(DocumentName="AWS-UpdateSSMAgent", Parameters={"version": ["{{ Unit }}"]})),
        content(sending(InstanceIds=["i-9"])),
        content(sending(InstanceIds=None, Targets=[{"Key": "tag:app", "Values": ["shop"]}])),
        content(parameters={**PARAMETERS, "Id": {"type": "String", "allowedValues": ["i-8"]}}),
        content({"name": "ask", "action": "aws:approve", "inputs": {"Approvers": [f"{ARN}user/ada"]}}, sending()),
        content(
            {
                "name": "check",
                "action": "aws:executeScript",
                "inputs": {"Script": "def h(e, c): check(e)", "InputPayload": {"unit": "{{ Unit }}"}},
            },
            sending(),
        ),
        content(assumeRole="{{ AutomationAssumeRole }}"),
        content(assumeRole=""),
        content({**sending(), "action": "aws:sleep"}),
    ],
)
def test_words_that_are_held_looked_at_or_data_are_quiet(made: Any) -> None:
    assert not told(runbook(made))


def test_a_document_of_the_stack_that_runs_what_it_is_sent_counts_alike() -> None:
    sends = allow("ssm:SendCommand", [f"{HERE}:document/own", HOSTS])
    assert told(runbook(content(BY_OWN)), OWN, sends=sends)
    closed = OPEN.replace('"type": "String"', '"type": "String", "interpolationType": "ENV_VAR"')
    for other in (closed, OPEN.replace("{{ unit }}", "web")):
        held = aws("ssm/document", "own", name="own", documentType="Command", content=other)
        assert not told(runbook(content(BY_OWN)), held, sends=sends)


def test_whoever_names_the_document_runs_anything_where_the_role_may_send_it() -> None:
    named = runbook(content(sending("uptime", DocumentName="{{ Document }}"), parameters=ANY))
    assert told(named, sends=allow("ssm:SendCommand"))
    assert not told(named)
    assert told(runbook(content(sending(DocumentName="{{ Document }}"), parameters=ANY)))


YAML = f"""---
description: >
  Restarts what hangs:
  with care
schemaVersion: '0.3'
assumeRole: "{ARN}role/mender"
parameters:
  Id:
    type: String
    allowedPattern: ^i-[0-9a-f]{{17}}$
  Unit:
    type: String   # which one
    UNIT
mainSteps:
  # one alone
  - name: run
    action: aws:runCommand
    inputs:
      DocumentName: AWS-RunShellScript
      InstanceIds: ["{{{{ Id }}}}"]
      Parameters:
        commands:
        - |
          set -e
          systemctl restart {{{{ Unit }}}}
"""


@pytest.mark.parametrize(
    ("unit", "is_told"),
    [
        ("default: web", True),
        ("allowedValues: [web, 'api']", False),
        ("allowedValues:\n    - web\n    - api", False),
        ("allowedPattern: '^[a-z]+$'", False),
        ("allowedPattern: '.*'", True),
    ],
)
def test_a_runbook_in_yaml_says_the_same(unit: str, *, is_told: bool) -> None:
    assert bool(told(runbook(YAML.replace("UNIT", unit)))) == is_told


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("action: aws:runCommand", "action: &x aws:runCommand"),
        ("action: aws:runCommand", "action: >-\n      aws:runCommand"),
        ("# one alone", "# one\talone"),
        ("schemaVersion: '0.3'", "schemaVersion: '0.3'\n\"my note\" : 1"),
        ("  Id:\n    type: String\n", "  Id:\n    {type: String, default: i-7}\n  Old:\n    type: String\n"),
    ],
)
def test_it_counts_alike_however_it_is_written(written: str, other: str) -> None:
    text = YAML.replace("UNIT", "default: web").replace("    allowedPattern: ^i-[0-9a-f]{17}$\n", "")
    assert written in text
    assert told(runbook(text.replace(written, other)))


def undecided(document: Resource, **said: Any) -> list[str]:
    """What is not known of the way to the host, where there may be one."""
    assert not told(document, **said)
    edges = [edge for edge in inner(graph(*stack_of(document, **said)), "chat") if edge.target.name == "host"]
    return [text for edge in edges for text in not_known(edge)]


OF_FIX = "content of 'fix'"
UNREAD = YAML.replace("UNIT", "allowedPattern: *words")


@pytest.mark.parametrize("written", [UNKNOWN, UNREAD, "a: [", "\tx", json.dumps([content()])])
def test_a_content_that_is_not_known_or_not_read_leaves_it_undecided(written: Any) -> None:
    document = aws("ssm/document", "fix", name="fix", documentType="Automation", content=written)
    assert OF_FIX in undecided(document)
    assert OF_FIX in undecided(replace(document, property_dependencies={"content": (MENDER,)}))
    for type_ in ("Command", "Session", "Policy"):
        assert not undecided(aws("ssm/document", "fix", name="fix", documentType=type_, content=written))
    assert OF_FIX in undecided(aws("ssm/document", "fix", name="fix", documentType=UNKNOWN, content=written))


MENDER = role("mender", "ssm.amazonaws.com").urn


def test_of_a_content_that_is_not_known_the_role_counts_of_which_it_is_made() -> None:
    document = aws("ssm/document", "fix", name="fix", documentType="Automation", content=UNKNOWN)
    made = replace(document, property_dependencies={"content": (MENDER,)})
    assert undecided(made) == [OF_FIX]
    assert not undecided(made, sends=allow("ssm:ListCommands"))
    assert not undecided(made, given=allow("ssm:GetAutomationExecution"))


@pytest.mark.parametrize(
    ("said", "is_open"),
    [
        ({"mainSteps": UNKNOWN}, True),
        ({"mainSteps": [sending(UNKNOWN)]}, True),
        ({"parameters": {**PARAMETERS, "Unit": UNKNOWN}}, True),
        ({"parameters": {**PARAMETERS, "Unit": {"type": "String", "allowedPattern": UNKNOWN}}}, True),
        ({"mainSteps": [sending("uptime", InstanceIds=[UNKNOWN])]}, False),
        ({"description": UNKNOWN, "mainSteps": [sending("uptime")]}, False),
        ({"assumeRole": None, "mainSteps": UNKNOWN}, False),
    ],
)
def test_a_part_that_is_not_known_leaves_open_what_it_may_say(said: Any, *, is_open: bool) -> None:
    made = {**content(), **said}
    document = native("ssm:Document", "fix", name="fix", documentType="Automation", content=made)
    assert (OF_FIX in undecided(document)) == is_open


def test_a_role_that_is_not_known_leaves_it_undecided() -> None:
    made = content(assumeRole=UNKNOWN)
    document = native("ssm:Document", "fix", name="fix", documentType="Automation", content=made)
    assert undecided(document) == ["what it may do of the role of a runbook"]


def test_whoever_puts_an_event_may_word_what_is_not_known() -> None:
    document = aws("ssm/document", "fix", name="fix", documentType="Automation", content=UNKNOWN)
    for template, is_open in (({"Unit": "<unit>"}, True), ({"Unit": "web"}, False)):
        edges = inner(graph(*stack_of(document, RULE, target(**template), given=PUTS)), "chat")
        assert any(OF_FIX in not_known(edge) for edge in edges) == is_open


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        (allow("ssm:StartAutomationExecution"), True),
        (allow("ssm:StartAutomationExecution", DEFINITION), True),
        (allow("ssm:StartAutomationExecution", f"{HERE}:document/*"), True),
        (allow("ssm:StartAutomationExecution", DEFINITION.replace("fix", "other")), False),
        (allow("ssm:GetAutomationExecution"), False),
    ],
)
def test_it_must_be_allowed_to_start_this_one(given: dict[str, Any], *, is_told: bool) -> None:
    assert bool(told(runbook(), given=given)) == is_told


@pytest.mark.parametrize("named", [DEFINITION, DOCUMENT])
def test_who_is_kept_from_it_by_either_name_does_not_start_it(named: str) -> None:
    given = [allow("ssm:StartAutomationExecution"), deny("ssm:StartAutomationExecution", named)]
    assert not told(runbook(), given=given)


OF_WEB = {"StringEquals": {"ssm:resourceTag/app": "web"}}
BY_TAG = [allow("ssm:SendCommand", HOSTS, Condition=OF_WEB), allow("ssm:SendCommand", SHELL)]
GROUP = {"launchTemplate": {"id": "lt-1"}, "name": "host"}


def launched(**tags: str) -> tuple[Resource, ...]:
    """A host that a group starts."""
    template = aws("ec2/launchTemplate", "host", id="lt-1", iamInstanceProfile={"name": "host"})
    each = [{"key": key, "value": value, "propagateAtLaunch": True} for key, value in tags.items()]
    return template, aws("autoscaling/group", "host", **GROUP, tags=each)


def test_a_tag_may_tell_which_hosts_the_role_commands() -> None:
    assert told(runbook(), sends=BY_TAG)
    for tags, is_told in (({"app": "web"}, True), ({"app": "shop"}, False), ({"team": "web"}, False)):
        template, group = launched(**tags)
        assert bool(told(runbook(), group, sends=BY_TAG, host=template)) == is_told
    other = aws("ec2/instance", "host", id="i-7", iamInstanceProfile="host", tags={"app": "shop"})
    assert not told(runbook(), sends=BY_TAG, host=other)


def test_the_role_must_be_allowed_to_send_it() -> None:
    for sends in (allow("ssm:SendCommand", HOSTS), allow("ssm:SendCommand", SHELL), allow("ssm:ListCommands")):
        assert not told(runbook(), sends=sends)


SCRIPT = {"Runtime": "python3.11", "Handler": "h", "Script": "def h(e, c):\n    print('{{ Unit }}')"}
SCRIPTED = content({"name": "do", "action": "aws:executeScript", "inputs": SCRIPT})


def test_words_in_a_script_act_as_the_role_of_the_runbook() -> None:
    sends = allow("dynamodb:DeleteItem")
    (message,) = told(runbook(SCRIPTED), sends=sends)
    assert message.startswith("role 'chat' leads to role 'mender', which may dynamodb:DeleteItem")
    as_data = {**SCRIPT, "Script": "def h(e, c): ...", "InputPayload": {"unit": "{{ Unit }}"}}
    assert not told(runbook(content({"name": "do", "action": "aws:executeScript", "inputs": as_data})), sends=sends)


PUTS = allow("events:PutEvents", f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default")
RULE = aws("cloudwatch/eventRule", "fix", name="fix", eventPattern='{"source": ["ops.chat"]}')


def target(**template: str) -> Resource:
    transformer = {"inputPaths": {"unit": "$.detail.unit"}, "inputTemplate": json.dumps(template)}
    arn = DEFINITION.replace("*", "$DEFAULT")
    return aws("cloudwatch/eventTarget", "fix", rule="fix", arn=arn, inputTransformer=transformer)


def test_whoever_puts_the_event_that_starts_it_words_it_as_well() -> None:
    (message,) = told(runbook(), RULE, target(Unit="<unit>"), given=PUTS)
    assert "(events-x09: events:PutEvents)" in message
    assert not told(runbook(), RULE, target(Unit="web", Id="<unit>"), given=PUTS)
    native_rule = native(
        "events:Rule",
        "fix",
        name="fix",
        eventPattern={"source": ["ops.chat"]},
        targets=[target(Unit="<unit>").inputs.raw],
    )
    assert told(runbook(), native_rule, given=PUTS)


def test_a_name_that_is_not_known_yet_leaves_it_undecided() -> None:
    content_ = json.dumps(content())
    document = replace(aws("ssm/document", "fix", name=UNKNOWN, documentType="Automation", content=content_), id="")
    assert not told(document)
    (edge,) = inner(graph(*stack_of(document)), "chat")
    assert "name" in not_known(edge)[0]


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [None], [7], UNKNOWN, Secret("{{ Unit }}"), "{{ Unit }}"])
def test_no_shape_breaks_it(odd: Any) -> None:
    for key in ("assumeRole", "parameters", "mainSteps"):
        told(native("ssm:Document", "fix", name="fix", content={**content(), key: odd}))
    for inputs in (odd, {"DocumentName": odd}, {"InstanceIds": odd}, {"Targets": odd}, {"Parameters": odd}):
        given = {**sending()["inputs"], **inputs} if isinstance(inputs, dict) else inputs
        told(native("ssm:Document", "fix", name="fix", content=content({**sending(), "inputs": given})))
