"""Whoever puts an event whose text a rule has machines run does what they like there, as the role of these."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
STRONG = role("strong", "ec2.amazonaws.com", **ADMINISTRATOR)
PROFILE = aws("iam/instanceProfile", "strong", name="strong", role="strong")
HOST = aws("ec2/instance", "i", id="i-1", iamInstanceProfile="strong", tags={"app": "portal"})
BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/ops"
PUTS = allow("events:PutEvents", BUS)
SHELL = "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript"
PATTERN = {"source": ["shop.ops"], "detail-type": ["fix"]}
RULE = aws("cloudwatch/eventRule", "r", name="r", eventBusName="ops", eventPattern=json.dumps(PATTERN))
TAGGED = [{"key": "tag:app", "values": ["portal"]}]
TAKEN = {"inputPaths": {"cmd": "$.detail.command"}, "inputTemplate": '{"commands":[<cmd>]}'}


def target(**inputs: Any) -> Resource:
    said = {"rule": "r", "eventBusName": "ops", "arn": SHELL, "runCommandTargets": TAGGED, "inputTransformer": TAKEN}
    return aws("cloudwatch/eventTarget", "t", **{**said, **inputs})


def told(*made: Resource, given: dict[str, Any] = PUTS) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", given), STRONG, PROFILE, HOST, *made)
    return [text for text in messages(found) if "'a'" in text]


def template(text: str) -> dict[str, Any]:
    return {**TAKEN, "inputTemplate": text}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"runCommandTargets": [{"key": "InstanceIds", "values": ["i-0", "i-1"]}]},
        {"runCommandTargets": [{"key": "tag-key", "values": ["app"]}]},
        {"inputTransformer": template('{"commands": "<cmd>"}')},
        {"inputTransformer": template('{"commands": ["cd /srv", "make <cmd>"], "workingDirectory": ["/srv"]}')},
        {"inputTransformer": None, "inputPath": "$.detail"},
        {"inputTransformer": None, "inputPath": "$.detail", "arn": f"{SHELL.rpartition('/')[0]}/AWS-RunRemoteScript"},
        {
            "arn": f"{SHELL.rpartition('/')[0]}/AWS-RunRemoteScript",
            "inputTransformer": template('{"sourceInfo": <cmd>}'),
        },
    ],
    ids=["by tag", "by id", "by key", "a text", "a part", "the whole detail", "the whole to fetch", "what is fetched"],
)
def test_whoever_puts_the_event_with_the_command_may_act_as_the_machine(said: dict[str, Any]) -> None:
    (message,) = told(RULE, target(**said))
    assert message.startswith("role 'a' may act as role 'strong', which may do everything: ")
    assert "(events-x04: events:PutEvents)" in message


@pytest.mark.parametrize(
    "said",
    [
        {"inputTransformer": None, "input": '{"commands": ["make fix"]}'},
        {"inputTransformer": template('{"commands": ["make fix"], "executionTimeout": ["<cmd>"]}')},
        {"inputTransformer": {"inputPaths": {"cmd": "$.id"}, "inputTemplate": '{"commands": [<cmd>]}'}},
        {"inputTransformer": None},
        {"runCommandTargets": [{"key": "tag:app", "values": ["shop"]}]},
        {"runCommandTargets": [{"key": "resource-groups:Name", "values": ["portal"]}]},
        {"arn": f"{SHELL.rpartition('/')[0]}/AWS-UpdateSSMAgent"},
        {"rule": "another"},
    ],
    ids=["fixed", "a timeout", "an id", "the event", "other machines", "a group", "no code", "no rule"],
)
def test_what_the_event_does_not_say_and_what_is_run_elsewhere_passes(said: dict[str, Any]) -> None:
    assert not told(RULE, target(**said))


def test_a_pattern_that_asks_for_the_very_command_leaves_nothing_to_say() -> None:
    held = json.dumps({**PATTERN, "detail": {"command": ["restart"]}})
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName="ops", eventPattern=held)
    assert not told(rule, target())
    all_of_it = {"inputTransformer": None, "inputPath": "$.detail"}
    remote = f"{SHELL.rpartition('/')[0]}/AWS-RunRemoteScript"
    assert told(rule, target(**all_of_it, arn=remote))
    assert not told(rule, target(inputTransformer=None, inputPath="$.detail.command", arn=remote))


@pytest.mark.parametrize(
    ("asked", "is_open"),
    [
        ({"prefix": "restart "}, True),
        ({"wildcard": "make * deploy"}, True),
        ({"wildcard": "*"}, True),
        ({"suffix": ".sh"}, True),
        ({"anything-but": ["reboot"]}, True),
        ({"exists": True}, True),
        ({"prefix": "s3://till-scripts/"}, False),
        ({"prefix": "/"}, True),
        ({"prefix": "https://"}, True),
        ({"prefix": "curl https://till/"}, True),
        ({"wildcard": "*/deploy/*"}, True),
        ({"prefix": {"equals-ignore-case": "restart "}}, True),
        ({"equals-ignore-case": "restart"}, False),
        ({"prefix": UNKNOWN}, False),
        (None, False),
    ],
)
def test_a_beginning_of_a_command_leaves_the_rest_open_and_a_place_does_not(asked: Any, *, is_open: bool) -> None:
    for wanted in ([asked], ["restart", asked]):
        assert bool(told(native_rule({**PATTERN, "detail": {"command": wanted}}))) == is_open


def test_what_else_an_entry_says_is_its_senders_unless_the_pattern_asks_for_it() -> None:
    taken = {"inputPaths": {"cmd": "$.detail-type"}, "inputTemplate": '{"commands":["run <cmd>"]}'}
    assert not told(RULE, target(inputTransformer=taken))
    free = json.dumps({"source": ["shop.ops"]})
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName="ops", eventPattern=free)
    assert told(rule, target(inputTransformer=taken))


def test_events_on_another_bus_or_of_another_source_do_not_get_there() -> None:
    assert not told(RULE, target(), given=allow("events:PutEvents", BUS.replace("ops", "shop")))
    asked = {"StringEquals": {"events:source": "shop.orders"}}
    assert not told(RULE, target(), given=allow("events:PutEvents", BUS, Condition=asked))


def test_the_name_of_the_bus_says_nothing_of_whose_the_machines_are() -> None:
    node = role("ledger", "ec2.amazonaws.com"), may("ledger", allow("s3:PutObject", "arn:aws:s3:::ledger/*"))
    worn = aws("iam/instanceProfile", "ledger", name="ledger", role="ledger")
    host = aws("ec2/instance", "i", id="i-1", iamInstanceProfile="ledger", tags={"app": "portal"})
    for called in ("ops-chat", "ledger-ops"):
        found = judge_stack(no_path_to_more_rights, role(called), may(called, PUTS), *node, worn, host, RULE, target())
        assert bool(found.problems) is (called == "ops-chat")


def native_rule(pattern: Any = PATTERN, **inputs: Any) -> Resource:
    held = {"id": "t", "arn": SHELL, "runCommandParameters": {"runCommandTargets": TAGGED}, "inputTransformer": TAKEN}
    return native("events:Rule", "r", name="r", eventBusName="ops", eventPattern=pattern, targets=[{**held, **inputs}])


def test_a_native_rule_does_alike() -> None:
    assert "(events-x04: events:PutEvents)" in only(told(native_rule()))


@pytest.mark.parametrize("odd", [None, 7, "", "{", [], {}, UNKNOWN, Secret("x")])
def test_what_has_no_shape_gives_no_machine_a_command(odd: Any) -> None:
    for key in ("arn", "runCommandTargets", "inputTransformer"):
        assert not told(RULE, target(**{key: odd}))
    for key in ("arn", "runCommandParameters", "inputTransformer"):
        assert not told(native_rule(**{key: odd}))


OWN = "arn:aws:ssm:eu-west-1:111122223333:document/install"
ARTIFACT = template('{"Artifact": [<cmd>]}')


def own_document(command: str) -> Resource:
    content = {
        "schemaVersion": "2.2",
        "parameters": {"Artifact": {"type": "String"}},
        "mainSteps": [{"action": "aws:runShellScript", "name": "i", "inputs": {"runCommand": [command]}}],
    }
    return aws("ssm/document", "install", name="install", arn=OWN, documentType="Command", content=json.dumps(content))


def test_a_document_of_the_stack_that_runs_what_its_sender_says_is_as_good() -> None:
    sent = target(arn=OWN, inputTransformer=ARTIFACT)
    assert "(events-x04: events:PutEvents)" in only(told(RULE, sent, own_document("install '{{Artifact}}'")))
    assert not told(RULE, sent, own_document("install latest"))
    assert not told(RULE, sent)
