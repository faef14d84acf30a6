"""Who names to a state machine the policy that it gives, and to whom, takes the one that gives the most."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:grants"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ward-patients"
STARTS = allow("states:StartExecution", MACHINE)
ROTA, EMERGENCY = f"{ARN}policy/ward-rota", f"{ARN}policy/ward-emergency"
LOGS = allow("logs:PutLogEvents", "*")
CHANGES = allow(["dynamodb:GetItem", "dynamodb:UpdateItem"], TABLE)
READS = allow("dynamodb:GetItem", TABLE)
BY_INPUT = {"RoleName.$": "$.role", "PolicyArn.$": "$.policy"}


def policy(name: str, *statements: dict[str, Any], **inputs: Any) -> Resource:
    said = {"name": name, "arn": f"{ARN}policy/{name}", "policy": document(*statements), **inputs}
    return aws("iam/policy", name, **said)


def attaches(*policies: str, on: str = f"{ARN}role/ward-*", key: str = "iam:PolicyARN") -> dict[str, Any]:
    return allow("iam:AttachRolePolicy", on, Condition={"ArnEquals": {key: list(policies)}})


def judged(
    *rights: dict[str, Any],
    asks: Any = None,
    calls: str = "attachRolePolicy",
    emergency: Resource | None = None,
    given: tuple[dict[str, Any], ...] = (STARTS,),
    before: Any = None,
    beside: tuple[Resource, ...] = (),
    **inputs: Any,
) -> Answer:
    call = {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:iam:{calls}", "End": True}
    call["Parameters"] = BY_INPUT if asks is None else asks
    first = {"First": {**before, "Next": "Attach"}} if before else {}
    made = {"StartAt": "First" if before else "Attach", "States": {**first, "Attach": call}}
    machine = aws(
        "sfn/stateMachine",
        "grants",
        name="grants",
        arn=MACHINE,
        roleArn=f"{ARN}role/granter",
        definition=json.dumps(made),
    )
    written = {"Version": "2012-10-17", "Statement": list(rights or (attaches(ROTA, EMERGENCY),))}
    granter = role("granter", "states.amazonaws.com"), aws("iam/rolePolicy", "g", role="granter", policy=written)
    kiosk = role("ward-kiosk", **inputs), may("ward-kiosk", *given)
    policies = policy("ward-rota", LOGS), emergency or policy("ward-emergency", CHANGES)
    return judge_stack(no_path_to_more_rights, *kiosk, machine, *granter, *policies, *beside)


def told(*rights: dict[str, Any], **others: Any) -> list[str]:
    return [text for text in messages(judged(*rights, **others)) if "'ward-kiosk'" in text]


def test_they_have_the_stronger_policy_given_to_themselves_whatever_it_is_called() -> None:
    message = only(told())
    assert f"leads to role 'granter', which may iam:AttachRolePolicy on {ARN}role/ward-kiosk" in message
    assert "(states-x06: states:StartExecution)" in message


def test_to_read_what_the_weaker_does_not_let_read_counts_too() -> None:
    assert only(told(emergency=policy("ward-emergency", READS)))
    assert told(attaches(EMERGENCY), emergency=policy("ward-emergency", READS)) == []


@pytest.mark.parametrize("on", ["*", f"{ARN}role/*", f"{ARN}role/ward-kiosk"])
def test_whom_the_machine_may_give_it_to_may_be_any(on: str) -> None:
    assert only(told(attaches(ROTA, EMERGENCY, on=on)))


@pytest.mark.parametrize(
    "rights",
    [
        (attaches(ROTA),),
        (attaches(EMERGENCY),),
        (attaches(ROTA, EMERGENCY, on=f"{ARN}role/bed-*"),),
        (attaches(ROTA, EMERGENCY), deny("iam:AttachRolePolicy", f"{ARN}role/ward-kiosk")),
        (attaches(ROTA, EMERGENCY), deny("*", Condition={"ArnEquals": {"iam:PolicyARN": EMERGENCY}})),
        (attaches(f"{ARN}policy/other"),),
    ],
    ids=["the weaker alone", "one of their own", "others", "but for them", "but for the stronger", "elsewhere"],
)
def test_what_it_cannot_give_or_gives_nothing_is_quiet(rights: tuple[dict[str, Any], ...]) -> None:
    assert told(*rights) == []


def test_the_only_one_counts_where_it_is_called_otherwise() -> None:
    other = policy("ward-emergency", allow("dynamodb:UpdateItem", TABLE.replace("ward-", "clinic-")))
    assert only(told(attaches(EMERGENCY), emergency=other))


def test_policies_may_be_held_to_a_path_and_be_of_aws() -> None:
    like = allow("iam:AttachRolePolicy", "*", Condition={"ArnLike": {"iam:PolicyARN": f"{ARN}policy/ward-*"}})
    assert only(told(like))
    assert only(told(attaches(ROTA, "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess")))
    assert told(attaches(ROTA, "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole")) == []


@pytest.mark.parametrize(
    ("asks", "is_told"),
    [
        ({"RoleName": "ward-kiosk", "PolicyArn.$": "$.policy"}, True),
        ({"RoleName": "ward-screen", "PolicyArn.$": "$.policy"}, False),
        ({"RoleName.$": "States.Format('ward-{}', $.role)", "PolicyArn.$": "$.policy"}, True),
        ({"RoleName.$": "States.Format('bed-{}', $.role)", "PolicyArn.$": "$.policy"}, False),
        ({"RoleName.$": "$.role", "PolicyArn.$": f"States.Format('{ARN}policy/ward-{{}}', $.level)"}, True),
        ({"RoleName.$": "$.role", "PolicyArn.$": f"States.Format('{ARN}policy/ward-r{{}}', $.level)"}, False),
        ({"RoleName": "ward-kiosk", "PolicyArn": EMERGENCY}, False),
    ],
)
def test_what_is_written_down_of_it_is_not_theirs_to_say(asks: dict[str, str], *, is_told: bool) -> None:
    assert bool(told(asks=asks)) is is_told


@pytest.mark.parametrize(
    "before",
    [
        {"Type": "Choice", "Choices": [{"Variable": "$.policy", "StringEquals": ROTA, "Next": "Attach"}]},
        {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"},
    ],
    ids=["chosen", "asked"],
)
def test_what_is_looked_at_before_is_quiet(before: dict[str, Any]) -> None:
    assert told(before=before) == []
    assert only(told(before={"Type": "Pass"}))
    tells = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": "x"}}
    assert only(told(before={**tells, "ResultPath": None}))


def test_what_they_have_or_may_give_themselves_is_no_gain() -> None:
    assert told(given=(STARTS, CHANGES)) == []
    assert "states-x06" not in str(told(given=(STARTS, attaches(ROTA, EMERGENCY))))
    assert told(given=(LOGS,)) == []


def test_a_boundary_takes_it_away_or_keeps_the_machine_from_it() -> None:
    bounds = policy("bounds", LOGS, STARTS)
    assert told(permissionsBoundary=f"{ARN}policy/bounds", beside=(bounds,)) == []
    guarded = attaches(ROTA, EMERGENCY)
    guarded["Condition"]["StringEquals"] = {"iam:PermissionsBoundary": f"{ARN}policy/bounds"}
    assert told(guarded, beside=(bounds,)) == []
    wide = policy("bounds", allow("*"))
    assert only(told(guarded, permissionsBoundary=f"{ARN}policy/bounds", beside=(wide,)))


def test_so_it_is_of_a_role_that_they_may_assume() -> None:
    nurse = role("nurse", lets_in(f"{ARN}role/ward-kiosk"))
    assume = allow("sts:AssumeRole", f"{ARN}role/nurse")
    given = attaches(ROTA, EMERGENCY, on=f"{ARN}role/nurse")
    message = only(told(given, given=(STARTS, assume), beside=(nurse,)))
    assert f"may iam:AttachRolePolicy on {ARN}role/nurse" in message
    assert told(given, given=(STARTS,), beside=(role("nurse"),)) == []
    assert told(given, given=(STARTS, assume, CHANGES), beside=(nurse,)) == []
    assert told(given, given=(STARTS, assume), beside=(nurse, may("nurse", CHANGES))) == []


def test_policies_of_aws_native_are_read_alike() -> None:
    inputs = {"managedPolicyName": "ward-emergency", "policyArn": EMERGENCY, "policyDocument": document(CHANGES)}
    assert only(told(emergency=native("iam:ManagedPolicy", "ward-emergency", **inputs)))


@pytest.mark.parametrize(
    ("rights", "emergency"),
    [
        ((attaches(ROTA, EMERGENCY),), {"policy": UNKNOWN}),
        ((allow("iam:AttachRolePolicy", "*", Condition={"ArnEquals": {"iam:PolicyARN": UNKNOWN}}),), {}),
    ],
    ids=["what it says", "which"],
)
def test_what_is_not_known_yet_is_undecided(rights: tuple[dict[str, Any], ...], emergency: dict[str, Any]) -> None:
    answer = judged(*rights, emergency=policy("ward-emergency", CHANGES, **emergency))
    assert messages(answer) == []
    assert unknowns(answer)


TAGS = {"RoleName.$": "$.role", "Tags": [{"Key": "ward", "Value.$": "$.ward"}]}
TAGGED = allow("dynamodb:UpdateItem", TABLE, Condition={"StringEquals": {"aws:PrincipalTag/ward": "emergency"}})
PUTS_TAGS = allow("iam:TagRole", f"{ARN}role/ward-*")


def tagged(*rights: dict[str, Any], asks: Any = None, **others: Any) -> list[str]:
    holds = {"given": (STARTS, TAGGED), "tags": {"ward": "north"}, **others}
    return told(*(rights or (PUTS_TAGS,)), asks=asks or TAGS, calls="tagRole", **holds)


@pytest.mark.parametrize(
    "asks",
    [
        TAGS,
        {"RoleName.$": "$.role", "Tags.$": "$.tags"},
        {"RoleName": "ward-kiosk", "Tags": [{"Key.$": "$.key", "Value.$": "$.value"}]},
    ],
)
def test_a_tag_for_which_their_policies_ask_is_theirs_to_name(asks: Any) -> None:
    assert f"which may iam:TagRole on {ARN}role/ward-kiosk" in only(tagged(asks=asks))


@pytest.mark.parametrize(
    "asks",
    [
        {"RoleName.$": "$.role", "Tags": [{"Key": "ward", "Value": "south"}]},
        {"RoleName.$": "$.role", "Tags": [{"Key": "floor", "Value.$": "$.floor"}]},
        {"RoleName": "ward-screen", "Tags.$": "$.tags"},
    ],
    ids=["written", "another tag", "another role"],
)
def test_a_tag_that_is_written_down_or_for_which_nobody_asks_is_quiet(asks: Any) -> None:
    assert tagged(asks=asks) == []


def test_what_the_machine_may_not_tag_is_quiet() -> None:
    assert tagged(allow("iam:TagRole", f"{ARN}role/bed-*")) == []
    wanted = {"ForAllValues:StringEquals": {"aws:TagKeys": ["floor"]}, "Null": {"aws:TagKeys": "false"}}
    assert tagged(allow("iam:TagRole", "*", Condition=wanted)) == []
    values = {"StringEquals": {"aws:RequestTag/ward": ["north", "south"]}}
    assert tagged(allow("iam:TagRole", "*", Condition=values)) == []
    values["StringEquals"]["aws:RequestTag/ward"].append("emergency")
    assert only(tagged(allow("iam:TagRole", "*", Condition=values)))
    assert only(tagged(allow("iam:TagRole", "*", Condition={"Null": {"aws:RequestTag/ward": "false"}})))
    assert tagged(given=(STARTS,)) == []
    assert tagged(given=(STARTS, TAGGED), tags={"ward": "emergency"}) == []
