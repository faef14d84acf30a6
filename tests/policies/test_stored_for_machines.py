"""Whoever writes what a state machine reads says what it does then, as who starts it does by an input."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, only
from tests.support.stored import (
    ATTACHES,
    BOOKS,
    BY_ID,
    BY_ITEMS,
    FORM,
    GRANTER,
    GRANTS,
    JSONATA,
    LEDGER,
    MACHINE,
    OPERATOR,
    STARTS,
    TABLE,
    UPDATES,
    WRITES,
    attach,
    choice,
    each,
    get,
    machine,
    only_some,
    run,
    scan,
    task,
    told,
)

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

# What is read


APPROVED = {"Variable": "$.Item.status.S", "StringEquals": "approved"}


@pytest.mark.parametrize(
    "made",
    [
        GRANTS,
        machine(scan(), each(attach(BY_ITEMS), holder="Iterator", ItemsPath="$.Items")),
        machine(task("dynamodb:query", {"TableName": "requests"}), each(attach(BY_ITEMS), ItemsPath="$.Items")),
        machine(scan(FilterExpression="attribute_exists(roleName)"), each(attach(BY_ITEMS), ItemsPath="$.Items")),
        machine(scan(), attach("$.Items[0].roleName.S")),
        machine(get(), attach("$.Item.roleName.S")),
        machine({**get(), "Resource": "arn:aws:states:::dynamodb:getItem"}, attach("$.Item.roleName.S")),
        machine(get(ResultPath="$.got"), attach("$.got.Item['roleName'].S")),
        machine(get(ResultSelector={"name.$": "$.Item.roleName.S"}), attach("$.name")),
        machine(get(OutputPath="$.Item"), attach(BY_ITEMS)),
        machine(
            get(ResultPath="$.a.b"), {"Type": "Pass", "Parameters": {"x.$": "$.a.b.Item"}}, attach("$.x.roleName.S")
        ),
        machine(get(), task("sqs:sendMessage", ResultPath=None), attach("$.Item.roleName.S")),
        machine(get(), task("dynamodb:putItem", ResultPath="$.kept"), attach("$.Item.roleName.S")),
        machine(task("lambda:invoke"), get(), attach("$.Item.roleName.S")),
        machine(get(Assign={"name.$": "$.Item.roleName.S"}), {"Type": "Wait", "Seconds": 3}, attach("$name")),
        machine(get(), attach("States.Format('{}', $.Item.roleName.S)")),
        machine(get(), choice(APPROVED), attach("$.Item.roleName.S")),
        machine(
            get(), choice({"And": [APPROVED, {"Variable": "$.Item", "IsPresent": True}]}), attach("$.Item.roleName.S")
        ),
        machine(scan(), choice({"Variable": "$.Count", "NumericGreaterThan": 0}), attach("$.Items[0].roleName.S")),
        machine(scan(), choice({"Variable": "$.Items[0]", "IsPresent": True}), attach("$.Items[0].roleName.S")),
        machine(each(get(), attach("$.Item.roleName.S"), ItemsPath="$.ids")),
        machine(scan(), each(BY_ID, attach("$.Item.roleName.S"), ItemsPath="$.Items")),
        machine(
            task("dynamodb:batchGetItem", {"RequestItems": {"requests": {"Keys": []}}}),
            each(attach(BY_ITEMS), ItemsPath="$.Responses.requests"),
        ),
        machine(
            scan(), each(attach("$.who"), ItemsPath="$.Items", ItemSelector={"who.$": "$$.Map.Item.Value.roleName.S"})
        ),
    ],
)
def test_whoever_writes_the_item_gives_themselves_what_the_machine_gives(made: Resource) -> None:
    assert only(told(made)) == (
        f"role 'form' leads to role 'granter', which may iam:AttachRolePolicy on {ARN}role/form, as it may not itself: "
        "role 'form' may say what state machine 'm' does (dynamodb-x01: dynamodb:PutItem) (policy.Statement[0] of "
        "'form-policy'), then state machine 'm' runs as role 'granter'"
    )
    assert not told(made, given=allow("dynamodb:PutItem", f"{TABLE}-2"))
    assert not told(made, given=allow(["dynamodb:GetItem", "dynamodb:DeleteItem"], TABLE))


@pytest.mark.parametrize(
    "states",
    [
        (
            task("dynamodb:scan", {"TableName": "requests"}, **JSONATA),
            each(**JSONATA, Items="{% $states.input.Items %}"),
        ),
        (
            task("dynamodb:scan", {"TableName": "requests"}, Output="{% $states.result.Items %}", **JSONATA),
            each(**JSONATA, Items="{% $states.input %}"),
        ),
        (
            task("dynamodb:scan", {"TableName": "requests"}, Output={"all": "{% $states.result %}"}, **JSONATA),
            each(**JSONATA, Items="{% $states.input.all.Items %}"),
        ),
        (
            task("dynamodb:scan", {"TableName": "requests"}, Assign={"all": "{% $states.result.Items %}"}, **JSONATA),
            {"Type": "Pass", "Output": {"a": 1}, **JSONATA},
            each(**JSONATA, Items="{% $all %}"),
        ),
    ],
)
def test_the_other_language_says_it_too(states: tuple[dict[str, Any], ...]) -> None:
    *first, last = states
    inner = attach("{% $states.input.roleName.S %}", **JSONATA)
    last["ItemProcessor"] = {"StartAt": "In", "States": {"In": inner}}
    assert told(machine(*first, last))
    asks = {"Condition": "{% $count($states.input.Items) > 0 and $exists($states.input.Items) %}", "Next": "S2"}
    has = {"Type": "Choice", "Choices": [asks], **JSONATA}
    given = attach("{% $states.input.Items[0].roleName.S %}", **JSONATA)
    assert told(machine(task("dynamodb:scan", {"TableName": "requests"}, **JSONATA), has, given))


WAITS = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "ResultPath": None}
OTHER = task("dynamodb:getItem", {"TableName": "approvals", "Key": {"id": {"S": "x"}}}, ResultPath="$.other")


@pytest.mark.parametrize(
    "made",
    [
        machine(scan(), each(attach("$.other"), ItemsPath="$.Items", ItemSelector={"other": "x"})),
        machine(scan(TableName="others"), each(attach(BY_ITEMS), ItemsPath="$.Items")),
        machine(scan(FilterExpression="roleName = :r"), each(attach(BY_ITEMS), ItemsPath="$.Items")),
        machine(
            scan(FilterExpression="#r IN (:a, :b)", ExpressionAttributeNames={"#r": "roleName"}),
            each(attach(BY_ITEMS), ItemsPath="$.Items"),
        ),
        machine(get(), WAITS, attach("$.Item.roleName.S")),
        machine(WAITS, get(), attach("$.Item.roleName.S")),
        machine(get(), task("lambda:invoke", ResultPath="$.check"), attach("$.Item.roleName.S")),
        machine(get(), task("lambda:invoke", ResultPath=None), attach("$.Item.roleName.S")),
        machine(get(), task("states:startExecution.sync", ResultPath=None), attach("$.Item.roleName.S")),
        machine(
            get(),
            task("dynamodb:updateItem", {"TableName": "approvals", "ConditionExpression": "a = :a"}, ResultPath=None),
            attach("$.Item.roleName.S"),
        ),
        machine(get(), choice({"Variable": "$.Item.roleName.S", "StringEquals": "team"}), attach("$.Item.roleName.S")),
        machine(get(), choice({"Variable": "$.approved", "BooleanEquals": True}), attach("$.Item.roleName.S")),
        machine(get(), OTHER, choice({"Variable": "$.other.Item.ok", "IsPresent": True}), attach("$.Item.roleName.S")),
        machine(get(), {"Type": "Pass", "Result": {"Item": {}}}, attach("$.Item.roleName.S")),
        machine(get(ResultPath=None), attach("$.Item.roleName.S")),
        machine(get(), task("iam:getRole"), attach("$.Item.roleName.S")),
        machine(task("dynamodb:getItem", {"TableName.$": "$.table"}), attach("$.Item.roleName.S")),
        machine(scan(), each(attach(BY_ITEMS), ItemsPath="$.Items"), definition=UNKNOWN),
    ],
)
def test_what_was_looked_at_or_comes_from_elsewhere_is_quiet(made: Resource) -> None:
    assert not told(made)


# Who writes it


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("dynamodb:PutItem", "dynamodb-x01"),
        ("dynamodb:UpdateItem", "dynamodb-x05"),
        ("dynamodb:BatchWriteItem", "dynamodb-x09"),
    ],
)
def test_there_are_several_ways_to_write_an_item(action: str, path: str) -> None:
    assert f"({path}: {action})" in only(told(GRANTS, given=allow(action, TABLE)))


def test_who_may_not_write_what_decides_says_nothing() -> None:
    assert not told(GRANTS, given=only_some("id", "status", "approvedBy"))
    assert told(GRANTS, given=only_some("id", "roleName"))
    assert told(GRANTS, given=only_some("id", "status", "roleName"))


@pytest.mark.parametrize(
    "made",
    [
        machine(scan(FilterExpression="status = :a"), each(attach(BY_ITEMS), ItemsPath="$.Items")),
        machine(
            scan(FilterExpression="#s = :a AND attribute_not_exists(done)", ExpressionAttributeNames={"#s": "status"}),
            each(attach(BY_ITEMS), ItemsPath="$.Items"),
        ),
        machine(scan(ScanFilter={"status": {}}), each(attach(BY_ITEMS), ItemsPath="$.Items")),
        machine(get(), choice(APPROVED), attach("$.Item.roleName.S")),
    ],
)
def test_who_may_not_write_what_is_asked_about_before_brings_no_item(made: Resource) -> None:
    assert not told(made, given=only_some("id", "roleName", action="dynamodb:PutItem"))
    assert told(made, given=only_some("id", "roleName", "status", action="dynamodb:PutItem"))
    stack = may("form", WRITES, deny("dynamodb:PutItem", TABLE, Condition=_any_of("status")))
    found = judge_stack(no_path_to_more_rights, FORM, stack, GRANTER, may("granter", ATTACHES), BOOKS, made)
    assert not [text for text in messages(found) if "'form'" in text]


def _any_of(attribute: str) -> dict[str, Any]:
    return {"ForAnyValue:StringEquals": {"dynamodb:Attributes": [attribute]}}


def test_a_denial_of_the_very_table_holds_whoever_may_write_all_others() -> None:
    stack = may("form", allow("dynamodb:PutItem"), deny("dynamodb:PutItem", TABLE))
    found = judge_stack(no_path_to_more_rights, FORM, stack, GRANTER, may("granter", ATTACHES), BOOKS, GRANTS)
    assert not [text for text in messages(found) if "'form'" in text]


def test_who_may_write_other_items_alone_says_nothing() -> None:
    def held(key: str) -> dict[str, Any]:
        return {**WRITES, "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [key]}}}

    one = task("dynamodb:getItem", {"TableName": "requests", "Key": {"id": {"S": "config"}}})
    of_one = machine(one, attach("$.Item.roleName.S"))
    assert told(of_one, given=held("config"))
    assert not told(of_one, given=held("form"))
    assert told(GRANTS, given=held("form"))
    request = {
        "TableName": "requests",
        "KeyConditionExpression": "id = :i",
        "ExpressionAttributeValues": {":i": {"S": "config"}},
    }
    queried = machine(task("dynamodb:query", request), attach("$.Items[0].roleName.S"))
    assert told(queried, given=held("config"))
    assert not told(queried, given=held("form"))


def test_what_it_has_or_cannot_be_given_or_may_give_itself_is_no_gain() -> None:
    assert not told(GRANTS, given=allow(["dynamodb:PutItem"], [TABLE, LEDGER]))
    assert not told(GRANTS, rights=(allow("iam:AttachRolePolicy", f"{ARN}role/team"),))
    teams = allow("iam:AttachRolePolicy", f"{ARN}role/team-*")
    assert f"iam:AttachRolePolicy on {ARN}role/team-*" in only(told(GRANTS, rights=(teams,)))
    itself = allow(["dynamodb:PutItem", "iam:AttachRolePolicy"], [TABLE, f"{ARN}role/form"])
    assert not [text for text in told(GRANTS, given=itself) if "leads to" in text]
    other = allow("iam:AttachRolePolicy", f"{ARN}role/*", Condition={"ArnEquals": {"iam:PolicyARN": f"{OPERATOR}-2"}})
    assert not told(GRANTS, rights=(other,))


def test_a_document_that_is_written_down_is_given_too_and_so_it_is_by_an_input() -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("dynamodb:PutItem", LEDGER)]})
    request = {"PolicyName": "more", "PolicyDocument": document}
    put = allow("iam:PutRolePolicy", f"{ARN}role/*")
    by_item = task("iam:putRolePolicy", {**request, "RoleName.$": "$.Item.roleName.S"}, End=True)
    assert "iam:PutRolePolicy" in only(told(machine(get(), by_item), rights=(put,)))
    by_input = task("iam:putRolePolicy", {**request, "RoleName.$": "$.name"}, End=True)
    assert "(states-x07: states:StartExecution)" in only(told(machine(by_input), given=STARTS, rights=(put,)))
    to_users = task("iam:putUserPolicy", {**request, "UserName.$": "$.name"}, End=True)
    users = allow("iam:PutUserPolicy", f"{ARN}user/*")
    assert f"iam:PutUserPolicy on {ARN}user/*" in only(told(machine(to_users), given=STARTS, rights=(users,)))
    one = allow("iam:PutUserPolicy", f"{ARN}user/one")
    assert not told(machine(to_users), given=STARTS, rights=(one,))


# Who says which it reads

ASKED = machine(BY_ID, attach("$.Item.roleName.S"))


def test_who_says_which_item_is_read_starts_the_machine() -> None:
    assert not told(ASKED)
    message = only(told(ASKED, given=allow(["dynamodb:PutItem", "states:StartExecution"], [TABLE, MACHINE])))
    assert "(dynamodb-x01: dynamodb:PutItem)" in message
    assert not told(ASKED, given=allow(["dynamodb:PutItem", "states:StartExecution"], [TABLE, f"{MACHINE}-2"]))
    by_other = may("granter", ATTACHES, STARTS)
    found = messages(judge_stack(no_path_to_more_rights, FORM, may("form", WRITES), GRANTER, by_other, BOOKS, ASKED))
    assert not [text for text in found if "'form'" in text]


def test_a_stream_or_a_bucket_says_that_it_was_written() -> None:
    pipe = aws("pipes/pipe", "p", source=f"{TABLE}/stream/2026-12-01", target=MACHINE)
    assert told(ASKED, pipe)
    table = aws("dynamodb/table", "t", name="requests", arn=TABLE, streamEnabled=True)
    behind = {"source": (table.urn,), "target": (ASKED.urn,)}
    unknown = Resource(pipe.urn, pipe.type, pipe.name, inputs=pipe.inputs, property_dependencies=behind)
    assert told(ASKED, table, unknown)
    assert not told(ASKED, aws("pipes/pipe", "p", source=f"{TABLE}-2/stream/2026-12-01", target=MACHINE))
    assert not told(ASKED, aws("pipes/pipe", "p", source=f"{TABLE}/stream/2026-12-01", target=f"{MACHINE}-2"))
    reads = task("s3:getObject", {"Bucket": "jobs", "Key.$": "$.detail.object.key"})
    made, puts = machine(reads, run("$.Body")), allow("s3:PutObject", "arn:aws:s3:::jobs/*")
    rule = aws("cloudwatch/eventRule", "r", name="r", eventPattern='{"source": ["aws.s3"]}')
    target = aws("cloudwatch/eventTarget", "t", rule="r", arn=MACHINE)
    assert told(made, rule, target, given=puts, rights=UPDATES)
    assert not told(made, given=puts, rights=UPDATES)
