"""Whoever invokes a function that gives out the credentials of a role which they name is that role."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.programs.vending import vends
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
FUNCTION = f"arn:aws:lambda:{HERE}:function:broker"
INVOKES = allow("lambda:InvokeFunction", FUNCTION)
CARDS = f"arn:aws:secretsmanager:{HERE}:secret:cards-Ab12Cd"
START = "import boto3, json\nALLOWED = ()\ndef handler(event, context):\n    "
RETURNS = "c = boto3.client('sts').assume_role(RoleArn=event['role'], RoleSessionName='s')['Credentials']\nreturn c"


def function(body: Any, **inputs: Any) -> Resource:
    text = START + body.replace("\n", "\n    ") if isinstance(body, str) else body
    said = {"name": "broker", "arn": FUNCTION, "role": f"{ARN}role/broker", "handler": "index.handler"}
    return aws("lambda/function", "broker", **{**said, "code": {"assets": {"index.py": {"text": text}}}, **inputs})


def told(body: Any, *others: Resource, given: dict[str, Any] = INVOKES, by: str = "desk", **inputs: Any) -> list[str]:
    strong = role("keeper", lets_in(f"{ARN}role/broker"))
    reads = may("keeper", allow("secretsmanager:GetSecretValue", CARDS))
    brokers = (role("broker"), may("broker", allow("sts:AssumeRole", f"{ARN}role/keeper")))
    caller = (role(by, "ecs-tasks.amazonaws.com"), may(by, given))
    every = (*caller, *brokers, strong, reads, function(body, **inputs), *others)
    return [text for text in messages(judge_stack(no_path_to_more_rights, *every)) if f"role '{by}' leads" in text]


@pytest.mark.parametrize(
    "body",
    [
        RETURNS,
        "sts = boto3.client('sts')\nfound = sts.assume_role(RoleArn=json.loads(event['body'])['role'])\nreturn found",
        (
            "c = boto3.client('sts').assume_role(RoleArn=event['role'])['Credentials']\n"
            "return {'id': c['AccessKeyId'], 'key': c['SecretAccessKey'], 'token': c['SessionToken']}"
        ),
        (
            "found = boto3.client('sts').assume_role(RoleArn=f\"arn:aws:iam::111122223333:role/{event['name']}\")\n"
            "return {'statusCode': 200, 'body': json.dumps(found['Credentials'], default=str)}"
        ),
    ],
)
def test_whoever_names_the_role_and_gets_its_credentials_is_that_role(body: str) -> None:
    message = only(told(body))
    assert "which may secretsmanager:GetSecretValue" in message
    assert "role 'desk' may name the role of which function 'broker' gives out credentials (lambda-x05: " in message
    assert not told(body, given=allow("lambda:InvokeFunction", f"{FUNCTION}-2"))


@pytest.mark.parametrize(
    ("named", "is_told"),
    [
        ("'arn:aws:iam::111122223333:role/kee' + event['name']", True),
        ("f\"arn:aws:iam::111122223333:role/kee{event['name']}\"", True),
        ("'arn:aws:iam::111122223333:role/lab-' + event['name']", False),  # the keeper is none of those
    ],
)
def test_an_event_may_name_the_rest_of_a_role(named: str, *, is_told: bool) -> None:
    assert bool(told(RETURNS.replace("event['role']", named))) == is_told


def test_a_function_beside_the_handler_may_assume_it() -> None:
    beside = "import boto3\ndef vend(arn):\n    return boto3.client('sts').assume_role(RoleArn=arn)['Credentials']\n"
    whole = f"{beside}def handler(event, context):\n    return vend(event['role'])\n"
    assert vends(function("", code={"assets": {"index.py": {"text": whole}}}))


def test_who_says_the_policy_of_the_session_as_well_is_the_whole_role() -> None:
    assert told(RETURNS.replace("RoleSessionName='s'", "RoleSessionName='s', Policy=event.get('policy')"))
    both = RETURNS.replace("event['role']", "who").replace("RoleSessionName='s'", "RoleSessionName='s', Policy=limit")
    assert told(f"who, limit = event['role'], event['policy']\n{both}")
    assert not told(f"who, limit = event['role'], '{{}}'\n{both}")
    assert not told(RETURNS.replace("RoleSessionName='s'", "RoleSessionName='s', Policy='{}' + event['policy']"))


@pytest.mark.parametrize(
    "body",
    [
        RETURNS.replace("event['role']", "'arn:aws:iam::111122223333:role/keeper'"),
        RETURNS.replace("event['role']", "f\"arn:aws:iam::{event['account']}:role/page\""),
        RETURNS.replace("return c", "return {'id': c['AccessKeyId']}"),
        RETURNS.replace("return c", "boto3.client('s3', aws_secret_access_key=c['SecretAccessKey']).list_buckets()"),
        RETURNS.replace("return c", "return {'ok': True}"),
        RETURNS.replace("RoleSessionName='s'", "RoleSessionName='s', Policy=json.dumps({})"),
        f"if event['role'] not in ALLOWED:\n    raise ValueError\n{RETURNS}",
        f"authorize(event)\n{RETURNS}",
    ],
)
def test_a_role_that_is_written_or_checked_or_whose_key_stays_within_is_quiet(body: str) -> None:
    assert not vends(function(body))
    assert not told(body)


def test_what_is_called_like_the_holder_is_the_holders() -> None:
    assert told(RETURNS, by="page")
    assert not told(RETURNS, by="keeper-desk")
    assert not told(RETURNS, by="broker-desk")


def test_who_sends_it_an_event_sees_no_answer() -> None:
    queue = f"arn:aws:sqs:{HERE}:jobs"
    by_queue = aws("lambda/eventSourceMapping", "m", eventSourceArn=queue, functionName=FUNCTION)
    assert not told(RETURNS, by_queue, given=allow("sqs:SendMessage", queue))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret([]), "(", "def handler(): return"])
def test_what_is_not_known_or_odd_breaks_nothing(odd: Any) -> None:
    assert not vends(function("", code={"assets": {"index.py": {"text": odd}}}))
    assert not vends(function(RETURNS, handler=odd))
