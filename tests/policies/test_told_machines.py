"""Whoever says by an input what a state machine does, or as which role, has what its role may do so."""

import json
from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, every_edge, lets_in, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only

from daypass.graph.becoming.steering.commands.doings import Doings
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:runner"
QUEUE, BUS = f"arn:aws:sqs:{HERE}:jobs", f"arn:aws:events:{HERE}:event-bus/jobs"
STARTS, SENDS = allow("states:StartExecution", MACHINE), allow("sqs:SendMessage", QUEUE)
PUTS = allow("events:PutEvents", BUS)
LEDGER = f"arn:aws:dynamodb:{HERE}:table/ledger"
WRITES = allow(["dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"], LEDGER)
RUNNER = role("runner", "states.amazonaws.com")
SDK = "arn:aws:states:::aws-sdk:"
JSONATA = {"QueryLanguage": "JSONata"}


def run(statement: Any = "$.statement", call: str = "dynamodb:executeStatement", **more: Any) -> dict[str, Any]:
    key = "Arguments" if "QueryLanguage" in more else "Parameters"
    request = {"Statement": statement} if "QueryLanguage" in more else {"Statement.$": statement}
    return {"Type": "Task", "Resource": f"{SDK}{call}", key: request, "End": True, **more}


def each(inner: dict[str, Any], holder: str = "ItemProcessor", **more: Any) -> dict[str, Any]:
    return {"Type": "Map", holder: {"StartAt": "In", "States": {"In": inner}}, "End": True, **more}


def machine(*states: dict[str, Any], **inputs: Any) -> Resource:
    named = {f"S{at}": state for at, state in enumerate(states)}
    text = json.dumps({"StartAt": "S0", "States": named})
    said = {"name": "runner", "arn": MACHINE, "roleArn": f"{ARN}role/runner", "definition": text}
    return aws("sfn/stateMachine", "m", **{**said, **inputs})


def pipe(template: str | None = None, **inputs: Any) -> Resource:
    to = {"stepFunctionStateMachineParameters": {"invocationType": "FIRE_AND_FORGET"}}
    parameters = {**to, **({"inputTemplate": template} if template is not None else {})}
    return aws("pipes/pipe", "p", **{"source": QUEUE, "target": MACHINE, "targetParameters": parameters, **inputs})


def told(*made: Resource, given: dict[str, Any] = STARTS, rights: tuple[dict[str, Any], ...] = (WRITES,)) -> list[str]:
    stack = role("stock"), may("stock", given), RUNNER, may("runner", *rights), *made
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if "'stock'" in text]


# Statements


@pytest.mark.parametrize(
    "made",
    [
        machine(run()),
        machine(run("$$.Execution.Input.statement")),
        machine(run("{% $states.input.statement %}", **JSONATA)),
        machine({**run(), "Parameters": {"Statement": "x", "Statement.$": "$.a['b'][0]"}}),
        machine({"Type": "Task", "Resource": f"{SDK}dynamodb:executeStatement", "End": True}),
        machine({"Type": "Pass", "Parameters": {"statement.$": "$.job.text"}, "Next": "S1"}, run()),
        machine({"Type": "Pass", "Parameters": {"a": {"b.$": "$.x"}}, "Next": "S1"}, run("$.a.b")),
        machine({"Type": "Wait", "Seconds": 3, "Next": "S1"}, run()),
        machine(each(run())),
        machine(each(run(), "Iterator")),
        machine(each(run(), ItemsPath="$.jobs")),
        machine(each(run("$.text"), ItemSelector={"text.$": "$$.Map.Item.Value.statement"})),
        machine(each(run("$.text"), "Iterator", Parameters={"text.$": "$.statement"})),
        machine(each(run("$$.Map.Item.Value.statement"))),
        machine(each(run("$.Items[0].statement"), ItemBatcher={"MaxItemsPerBatch": 5})),
        machine(each(run("{% $states.input.text %}", **JSONATA), Items="{% $states.input.jobs %}", **JSONATA)),
        machine({"Type": "Parallel", "Branches": [{"StartAt": "In", "States": {"In": run()}}], "End": True}),
        machine(
            each({"Type": "Pass", "Next": "Run"})
            | {"ItemProcessor": {"StartAt": "In", "States": {"In": {"Type": "Pass", "Next": "Run"}, "Run": run()}}}
        ),
    ],
)
def test_whoever_starts_it_has_its_role_execute_what_they_write(made: Resource) -> None:
    assert only(told(made)) == (
        f"role 'stock' leads to role 'runner', which may dynamodb:PartiQLUpdate on {LEDGER}, as it may not itself: "
        "role 'stock' may say what state machine 'm' does (states-x07: states:StartExecution) (policy.Statement[0] of "
        "'stock-policy'), then state machine 'm' runs as role 'runner'"
    )
    assert not told(made, given=allow("states:StartExecution", f"{MACHINE}-2"))


@pytest.mark.parametrize(
    "made",
    [
        machine({**run(), "Parameters": {"Statement": "SELECT * FROM ledger"}}),
        machine({**run(), "Parameters": {"Statement": "UPDATE ledger SET x=? WHERE id=?", "Parameters.$": "$.values"}}),
        machine(run("States.Format('SELECT * FROM ledger WHERE id={}', $.id)")),
        machine({"Type": "Choice", "Default": "S1"}, run()),
        machine({"Type": "Task", "Resource": f"{SDK}dynamodb:getItem", "Next": "S1"}, run()),
        machine({"Type": "Pass", "Result": {"statement": "x"}, "Next": "S1"}, run()),
        machine({"Type": "Pass", "Parameters": {"statement": "x"}, "Next": "S1"}, run()),
        machine(run(call="dynamodb:getItem")),
        machine(each(run(), ItemReader={"Resource": "arn:aws:states:::s3:getObject"})),
        machine(each(run("$.text"), ItemSelector={"text": "x"})),
        machine(each(run(), ItemSelector={"other.$": "$$.Map.Item.Value.statement"})),
        machine(each(run("{% $states.input.text %}", **JSONATA), Items=[{"text": "x"}], **JSONATA)),
        machine(run("$$.Task.Token")),
        machine(run(), definition=UNKNOWN),
    ],
)
def test_what_is_written_down_or_was_looked_at_before_is_quiet(made: Resource) -> None:
    assert not told(made)


def test_what_it_may_anyhow_or_what_is_called_like_it_is_no_gain() -> None:
    assert not told(machine(run()), rights=(allow("dynamodb:PartiQLUpdate", LEDGER.replace("ledger", "stock-levels")),))
    assert not told(machine(run()), rights=(allow("dynamodb:PartiQLSelect", LEDGER), allow("dynamodb:PutItem", LEDGER)))
    both = allow(["states:StartExecution", "dynamodb:PartiQLUpdate"], "*")
    assert not told(machine(run()), given=both)


@pytest.mark.parametrize(
    ("call", "key", "right"),
    [
        ("rdsdata:executeStatement", "Sql", "rds-data:ExecuteStatement"),
        ("redshiftdata:executeStatement", "Sql", "redshift-data:ExecuteStatement"),
        ("neptunedata:executeOpenCypherQuery", "OpenCypherQuery", "neptune-db:WriteDataViaQuery"),
    ],
)
def test_other_statements_are_executed_too(call: str, key: str, right: str) -> None:
    request = {f"{key}.$": "$.sql", "ResourceArn": f"arn:aws:rds:{HERE}:cluster:books"}
    made = machine({"Type": "Task", "Resource": f"{SDK}{call}", "Parameters": request, "End": True})
    assert f"which may {right} on" in only(told(made, rights=(allow(right, "*"),)))


def test_a_list_of_statements_is_read() -> None:
    many = {"Statements": [{"Statement.$": "$.first"}, {"Statement": "x"}]}
    call = {"Type": "Task", "Resource": f"{SDK}dynamodb:batchExecuteStatement", "End": True}
    assert told(machine({**call, "Parameters": many}))
    assert told(machine({**call, "Parameters": {"Statements.$": "$.all"}}))
    assert not told(machine({**call, "Parameters": {"Statements": [{"Statement": "x"}]}}))


# Roles


def put(role_: Any, **request: Any) -> dict[str, Any]:
    table = request or {"TableName.$": "$.table", "Item.$": "$.item"}
    credentials = role_ if isinstance(role_, dict) else {"RoleArn.$": role_}
    return {
        "Type": "Task",
        "Resource": f"{SDK}dynamodb:putItem",
        "Credentials": credentials,
        "Parameters": table,
        "End": True,
    }


def taken(made: Resource, *, may_assume: tuple[str, ...] = ("notes", "refunds"), called: str = "stock") -> list[str]:
    assumes = may("runner", allow("sts:AssumeRole", [f"{ARN}role/{name}" for name in may_assume]))
    roles = [
        one
        for name in ("notes", "refunds")
        for one in (
            role(name, lets_in({"AWS": ROOT})),
            may(name, allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/{name}")),
        )
    ]
    stack = role(called), may(called, STARTS), RUNNER, assumes, *roles, made
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"'{called}' leads" in text]


@pytest.mark.parametrize(
    "named", ["$.role", "$$.Execution.Input.role", "States.Format('arn:aws:iam::111122223333:role/{}', $.role)"]
)
def test_whoever_names_the_role_has_what_the_call_does_as_it(named: str) -> None:
    message = only(taken(machine(put(named))))
    assert "'stock' may say what state machine 'm' does (states-x07" in message
    assert "then role 'runner' may assume role 'notes'" in message
    in_map = machine(each(put(named)))
    assert taken(in_map)


def test_the_table_that_is_written_down_says_which_role_it_can_be() -> None:
    assert "leads to role 'refunds'" in only(
        taken(machine(put("$.role", **{"TableName": "refunds", "Item.$": "$.item"})))
    )
    assert not taken(machine(put("$.role", **{"TableName": "others", "Item.$": "$.item"})))


@pytest.mark.parametrize(
    "made",
    [
        machine(put({"RoleArn": f"{ARN}role/refunds"})),
        machine(put("States.Format('arn:aws:iam::{}:role/refunds', $.account)")),
        machine({"Type": "Choice", "Default": "S1"}, put("$.role")),
        machine({"Type": "Pass", "Parameters": {"role": f"{ARN}role/notes"}, "Next": "S1"}, put("$.role")),
    ],
)
def test_a_role_that_is_written_down_or_looked_at_is_quiet(made: Resource) -> None:
    assert not taken(made)


def test_the_one_role_that_is_named_and_one_that_is_called_like_the_starter_are_meant() -> None:
    assert not taken(machine(put("$.role")), may_assume=("refunds",))
    assert not taken(machine(put("$.role", TableName="refunds")), called="refunds-desk")
    assert taken(machine(put("$.role")), may_assume=("*",))


# Who sends it


@pytest.mark.parametrize(
    ("template", "state"),
    [
        ('{"statement": <$.body.statement>}', each(run())),
        ('{"statement": "<$.body.statement>"}', each(run(), ItemsPath="$")),
        ('{"statement": <$.body.statement>}', run("$[0].statement")),
        ('{"job": {"text": <$.body>}}', each(run("$.job.text"))),
        ("<$.body>", each(run())),
        (None, each(run("$.body.statement"))),
        ("<aws.pipes.event.json>", each(run("$.body.statement"))),
    ],
)
def test_whoever_sends_the_message_with_the_statement_has_it_executed(template: str | None, state: Any) -> None:
    message = only(told(machine(state), pipe(template), given=SENDS))
    assert "may say what state machine 'm' does (sqs-x02: sqs:SendMessage)" in message
    assert not told(machine(state), pipe(template), given=allow("sqs:SendMessage", f"{QUEUE}-2"))


@pytest.mark.parametrize(
    ("by", "state"),
    [
        (pipe('{"statement": "SELECT 1", "id": <$.body.id>}'), each(run())),
        (pipe('{"statement": <$.body.statement>}'), run()),
        (pipe('{"statement": <$.messageId>}'), each(run())),
        (pipe('{"statement": "SELECT <$.body.id>"}'), each(run())),
        (pipe(None, enrichment=f"arn:aws:lambda:{HERE}:function:checks"), each(run("$.body.statement"))),
        (pipe(None, desiredState="STOPPED"), each(run("$.body.statement"))),
        (pipe(None, target=f"{MACHINE}-2"), each(run("$.body.statement"))),
        (pipe(None, source=f"arn:aws:kinesis:{HERE}:stream/jobs"), each(run("$.body.statement"))),
        (
            pipe(
                None, sourceParameters={"filterCriteria": {"filters": [{"pattern": '{"body": {"statement": ["a"]}}'}]}}
            ),
            each(run("$.body.statement")),
        ),
    ],
)
def test_a_pipe_that_hands_on_something_else_is_quiet(by: Resource, state: dict[str, Any]) -> None:
    assert not told(machine(state), by, given=SENDS)


def rule(**inputs: Any) -> Resource:
    pattern = json.dumps({"source": ["shop"], "detail-type": ["job"]})
    return aws("cloudwatch/eventRule", "r", **{"name": "r", "eventBusName": "jobs", "eventPattern": pattern, **inputs})


def target(**inputs: Any) -> Resource:
    return aws("cloudwatch/eventTarget", "t", **{"rule": "r", "eventBusName": "jobs", "arn": MACHINE, **inputs})


TEMPLATE = {"inputPaths": {"text": "$.detail.text"}, "inputTemplate": '{"statement": <text>}'}


@pytest.mark.parametrize(
    ("to", "state"),
    [
        (target(), run("$.detail.statement")),
        (target(inputPath="$.detail"), run()),
        (target(inputTransformer=TEMPLATE), run()),
        (target(), each(run("$.text"), ItemsPath="$.detail.jobs")),
    ],
)
def test_whoever_puts_the_event_with_the_statement_has_it_executed(to: Resource, state: dict[str, Any]) -> None:
    message = only(told(machine(state), rule(), to, given=PUTS))
    assert "may say what state machine 'm' does (events-x05: events:PutEvents)" in message
    held = {**PUTS, "Condition": {"StringEquals": {"events:source": "stock"}}}
    assert not told(machine(state), rule(), to, given=held)


@pytest.mark.parametrize(
    ("by", "to", "state"),
    [
        (rule(), target(input='{"statement": "x"}'), run()),
        (rule(), target(), run()),
        (rule(eventPattern='{"detail": {"statement": ["x"]}}'), target(), run("$.detail.statement")),
        (rule(eventPattern='{"source": ["aws.s3"]}'), target(), run("$.detail.statement")),
        (rule(), target(inputTransformer={**TEMPLATE, "inputPaths": {"text": "$.id"}}), run()),
    ],
)
def test_an_event_that_says_something_else_is_quiet(by: Resource, to: Resource, state: dict[str, Any]) -> None:
    assert not told(machine(state), by, to, given=PUTS)


def test_an_express_machine_may_be_waited_for() -> None:
    waits = allow("states:StartSyncExecution", MACHINE)
    assert "(states-x08: states:StartSyncExecution)" in only(told(machine(run(), type="EXPRESS"), given=waits))
    assert not told(machine(run()), given=waits)


def test_a_pipe_or_a_target_that_is_not_known_yet_is_known_by_what_it_depends_on() -> None:
    made = machine(each(run("$.body.statement")))
    by = pipe(None, target=UNKNOWN)
    depends = Resource(by.urn, by.type, by.name, inputs=by.inputs, property_dependencies={"target": (made.urn,)})
    assert told(made, depends, given=SENDS)
    assert not told(made, by, given=SENDS)


def test_nobody_acts_as_the_machine_that_does_what_they_say() -> None:
    stack = Stack((role("stock"), may("stock", STARTS), RUNNER, may("runner", WRITES), machine(run())))
    (edge,) = (edge for edge in every_edge(Reachability(stack)) if edge.how == "asks")
    assert (edge.source.name, edge.acts, edge.is_certain) == ("stock", False, True)


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, "", "{", "$", "<$.body>", UNKNOWN, Secret([]), [7], [UNKNOWN], {"a": 7}]
)
def test_no_shape_breaks_it(odd: Any) -> None:
    states = (
        odd,
        run(odd),
        {**run(), "Parameters": odd},
        {**run(), "Credentials": odd},
        put({"RoleArn.$": odd}),
        each(run(), ItemSelector=odd, ItemsPath=odd),
        each(odd),
        {"Type": "Map", "ItemProcessor": odd, "Iterator": odd, "ItemBatcher": odd},
        {"Type": "Parallel", "Branches": odd, "Parameters": odd, "InputPath": odd},
        {"Type": "Pass", "Parameters": {"statement": odd}, "Next": "S1"},
    )
    others = (
        pipe(odd if isinstance(odd, str) else None),
        pipe(None, targetParameters=odd, source=odd),
        target(inputTransformer=odd, input=odd, inputPath=odd),
        target(inputTransformer={"inputPaths": odd, "inputTemplate": odd}),
    )
    for state in states:
        definition = {"StartAt": "S0", "States": {"S0": state, "S1": run()}, "QueryLanguage": odd}
        made = native("stepfunctions:StateMachine", "m", stateMachineName="runner", definition=definition)
        assert isinstance(Doings(Stack((made, rule(), *others))).of(made), tuple)


def test_what_is_nested_deeply_comes_to_an_end() -> None:
    deep: Any = {"statement.$": "$.statement"}
    for _ in range(300):
        deep = {"a": deep}
    made = machine({"Type": "Pass", "Parameters": deep, "Next": "S1"}, run())
    assert not told(made, pipe('{"a":' * 300 + "1" + "}" * 300))
