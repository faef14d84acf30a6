"""Whoever writes which role's credentials a function gives out gets those of any that the function may assume."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TABLE = f"arn:aws:dynamodb:{HERE}:table/tenants"
FEES = f"arn:aws:dynamodb:{HERE}:table/fees"
UPDATES = allow("dynamodb:UpdateItem", TABLE)
START = "import boto3, json, os\nT = boto3.resource('dynamodb').Table('tenants')\ndef handler(event, context):\n    "
ROW = "row = T.get_item(Key={'id': event['claims']['tenant']})['Item']\n"
GIVES = "return boto3.client('sts').assume_role(RoleArn=row['role_arn'], RoleSessionName='s')['Credentials']"
OF_PARAMETER = "boto3.client('ssm').get_parameter(Name='/desk/role')['Parameter']['Value']"
OF_OBJECT = "boto3.client('s3').get_object(Bucket='desks', Key='role.txt')['Body'].read().decode()"


def told(
    body: str, given: dict[str, Any], *others: Resource, by: str = "desk-profile", of: str = "fiscal"
) -> list[str]:
    text = START + body.replace("\n", "\n    ")
    said = {"name": "broker", "arn": f"arn:aws:lambda:{HERE}:function:broker", "handler": "index.handler"}
    code = {"assets": {"index.py": {"text": text}}}
    assumes = allow("sts:AssumeRole", [f"{ARN}role/{of}", f"{ARN}role/desk-plain"])
    every = (
        aws("lambda/function", "broker", role=f"{ARN}role/broker", code=code, **said),
        role("broker"),
        may("broker", assumes, allow(["ssm:GetParameter", "s3:GetObject"])),
        *(role(of, lets_in(f"{ARN}role/broker")), may(of, allow("dynamodb:UpdateItem", FEES))),
        *(
            role("desk-plain", lets_in(f"{ARN}role/broker")),
            may("desk-plain", allow("s3:GetObject", "arn:aws:s3:::f/*")),
        ),
        *(role(by, "ecs-tasks.amazonaws.com"), may(by, given)),
    )
    found = messages(judge_stack(no_path_to_more_rights, *every, *others))
    return [text for text in found if f"role '{by}' leads" in text]


def row(item: Any = f'{{"role_arn": {{"S": "{ARN}role/desk-plain"}}}}') -> Resource:
    return aws("dynamodb/tableItem", "t-201", tableName="tenants", hashKey="id", item=item)


def test_whoever_writes_the_row_that_names_the_role_is_any_of_them() -> None:
    message = only(told(ROW + GIVES, UPDATES))
    assert "which may dynamodb:UpdateItem" in message
    assert "may name the role of which function 'broker' gives out credentials (dynamodb-x17: " in message
    assert not told(ROW + GIVES, allow("dynamodb:UpdateItem", f"{TABLE}-2"))
    assert not told(ROW + GIVES, allow("dynamodb:DeleteItem", TABLE))


@pytest.mark.parametrize(
    ("read", "given"),
    [
        (OF_PARAMETER, allow("ssm:PutParameter", f"arn:aws:ssm:{HERE}:parameter/desk/*")),
        (f"json.loads({OF_OBJECT})['role']", allow("s3:PutObject", "arn:aws:s3:::desks/*")),
    ],
)
def test_a_parameter_or_an_object_names_it_as_well(read: str, given: dict[str, Any]) -> None:
    assert told(GIVES.replace("row['role_arn']", read), given)


@pytest.mark.parametrize("attributes", [["id", "title"], ["id"]])
def test_who_may_write_other_attributes_alone_is_quiet(attributes: list[str]) -> None:
    limit = {"ForAllValues:StringEquals": {"dynamodb:Attributes": attributes}}
    assert not told(ROW + GIVES, allow("dynamodb:UpdateItem", TABLE, Condition=limit))
    also = {"ForAllValues:StringEquals": {"dynamodb:Attributes": [*attributes, "role_arn"]}}
    assert told(ROW + GIVES, allow("dynamodb:UpdateItem", TABLE, Condition=also))


@pytest.mark.parametrize(
    "body",
    [
        ROW + GIVES.replace("row['role_arn']", "'arn:aws:iam::111122223333:role/desk-plain'"),
        ROW + GIVES.replace("row['role_arn']", "f\"arn:aws:iam::111122223333:role/page-{row['name']}\""),
        ROW + GIVES.replace("RoleSessionName='s'", "RoleSessionName='s', Policy='{}'"),
        f"{ROW}if row['role_arn'] != 'arn:aws:iam::111122223333:role/desk-plain':\n    raise ValueError\n{GIVES}",
        ROW + GIVES.replace("['Credentials']", "['AssumedRoleUser']"),
    ],
)
def test_a_role_that_is_written_or_checked_or_whose_key_stays_within_is_quiet(body: str) -> None:
    assert not told(body, UPDATES)


ITEM = "row = ddb.get_item(Key={'id': event['claims']['tenant']})['Item']\n"
LIMITED = GIVES.replace("RoleSessionName='s'", "RoleSessionName='s', Policy=row['limits']")


@pytest.mark.parametrize(
    "clients",
    [
        "ddb, sts = boto3.resource('dynamodb').Table('tenants'), boto3.client('sts')\n",
        "NAME, ONE = 'tenants', 1\n(s, ONE), ddb = (boto3.client('s3'), 2), boto3.resource('dynamodb').Table(NAME)\n",
    ],
)
def test_several_names_that_are_given_as_many_values_at_once_are_followed(clients: str) -> None:
    assert told(clients + ITEM + GIVES, UPDATES)
    both = "item, limit = row['role_arn'], '{}'\n"
    assert told(clients + ITEM + both + GIVES.replace("row['role_arn']", "item"), UPDATES)
    assert not told(clients + ITEM + both + GIVES.replace("row['role_arn']", "limit"), UPDATES)
    assert not told("*rest, ddb = 1, boto3.resource('dynamodb').Table('fees'), 3\n" + ITEM + GIVES, UPDATES)


@pytest.mark.parametrize(
    ("limit", "is_told"),
    [
        ("Policy=row['limits']", True),
        ("Policy=json.dumps(row['limits'])", True),
        ("PolicyArns=[{'arn': row['limits']}]", True),
        ("PolicyArns=[{'arn': row['limits']}, {'arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess'}]", False),
        ("Policy=f\"{{'Resource': '{row['limits']}'}}\"", False),
        ("Policy=os.environ['LIMITS']", False),
        ("Policy=event['limits']", False),
    ],
)
def test_a_policy_of_the_session_limits_it_unless_the_row_says_that_policy_too(limit: str, *, is_told: bool) -> None:
    body = ROW + GIVES.replace("RoleSessionName='s'", f"RoleSessionName='s', {limit}")
    assert bool(told(body, UPDATES)) == is_told


def test_who_may_not_write_the_attribute_with_the_policy_is_quiet() -> None:
    limit = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "role_arn"]}}
    assert not told(ROW + LIMITED, allow("dynamodb:UpdateItem", TABLE, Condition=limit))


def test_of_roles_that_are_called_as_the_writer_those_are_not_its_own_that_the_deployment_writes() -> None:
    assert not told(ROW + GIVES, UPDATES, of="desk-fiscal")
    assert told(ROW + GIVES, UPDATES, row(), of="desk-fiscal")
    assert told(ROW + GIVES, UPDATES, row(UNKNOWN), of="desk-fiscal")
    assert not told(ROW + GIVES, UPDATES, row('{"title": {"S": "Office"}}'), of="desk-fiscal")
    assert not told(ROW + GIVES, UPDATES, row(), by="fiscal-desk", of="desk-fiscal")
