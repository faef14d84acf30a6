"""This is where state machines are that read what somebody has stored, and give what that says."""

import json
from typing import Any

from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:granter"
TABLE, LEDGER = f"arn:aws:dynamodb:{HERE}:table/requests", f"arn:aws:dynamodb:{HERE}:table/ledger"
OPERATOR = f"{ARN}policy/operator"
SDK = "arn:aws:states:::aws-sdk:"
JSONATA = {"QueryLanguage": "JSONata"}
FORM, GRANTER = role("form"), role("granter", "states.amazonaws.com")
BOOKS = aws(
    "iam/policy",
    "operator",
    name="operator",
    arn=OPERATOR,
    policy=json.dumps({"Version": "2012-10-17", "Statement": [allow("dynamodb:PutItem", LEDGER)]}),
)
WRITES, STARTS = allow("dynamodb:PutItem", TABLE), allow("states:StartExecution", MACHINE)
ATTACHES = allow("iam:AttachRolePolicy", f"{ARN}role/*", Condition={"ArnEquals": {"iam:PolicyARN": OPERATOR}})


def task(call: str, request: Any = None, **more: Any) -> dict[str, Any]:
    key = "Arguments" if "QueryLanguage" in more else "Parameters"
    return {"Type": "Task", "Resource": f"{SDK}{call}", key: request or {}, **more}


def attach(whom: str, **more: Any) -> dict[str, Any]:
    key = "RoleName" if "QueryLanguage" in more else "RoleName.$"
    return task("iam:attachRolePolicy", {key: whom, "PolicyArn": OPERATOR}, End=True, **more)


def scan(**more: Any) -> dict[str, Any]:
    return task("dynamodb:scan", {"TableName": "requests", **more})


def get(**more: Any) -> dict[str, Any]:
    return task("dynamodb:getItem", {"TableName": "requests", "Key": {"id": {"S": "next"}}}, **more)


def each(*inner: dict[str, Any], holder: str = "ItemProcessor", **more: Any) -> dict[str, Any]:
    return {"Type": "Map", holder: {"StartAt": "In0", "States": named(inner, "In")}, "End": True, **more}


def named(states: tuple[dict[str, Any], ...], start: str = "S") -> dict[str, Any]:
    """The states by name; each that does not say what follows it is followed by the next."""
    ways = [
        {} if "Next" in one or "End" in one or one.get("Type") == "Choice" else {"Next": f"{start}{at + 1}"}
        for at, one in enumerate(states)
    ]
    return {f"{start}{at}": {**one, **way} for at, (one, way) in enumerate(zip(states, ways, strict=True))}


def machine(*states: dict[str, Any], **inputs: Any) -> Resource:
    text = json.dumps({"StartAt": "S0", "States": named(states)})
    said = {"name": "granter", "arn": MACHINE, "roleArn": f"{ARN}role/granter", "definition": text}
    return aws("sfn/stateMachine", "m", **{**said, **inputs})


BY_ITEMS = "$.roleName.S"
BY_ID = task("dynamodb:getItem", {"TableName": "requests", "Key": {"id": {"S.$": "$.id.S"}}})
GRANTS = machine(scan(), each(attach(BY_ITEMS), ItemsPath="$.Items"))


def told(
    *made: Resource, given: dict[str, Any] = WRITES, rights: tuple[dict[str, Any], ...] = (ATTACHES,), rule: Any = None
) -> list[str]:
    stack = FORM, may("form", given), GRANTER, may("granter", *rights), BOOKS, *made
    found = messages(judge_stack(rule or no_path_to_more_rights, *stack))
    return [text for text in found if "'form'" in text]


RUN = "$.statement"
UPDATES = (allow("dynamodb:PartiQLUpdate", LEDGER),)


def run(statement: str) -> dict[str, Any]:
    return task("dynamodb:executeStatement", {"Statement.$": statement}, End=True)


def only_some(*attributes: str, action: str = "dynamodb:UpdateItem") -> dict[str, Any]:
    return allow(action, TABLE, Condition={"ForAllValues:StringEquals": {"dynamodb:Attributes": [*attributes]}})


def choice(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Type": "Choice", "Choices": [{"Next": "S2", **one} for one in rules], **more}
