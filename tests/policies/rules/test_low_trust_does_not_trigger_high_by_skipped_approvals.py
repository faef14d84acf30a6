"""Whoever asks a state machine for something does not write the switch by which it goes past an approval."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, from_github, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"eu-west-1:{ACCOUNT}"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:payout"
SWITCH = f"arn:aws:ssm:{HERE}:parameter/payout/skip-approval"
TABLE, LEDGER = f"arn:aws:dynamodb:{HERE}:table/settings", f"arn:aws:dynamodb:{HERE}:table/ledger"
STARTS, SETS = allow("states:StartExecution", MACHINE), allow("ssm:PutParameter", SWITCH)
BOOKS = allow("dynamodb:UpdateItem", LEDGER)
URL = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/approvals"


def task(call: str, request: Any = None, **state: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::{call}", "Parameters": request or {}, **state}


READ = task("aws-sdk:ssm:getParameter", {"Name": "/payout/skip-approval"}, ResultPath="$.switch", Next="Needed")
ASK = task("sqs:sendMessage.waitForTaskToken", {"QueueUrl": URL}, ResultPath=None, Next="Book")
BOOK = task("dynamodb:updateItem", {"TableName": "ledger"}, End=True)
SIGN = ASK | {"Resource": f"arn:aws:states:{HERE}:activity:sign", "Next": "Needed"}
VALUE = "$.switch.Parameter.Value"
IS_TRUE = {"Variable": VALUE, "StringEquals": "true"}
IS_THERE, IS_SMALL = {"Variable": VALUE, "IsPresent": True}, {"Variable": "$.amount", "NumericLessThan": 3}


def needed(*rules: dict[str, Any], default: str = "Ask", **more: Any) -> dict[str, Any]:
    choices = [{"Next": "Book", **one} for one in rules or (IS_TRUE,)]
    return {"Type": "Choice", "Choices": choices, "Default": default, **more}


def defined(read: Any = None, choice: Any = None, **more: Any) -> str:
    states = {"Read": read or READ, "Needed": choice or needed(), "Ask": ASK, "Book": BOOK, **more}
    return json.dumps({"StartAt": "Read", "States": states})


def machine(definition: Any = None, **inputs: Any) -> tuple[Resource, ...]:
    given = {"name": "payout", "arn": MACHINE, "roleArn": f"{ARN}role/flow", "definition": definition or defined()}
    flow = role("flow", "states.amazonaws.com"), may("flow", BOOKS, allow("sqs:SendMessage"))
    return (aws("sfn/stateMachine", "payout", **{**given, **inputs}), *flow)


def judged(*given: dict[str, Any], by: Resource | None = None, of: Any = None, more: tuple[Any, ...] = ()) -> Answer:
    stack = by or role("site"), may("site", *given), *(of or machine()), *more
    return judge_stack(low_trust_does_not_trigger_high, *stack)


AGENT = role("site", "bedrock-agentcore.amazonaws.com")


def test_who_starts_it_sets_the_switch_for_themselves() -> None:
    assert only(messages(judged(STARTS, SETS))) == (
        "role 'site' may start state machine 'payout' and write (ssm:PutParameter) the parameter by which that decides "
        "whether it waits for an approval at 'Ask'; without one it acts as role 'flow', which may dynamodb:UpdateItem "
        f"on {LEDGER}, as it may not itself, by policy.Statement[1] of 'site-policy'"
    )
    assert only(messages(judged(STARTS, allow("ssm:*", f"arn:aws:ssm:{HERE}:parameter/payout/*"))))


def test_an_agent_or_a_pull_request_sets_it_whoever_starts_the_machine() -> None:
    message = only(messages(judged(SETS, by=AGENT)))
    assert message.startswith("role 'site', as which an agent acts, may write (ssm:PutParameter) the parameter")
    assert "by which state machine 'payout' decides whether it waits" in message
    proposal = role("site", from_github("repo:acme/site:pull_request"))
    assert "pull request enters, may write" in only(messages(judged(SETS, by=proposal)))


@pytest.mark.parametrize(
    "definition",
    [
        defined(choice=needed(IS_TRUE, {"Variable": "$.x", "IsNull": True})),
        defined(choice=needed(IS_SMALL, IS_TRUE)),
        defined(choice=needed({"Not": {"Variable": VALUE, "StringEquals": "false"}})),
        defined(choice=needed({"And": [IS_THERE, IS_TRUE]})),
        defined(choice=needed({"Variable": VALUE, "StringEquals": "false", "Next": "Ask"}, default="Book")),
        defined(choice=needed({"Variable": VALUE, "NumericLessThan": 1})),
        defined(READ | {"ResultPath": "$"}, needed({"Variable": "$.Parameter.Value", "StringMatches": "y*"})),
        defined(READ | {"Next": "Test"}, Test=task("lambda:invoke", {}, ResultPath="$.test", Next="Needed")),
        defined(READ | {"Next": "Test"}, Test=needed({"Variable": "$.x", "IsNull": True, "Next": "Needed"})),
        defined(choice=needed(IS_TRUE | {"Next": "AtOnce"}), AtOnce=BOOK),
    ],
)
def test_it_may_be_asked_in_many_ways(definition: str) -> None:
    assert len(messages(judged(STARTS, SETS, of=machine(definition)))) == 1


def test_an_item_or_an_object_is_a_switch_too() -> None:
    item = {"TableName": "settings", "Key": {"id": {"S": "payout"}}}
    read = task("dynamodb:getItem", item, ResultPath="$.switch", Next="Needed")
    by_item = machine(defined(read, needed({"Variable": "$.switch.Item.skip.BOOL", "BooleanEquals": True})))
    assert "the item by which" in only(messages(judged(STARTS, allow("dynamodb:UpdateItem", TABLE), of=by_item)))
    held = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "limit"]}}
    assert passes(judged(STARTS, allow("dynamodb:UpdateItem", TABLE, Condition=held), of=by_item))
    kept = task("aws-sdk:s3:getObject", {"Bucket": "settings", "Key": "payout.json"}, Next="Needed")
    kept |= {"ResultSelector": {"set.$": "States.StringToJson($.Body)"}}
    by_object = machine(defined(kept, needed({"Variable": "$.set.skip", "BooleanEquals": True})))
    puts = allow("s3:PutObject", "arn:aws:s3:::settings/*")
    assert "the object by which" in only(messages(judged(STARTS, puts, of=by_object)))


def test_the_other_language_asks_it_too() -> None:
    jsonata = {"QueryLanguage": "JSONata"}
    get = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ssm:getParameter", **jsonata}
    get |= {"Arguments": {"Name": "/payout/skip-approval"}, "Assign": {"skip": "{% $states.result.Parameter.Value %}"}}
    rules = [{"Condition": "{% $skip = 'true' %}", "Next": "Book"}]
    asks = {"Type": "Choice", "Choices": rules, "Default": "Ask", **jsonata}
    assert only(messages(judged(STARTS, SETS, of=machine(defined(get | {"Next": "Needed"}, asks)))))


@pytest.mark.parametrize(
    "given",
    [
        (STARTS,),
        (SETS,),
        (STARTS, allow("ssm:GetParameter", SWITCH)),
        (STARTS, allow("ssm:PutParameter", f"arn:aws:ssm:{HERE}:parameter/payout/limit")),
        (STARTS, SETS, deny("ssm:PutParameter", SWITCH)),
        (STARTS, allow("ssm:PutParameter", SWITCH, Condition={"StringEquals": {"ssm:Overwrite": "false"}})),
        (STARTS, SETS, BOOKS),
        (SETS, allow("states:StartExecution", f"{MACHINE}-2")),
    ],
    ids=["starts", "sets", "reads", "another", "denied", "new", "may itself", "starts another"],
)
def test_who_only_starts_or_only_sets_or_may_it_anyway_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


def test_whoever_only_releases_sets_the_switch_and_starts_nothing() -> None:
    manager = role("manager", "lambda.amazonaws.com"), may("manager", SETS)
    assert passes(judged(STARTS, more=manager))


@pytest.mark.parametrize(
    "definition",
    [
        defined(choice=needed(IS_TRUE | {"Next": "Ask"})),
        defined(choice=needed(IS_TRUE | {"Next": "Second"}), Second=ASK),
        defined(choice=needed(IS_TRUE | {"Next": "Stop"}), Stop={"Type": "Succeed"}),
        defined(choice=needed({"Variable": "$.skip", "BooleanEquals": True})),
        defined(choice=needed({"And": [IS_TRUE, {"Variable": "$.a", "IsNull": True}]})),
        defined(READ | {"ResultPath": None}),
        defined(task("aws-sdk:ssm:getParameter", {"Name": "/payout/skip:3"}, ResultPath="$.switch", Next="Needed")),
        defined(Ask=ASK | {"Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken"}),
        defined(READ | {"Next": "First"}, First=SIGN),
        defined(Book=task("dynamodb:updateItem", {"TableName": "ledger", "Key": {"k.$": VALUE}}, End=True)),
        defined(Ask={key: value for key, value in ASK.items() if key != "Next"} | {"End": True}),
    ],
)
def test_what_waits_either_way_or_is_no_switch_passes(definition: str) -> None:
    text = definition if "runTask" not in definition else definition.replace("approval", "order")
    assert passes(judged(STARTS, SETS, of=machine(text)))


def test_another_word_that_only_begins_alike_is_not_what_the_task_depends_on() -> None:
    book = task("dynamodb:updateItem", {"TableName": "ledger", "Key": {"k.$": f"{VALUE}Id"}}, End=True)
    assert messages(judged(STARTS, SETS, of=machine(defined(Book=book))))


def test_what_has_very_many_ways_is_undecided_beyond_those_that_are_followed() -> None:
    rules = [IS_TRUE | {"StringEquals": str(at), "Next": f"Book{at}"} for at in range(120)]
    books = {f"Book{at}": BOOK for at in range(120)}
    found = judged(STARTS, SETS, of=machine(defined(choice=needed(*rules), **books)))
    assert found.problems
    assert unknowns(found)


def test_a_machine_that_puts_what_it_reads_into_itself_again_and_again_is_read() -> None:
    into = {f"In{at}": {"Type": "Pass", "Parameters": {"x.$": "$"}, "Next": f"In{at + 1}"} for at in range(1_200)}
    choice = {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": True, "Next": "Book"}], "Default": "Ask"}
    states = {**into, "In1200": {"Type": "Pass", "Next": "Needed"}}
    found = judged(STARTS, SETS, of=machine(defined(READ | {"Next": "In0"}, choice, **states)))
    assert isinstance(found, Answer)


def test_small_things_may_need_nobody() -> None:
    item = {"TableName": "settings", "Key": {"id": {"S": "payout"}}}
    read = task("dynamodb:getItem", item, ResultPath="$.order", Next="Needed")
    small = needed({"Variable": "$.order.Item.amount.N", "NumericLessThan": 100})
    assert passes(judged(STARTS, allow("dynamodb:PutItem", TABLE), of=machine(defined(read, small))))


def test_what_is_not_known_is_said() -> None:
    unknown = aws("iam/rolePolicy", "more", role="site", policy=UNKNOWN)
    assert unknowns(judged(STARTS, more=(unknown,)))
    assert unknowns(judged(SETS, more=(unknown,)))
    flow = aws("iam/rolePolicy", "more", role="flow", policy=UNKNOWN)
    assert unknowns(judged(STARTS, SETS, BOOKS, more=(flow,)))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret([]), [UNKNOWN], {"a": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    for states in (
        {"Read": odd, "Needed": odd},
        {"Read": READ | {"ResultPath": odd, "Parameters": odd}, "Needed": needed(), "Ask": ASK, "Book": BOOK},
        {"Read": READ, "Needed": {"Type": "Choice", "Choices": odd, "Default": odd}, "Ask": ASK},
        {"Read": READ, "Needed": needed({"Variable": odd, "And": odd, "Not": odd}), "Ask": ASK, "Book": odd},
    ):
        definition = {"StartAt": "Read", "States": states}
        made = native("stepfunctions:StateMachine", "m", stateMachineName="payout", definition=definition)
        assert isinstance(judged(STARTS, SETS, of=(made, *machine()[1:])), Answer)
