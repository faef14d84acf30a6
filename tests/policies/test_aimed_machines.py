"""Whoever says by an input what a state machine does something to has it done to any thing that its role may."""

import json
from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, every_edge, from_github, function, may, role, user_may
from tests.support.grants import ACCOUNT, ARN, aws, native, user
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.graph.becoming.steering.commands.aims import Aims
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:recorder"
QUEUE, BUS = f"arn:aws:sqs:{HERE}:jobs", f"arn:aws:events:{HERE}:event-bus/jobs"
LEDGER, TICKETS = (f"arn:aws:dynamodb:{HERE}:table/{name}" for name in ("ledger", "tickets"))
FUNCTIONS = f"arn:aws:lambda:{HERE}:function:*"
STARTS, BOTH = allow("states:StartExecution", MACHINE), allow("dynamodb:PutItem", [LEDGER, TICKETS])
JSONATA = {"QueryLanguage": "JSONata"}
SDK = "arn:aws:states:::aws-sdk:"
FAILS = {"Type": "Fail"}


def put(table: Any = "$.table", call: str = "arn:aws:states:::dynamodb:putItem", **more: Any) -> dict[str, Any]:
    is_jsonata = "QueryLanguage" in more
    request = {"TableName": table} if is_jsonata else {"TableName.$": table, "Item.$": "$.item"}
    return {"Type": "Task", "Resource": call, "Arguments" if is_jsonata else "Parameters": request, "End": True, **more}


def task(call: str, **request: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::{call}", "Parameters": request, "End": True}


def choice(variable: str, **more: Any) -> dict[str, Any]:
    return {"Type": "Choice", "Choices": [{"Variable": variable, "StringEquals": "a", "Next": "S1"}], **more}


def machine(*states: dict[str, Any], **inputs: Any) -> Resource:
    text = json.dumps({"StartAt": "S0", "States": {f"S{at}": state for at, state in enumerate(states)}})
    said = {"name": "recorder", "arn": MACHINE, "roleArn": f"{ARN}role/recorder", "definition": text}
    return aws("sfn/stateMachine", "m", **{**said, **inputs})


def told(
    *made: Resource,
    given: tuple[dict[str, Any], ...] = (STARTS,),
    rights: tuple[dict[str, Any], ...] = (BOTH,),
    by: Resource | None = None,
) -> list[str]:
    holder = by or role("support-form")
    stack = holder, may(holder.name, *given), role("recorder", "states.amazonaws.com"), may("recorder", *rights), *made
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"'{holder.name}'" in text]


@pytest.mark.parametrize(
    "made",
    [
        machine(put()),
        machine(put("$$.Execution.Input.table")),
        machine(put("$.a['b'][0]")),
        machine(put(call=f"{SDK}dynamodb:putItem")),
        machine(put("{% $states.input.table %}", **JSONATA)),
        machine(put("{% $states.context.Execution.Input.where.table %}", **JSONATA)),
        machine({"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "End": True}),
        machine({"Type": "Pass", "Parameters": {"to.$": "$.table"}, "Next": "S1"}, put("$.to")),
        machine({"Type": "Wait", "Seconds": 3, "Next": "S1"}, put()),
        machine({**task("sns:publish", Message="x"), "ResultPath": None, "Next": "S1", "End": False}, put()),
        machine({**put("$.x"), "ResultPath": "$.read", "Next": "S1", "End": False}, put()),
        machine(choice("$.mode"), put()),
        machine(choice("$.mode"), put("{% $states.input.table %}", **JSONATA)),
        machine({"Type": "Map", "ItemProcessor": {"StartAt": "In", "States": {"In": put()}}, "End": True}),
        machine({"Type": "Parallel", "Branches": [{"StartAt": "In", "States": {"In": put()}}], "End": True}),
        machine(put("States.Format('{}', $.table)")),
        machine(put("{% '' & $states.input.table %}", **JSONATA)),
        machine(task("aws-sdk:dynamodb:transactWriteItems", TransactItems=[{"Put": {"TableName.$": "$.table"}}])),
        machine(put(), name=None),
    ],
)
def test_whoever_starts_it_names_any_table_that_the_role_writes(made: Resource) -> None:
    assert only(told(made)) == (
        f"role 'support-form' leads to role 'recorder', which may dynamodb:PutItem on {LEDGER}, as it may not itself: "
        "role 'support-form' may say what state machine 'm' does (states-x10: states:StartExecution) "
        "(policy.Statement[0] of 'support-form-policy'), then state machine 'm' runs as role 'recorder'"
    )
    assert not told(made, given=(allow("states:StartExecution", f"{MACHINE}-2"),))


@pytest.mark.parametrize(
    "made",
    [
        machine({**put(), "Parameters": {"TableName": "ledger", "Item.$": "$.item"}}),
        machine(put("{% 'ledger' %}", **JSONATA)),
        machine(put("{% $lookup({'a': 'ledger'}, $states.input.table) %}", **JSONATA)),
        machine(put("{% $states.input.table = 'a' ? 'ledger' : 'tickets' %}", **JSONATA)),
        machine(put("{% 'led' & ($states.input.table = 'a' ? 'ger' : 'x') %}", **JSONATA)),
        machine(put("States.ArrayGetItem(States.Array('ledger', 'tickets'), $.at)")),
        machine(put("States.Format('{}', States.Hash($.table, 'MD5'))")),
        machine(put("States.Format('{}{}', $.table)")),
        machine(put("States.Format('archive-{}', $.table)")),
        machine(put("$$.Execution.Name")),
        machine(put("$.table", InputPath="$.table")),
        machine(choice("$.table", Default="S2"), put(), FAILS),
        machine(choice("$.table"), {"Type": "Pass", "Next": "S2"}, put()),
        machine({"Type": "Pass", "Parameters": {"table": "ledger"}, "Next": "S1"}, put()),
        machine({"Type": "Pass", "Result": {"table": "ledger"}, "Next": "S1"}, put()),
        machine({**task("lambda:invoke", FunctionName="check"), "ResultPath": None, "Next": "S1", "End": False}, put()),
        machine(
            {**task("sns:publish.waitForTaskToken", Message="x"), "ResultPath": None, "Next": "S1", "End": False}, put()
        ),
        machine({**put(), "Credentials": {"RoleArn": f"{ARN}role/elsewhere"}}),
        machine(put(call="arn:aws:states:::dynamodb:getItem")),
        machine({**put(), "Resource": f"arn:aws:lambda:{HERE}:function:check"}),
        machine(put(), definition=UNKNOWN),
        machine(put(), definition="{"),
        machine(put(7)),
        machine({**put(), "Parameters": []}),
    ],
)
def test_what_is_written_down_or_was_looked_at_before_is_quiet(made: Resource) -> None:
    assert not told(made)


@pytest.mark.parametrize(
    ("condition", "is_told"),
    [
        ("{% $states.input.table in ['tickets', 'notes'] %}", False),
        ("{% $states.input.mode = 'fast' %}", True),
    ],
)
def test_a_condition_counts_where_it_looks_at_the_name(condition: str, *, is_told: bool) -> None:
    asks = {"Type": "Choice", "Choices": [{"Condition": condition, "Next": "S1"}], **JSONATA}
    assert bool(told(machine(asks, put("{% $states.input.table %}", **JSONATA)))) is is_told


@pytest.mark.parametrize(
    ("resources", "is_told"),
    [
        ([LEDGER], False),
        ([LEDGER, f"{LEDGER}/index/*"], False),
        ([LEDGER, TICKETS], True),
        ([f"{LEDGER}*"], True),
        (["*"], True),
        ([f"arn:aws:dynamodb:{HERE}:table/support-*"], False),
    ],
)
def test_the_one_thing_that_the_role_is_given_is_meant(resources: list[str], *, is_told: bool) -> None:
    assert bool(told(machine(put()), rights=(allow("dynamodb:PutItem", resources),))) is is_told


@pytest.mark.parametrize(
    ("table", "things", "is_told"),
    [
        ("States.Format('shop-{}', $.table)", ["shop-orders", "shop-payouts"], True),
        ("States.Format('shop-{}-{}', $.table, $$.Execution.Name)", ["shop-orders-1", "shop-payouts-1"], True),
        ("States.Format('shop-{}', $.table)", ["shop-*"], True),
        ("States.Format('shop-{}', $.table)", ["shop-orders", "ledger"], False),
        ("States.Format('shop-{}', $.table)", ["ledger", "tickets"], False),
        ("States.Format('shop-{}', $$.Execution.Name)", ["shop-*"], False),
    ],
)
def test_what_stands_around_the_name_limits_it(table: str, things: list[str], *, is_told: bool) -> None:
    rights = allow("dynamodb:PutItem", [f"arn:aws:dynamodb:{HERE}:table/{name}" for name in things])
    assert bool(told(machine(put(table)), rights=(rights,))) is is_told
    joined = "{% 'shop-' & $states.input.table %}"
    if "$.table)" in table:
        assert bool(told(machine(put(joined, **JSONATA)), rights=(rights,))) is is_told


def test_the_machine_may_be_another_providers() -> None:
    text = json.dumps({"StartAt": "S0", "States": {"S0": put()}})
    said = {"stateMachineName": "recorder", "arn": MACHINE, "roleArn": f"{ARN}role/recorder", "definitionString": text}
    assert only(told(native("stepfunctions:StateMachine", "m", **said)))


def test_other_rights_of_the_role_are_not_the_starters() -> None:
    one = allow("dynamodb:PutItem", LEDGER), allow("dynamodb:DeleteItem", [LEDGER, TICKETS])
    assert not told(machine(put()), rights=one)
    assert not told(machine(put()), rights=(BOTH, deny("dynamodb:PutItem", "*")))


def test_what_the_starter_may_itself_is_no_gain() -> None:
    assert not told(machine(put()), given=(STARTS, BOTH))
    one = told(machine(put()), given=(STARTS, allow("dynamodb:PutItem", LEDGER)))
    assert f"which may dynamodb:PutItem on {TICKETS}" in only(one)


@pytest.mark.parametrize(
    ("by", "is_told"),
    [
        (role("support-form"), True),
        (role("recorder-api"), False),
        (role("support-deploy", from_github("repo:acme/support:ref:refs/heads/main")), False),
        (role("support", f"arn:aws:iam::{ACCOUNT}:root"), False),
        (role("nightly", "events.amazonaws.com"), False),
        (role("nightly", "scheduler.amazonaws.com"), False),
        (role("orders-flow", "states.amazonaws.com"), False),
        (role("recorder-agent", LAMBDA, tags={"daypass:class": "agent"}), True),
    ],
    ids=["another", "kin", "pipeline", "people", "rule", "schedule", "machine", "agent"],
)
def test_who_is_there_for_it_or_does_as_a_definition_says_is_quiet(by: Resource, *, is_told: bool) -> None:
    assert bool(told(machine(put()), by=by)) is is_told


READS_ONE = allow("dynamodb:GetItem", TICKETS), allow(["dynamodb:GetItem", "dynamodb:PutItem"], LEDGER)
KIN = role("recorder-api")


def test_who_is_called_like_it_was_given_the_weaker_thing_of_those_that_an_input_may_name() -> None:
    found = only(told(machine(put()), by=KIN, rights=READS_ONE))
    assert f"leads to role 'recorder', which may dynamodb:PutItem on {LEDGER}" in found
    assert only(told(machine(put()), rights=READS_ONE))
    of_pipelines = role("recorder-deploy", from_github("repo:acme/recorder:ref:refs/heads/main"))
    assert not told(machine(put()), by=of_pipelines, rights=READS_ONE)
    assert not told(machine(put()), by=role("recorder-nightly", "scheduler.amazonaws.com"), rights=READS_ONE)


@pytest.mark.parametrize(
    ("made", "rights", "given"),
    [
        (machine({**put(), "Parameters": {"TableName": "ledger", "Item.$": "$.item"}}), READS_ONE, ()),
        (machine(put("{% 'ledger' %}", **JSONATA)), READS_ONE, ()),
        (machine(put("States.Format('led{}', $.table)")), READS_ONE, ()),
        (machine(choice("$.table", Default="S2"), put(), FAILS), READS_ONE, ()),
        (machine(put()), READS_ONE[1:], ()),
        (machine(put()), (BOTH,), ()),
        (machine(put()), (*READS_ONE, allow("dynamodb:DeleteItem", TICKETS)), ()),
        (machine(put()), (*READS_ONE[1:], allow("dynamodb:ListTables", "*")), ()),
        (machine(put()), (*READS_ONE[1:], allow("s3:GetObject", "arn:aws:s3:::tickets/*")), ()),
        (machine(put()), (READS_ONE[0], allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/*")), ()),
        (machine({**task("dynamodb:getItem", TableName="tickets"), "Next": "S1", "End": False}, put()), READS_ONE, ()),
        (machine({**task("dynamodb:getItem", TableName=TICKETS), "Next": "S1", "End": False}, put()), READS_ONE, ()),
        (machine(put()), READS_ONE, (allow("dynamodb:UpdateItem", LEDGER),)),
        (machine(put()), READS_ONE, (allow("dynamodb:UpdateItem", "*"),)),
    ],
    ids=[
        *("written", "quoted", "partly said", "looked at", "one thing", "alike", "changed too", "none", "another kind"),
        *("taken in", "the other is named", "the other is named by its ARN", "its own", "all its own"),
    ],
)
def test_where_no_thing_is_the_stronger_of_several_it_is_the_machines_work(
    made: Resource, rights: tuple[dict[str, Any], ...], given: tuple[dict[str, Any], ...]
) -> None:
    assert not told(made, by=KIN, rights=rights, given=(STARTS, *given))


@pytest.mark.parametrize(("named", "is_open"), [(UNKNOWN, True), ("ledger", False)])
def test_a_name_that_is_not_known_yet_may_be_that_of_the_weaker_thing(named: Any, *, is_open: bool) -> None:
    states = {"S0": put(), "S1": {**put(), "Parameters": {"TableName": named}}}
    said = {"stateMachineName": "recorder", "arn": MACHINE, "roleArn": f"{ARN}role/recorder"}
    made = native("stepfunctions:StateMachine", "m", definition={"StartAt": "S0", "States": states}, **said)
    runs = role("recorder", "states.amazonaws.com"), may("recorder", *READS_ONE), made
    answer = judge_stack(no_path_to_more_rights, KIN, may("recorder-api", STARTS), *runs)
    assert (bool(answer.problems), unknowns(answer)) == (not is_open, ["definition"] * is_open)


def test_what_else_has_the_role_may_be_what_the_weaker_thing_is_for() -> None:
    assert not told(machine(put()), function("reads", "recorder"), by=KIN, rights=READS_ONE)


def test_what_copies_reads_one_thing_to_write_another() -> None:
    rights = allow("s3:GetObject", "arn:aws:s3:::raw/*"), allow("s3:PutObject", "arn:aws:s3:::done/*")
    for call, is_told in (("copyObject", False), ("putObject", True)):
        writes = task(f"aws-sdk:s3:{call}", **{"Bucket.$": "$.bucket", "Key.$": "$.key"})
        assert bool(told(machine(writes), by=KIN, rights=rights)) is is_told


def test_so_it_is_of_functions_of_which_one_changes_something() -> None:
    called = task("lambda:invoke", **{"FunctionName.$": "$.fn"})
    look, pay = (f"arn:aws:lambda:{HERE}:function:recorder-{name}" for name in ("look", "pay"))
    looks = role("recorder-look", LAMBDA), function("look", "recorder-look", arn=look)
    pays = role("recorder-pay", LAMBDA), may("recorder-pay", BOTH), function("pay", "recorder-pay", arn=pay)
    rights, made = (allow("lambda:InvokeFunction", [look, pay]),), (*looks, *pays)
    assert "leads to role 'recorder-pay', which may dynamodb:PutItem on " in only(
        told(machine(called), *made, by=KIN, rights=rights)
    )
    assert not told(machine(called), *made, may("recorder-look", BOTH), by=KIN, rights=rights)
    assert not told(machine(called), *made, by=KIN, rights=rights, given=(STARTS, allow("lambda:InvokeFunction", pay)))
    then = {**called, "Next": "S1", "End": False}, task("lambda:invoke", FunctionName=look)
    assert not told(machine(*then), *made, by=KIN, rights=rights)
    assert not told(machine(called), *made, by=KIN, rights=(allow("lambda:InvokeFunction", pay),))


def test_a_user_that_is_a_machine_starts_it_too() -> None:
    made = user("erp"), user_may("erp", STARTS), aws("iam/accessKey", "k", user="erp")
    stack = *made, role("recorder", "states.amazonaws.com"), may("recorder", BOTH), machine(put())
    assert "user 'erp' leads to role 'recorder'" in only(messages(judge_stack(no_path_to_more_rights, *stack)))


@pytest.mark.parametrize(
    ("state", "right", "things"),
    [
        (task("sqs:sendMessage", **{"QueueUrl.$": "$.q"}), "sqs:SendMessage", [f"{QUEUE}-a", f"{QUEUE}-b"]),
        (
            task("sns:publish", **{"TopicArn.$": "$.t"}),
            "sns:Publish",
            [f"arn:aws:sns:{HERE}:a", f"arn:aws:sns:{HERE}:b"],
        ),
        (task("aws-sdk:s3:putObject", **{"Bucket.$": "$.b"}), "s3:PutObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]),
        (task("aws-sdk:s3:copyObject", **{"Bucket.$": "$.b"}), "s3:PutObject", ["arn:aws:s3:::a*/*"]),
        (task("dynamodb:updateItem", **{"TableName.$": "$.t"}), "dynamodb:UpdateItem", [LEDGER, TICKETS]),
        (
            task("aws-sdk:dynamodb:batchWriteItem", **{"RequestItems.$": "$.r"}),
            "dynamodb:BatchWriteItem",
            [LEDGER, "*"],
        ),
        (
            task("aws-sdk:secretsmanager:putSecretValue", **{"SecretId.$": "$.s", "SecretString.$": "$.v"}),
            "secretsmanager:PutSecretValue",
            [f"arn:aws:secretsmanager:{HERE}:secret:bank-??????", f"arn:aws:secretsmanager:{HERE}:secret:card-??????"],
        ),
        (
            task("aws-sdk:ssm:putParameter", **{"Name.$": "$.p"}),
            "ssm:PutParameter",
            [f"arn:aws:ssm:{HERE}:parameter/prod/a", f"arn:aws:ssm:{HERE}:parameter/prod/b"],
        ),
        (
            task("events:putEvents", Entries=[{"EventBusName.$": "$.bus", "Detail.$": "$.detail"}]),
            "events:PutEvents",
            [BUS, f"{BUS}-2"],
        ),
        (task("events:putEvents", **{"Entries.$": "$.entries"}), "events:PutEvents", [BUS, f"{BUS}-2"]),
        (task("lambda:invoke", **{"FunctionName.$": "$.fn"}), "lambda:InvokeFunction", [FUNCTIONS]),
        (
            task("states:startExecution.sync:2", **{"StateMachineArn.$": "$.m"}),
            "states:StartExecution",
            [f"{MACHINE}-*"],
        ),
        (task("aws-sdk:sfn:startExecution", **{"StateMachineArn.$": "$.m"}), "states:StartExecution", [f"{MACHINE}-*"]),
    ],
)
def test_so_it_is_of_other_services(state: dict[str, Any], right: str, things: list[str]) -> None:
    assert f"which may {right} on " in only(told(machine(state), rights=(allow(right, things),)))
    assert not told(machine(state), rights=(allow(right, things[0].replace("*", "x")),))


def test_what_it_starts_counts_as_what_that_may_itself() -> None:
    called = task("lambda:invoke", **{"FunctionName.$": "$.fn"})
    invokes = allow("lambda:InvokeFunction", FUNCTIONS)
    for right, is_told in (("dynamodb:PutItem", True), ("dynamodb:GetItem", False)):
        pays = role("pays"), may("pays", allow(right, LEDGER)), function("payout", "pays")
        found = told(machine(called), *pays, rights=(invokes,))
        assert ["leads to role 'pays', which may dynamodb:PutItem on " in one for one in found] == [True] * is_told


def test_an_express_workflow_is_named_it_by_who_waits_too() -> None:
    waits = allow("states:StartSyncExecution", MACHINE)
    assert "(states-x11: states:StartSyncExecution)" in only(told(machine(put(), type="EXPRESS"), given=(waits,)))
    assert not told(machine(put()), given=(waits,))


def test_so_has_who_sends_the_message_or_puts_the_event_of_which_the_input_is_made() -> None:
    to = {"stepFunctionStateMachineParameters": {"invocationType": "FIRE_AND_FORGET"}}
    parameters = {**to, "inputTemplate": '{"table": <$.body.table>}'}
    pipe = aws("pipes/pipe", "p", source=QUEUE, target=MACHINE, targetParameters=parameters)
    each = {"Type": "Map", "ItemProcessor": {"StartAt": "In", "States": {"In": put()}}, "End": True}
    sends = allow("sqs:SendMessage", QUEUE)
    assert "(sqs-x03: sqs:SendMessage)" in only(told(machine(each), pipe, given=(sends,)))
    rule = aws("cloudwatch/eventRule", "r", name="r", eventBusName=BUS, eventPattern='{"source": ["shop"]}')
    target = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName=BUS, arn=MACHINE, inputPath="$.detail")
    puts = allow("events:PutEvents", BUS)
    assert "(events-x06: events:PutEvents)" in only(told(machine(put()), rule, target, given=(puts,)))
    fixed = aws("cloudwatch/eventTarget", "t", rule="r", eventBusName=BUS, arn=MACHINE, input='{"table": "tickets"}')
    assert not told(machine(put()), rule, fixed, given=(puts,))


def test_it_is_read_once_however_often_it_is_asked_and_of_nothing_else() -> None:
    stack = Stack((made := machine(put(), put("$.x")), other := role("a")))
    aims = Aims(stack)
    assert aims.of(made) is aims.of(made)
    assert [one.path for one in aims.of(made)] == ["states-x10"]
    assert not aims.of(other)


def test_the_step_is_one_of_asking() -> None:
    made = role("support-form"), may("support-form", STARTS), machine(put()), role("recorder", "states.amazonaws.com")
    found = Reachability(Stack(made))
    assert {(one.how, one.paths) for one in every_edge(found) if one.target.name == "m"} == {("asks", ("states-x10",))}


def test_a_definition_that_is_marked_is_read_and_not_quoted() -> None:
    text = json.dumps({"StartAt": "S0", "States": {"S0": put("$.hidden")}})
    assert "hidden" not in only(told(machine(put(), definition=Secret(text))))
