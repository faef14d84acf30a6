"""Whoever writes the row for which a function's code asks whether it was approved agrees for everyone."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.programs.comparing import compared_by
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TABLE, QUEUE = f"arn:aws:dynamodb:{HERE}:table/requests", f"arn:aws:sqs:{HERE}:requests"
WRITES = allow("dynamodb:PutItem", TABLE)
ATTACHES = allow("iam:AttachRolePolicy", f"{ARN}role/*")
START = "import boto3, json\niam = boto3.client('iam')\ndef handler(event, _):\n    for r in event['Records']:\n"
GIVES = "iam.attach_role_policy(RoleName=row['role']['S'], PolicyArn=row['policy']['S'])"
ROW = "row = r['dynamodb'].get('NewImage', {})\n"
PLAIN = f"{ROW}if row.get('state', {{}}).get('S') == 'APPROVED':\n    {GIVES}"


def granter(body: Any) -> Resource:
    text = START + "        " + body.replace("\n", "\n        ") if isinstance(body, str) else body
    code = {"assets": {"index.py": {"text": text}}}
    return function("granter", "granter", handler="index.handler", code=code)


def stack(body: Any, *given: dict[str, Any], source: str = f"{TABLE}/stream/2026", by: str = "ticket") -> Any:
    fed = aws("lambda/eventSourceMapping", "m", eventSourceArn=source, functionName="granter")
    desk = (role("desk"), function("desk", "desk"), may("desk", WRITES, allow("sqs:SendMessage", QUEUE)))
    writer = (role(by), function(by, by), may(by, *(given or (WRITES,))))
    return (*writer, *desk, fed, granter(body), role("granter"), may("granter", ATTACHES))


def told(body: Any, *given: dict[str, Any], **others: Any) -> list[str]:
    found = messages(judge_stack(no_path_to_more_rights, *stack(body, *given, **others)))
    return [text for text in found if "'ticket'" in text and "says that something was approved" in text]


@pytest.mark.parametrize(
    "body",
    [
        PLAIN,
        f"{ROW}if row['state']['S'] != 'APPROVED':\n    continue\n{GIVES}",
        f"{ROW}if row['state']['S'] not in ('APPROVED', 'RENEWED'):\n    continue\n{GIVES}",
        f"{ROW}if row['kind']['S'] == 'role' and row['state']['S'].lower() == 'approved':\n    {GIVES}",
    ],
)
def test_who_writes_the_row_that_the_code_asks_for_agrees_for_everyone(body: str) -> None:
    assert "may write the row that says that something was approved" in only(told(body))
    assert not told(body, allow("dynamodb:PutItem", f"{TABLE}-2"))
    assert not told(body, WRITES, deny("dynamodb:PutItem", TABLE))


def test_so_does_who_sends_the_message() -> None:
    body = f"row = json.loads(r['body'])\nif row['state'] == 'APPROVED':\n    {GIVES}"
    assert "send the message" in only(told(body, allow("sqs:SendMessage", QUEUE), source=QUEUE))


def test_who_may_not_write_that_attribute_or_is_there_for_approvals_is_quiet() -> None:
    held = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "note"]}}
    assert not told(PLAIN, {**WRITES, "Condition": held})
    held = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "state"]}}
    assert told(PLAIN, {**WRITES, "Condition": held})
    assert not [text for text in messages(judge_stack(no_path_to_more_rights, *stack(PLAIN))) if "'desk'" in text]


@pytest.mark.parametrize(
    "body",
    [
        f"{ROW}{GIVES}",
        f"{ROW}if row['state']['S'] == 'REQUESTED':\n    {GIVES}",
        f"{ROW}if row['state']['S'] == 'APPROVED':\n    continue\n{GIVES}",
        f"{ROW}if row['state']['S'] != 'APPROVED':\n    {GIVES}",
        f"{ROW}if r['eventName'] == 'APPROVED':\n    {GIVES}",
        f"{ROW}if hmac.compare_digest(row['mac']['S'], mac(row)) and row['state']['S'] == 'APPROVED':\n    {GIVES}",
        f"{ROW}if lookup(row['id']['S']) == 'APPROVED':\n    {GIVES}",
    ],
    ids=["asks nothing", "requested", "leaves what is approved", "others", "no attribute", "signed", "elsewhere"],
)
def test_what_asks_for_something_else_or_holds_it_to_a_signature_is_quiet(body: str) -> None:
    assert not told(body)


def test_an_agent_that_writes_it_is_told() -> None:
    writer = (role("notes", "bedrock-agentcore.amazonaws.com"), may("notes", WRITES))
    found = judge_stack(low_trust_does_not_trigger_high, *writer, *stack(PLAIN))
    assert any("'notes', as which an agent acts, may write the row" in text for text in messages(found))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), "(" * 900, "if 1 < 2 == 'a': x"])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert isinstance([*compared_by(granter(odd))], list)
