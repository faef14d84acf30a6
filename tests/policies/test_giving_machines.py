"""A state machine gives what it has read, and puts out, to each workload that starts it and sees what came of it."""

import json
from typing import Any

import pytest
from tests.policies.test_asked_machines import DESCRIBE, HERE, HISTORY, MACHINE, SECRETS, START, WAIT
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BANK, PSP = f"{SECRETS}prod/bank-AbCdEf", f"{SECRETS}prod/psp-GhIjKl"
PARAMETERS = f"arn:aws:ssm:{HERE}:parameter/"
GETS = "secretsmanager:GetSecretValue"
NAMED = allow(GETS, [BANK, PSP])
DONE = {"Type": "Pass", "Result": {"ok": True}, "End": True}
EXPRESS = {"type": "EXPRESS"}


def task(call: str, request: dict[str, Any], **more: Any) -> dict[str, Any]:
    key = "Arguments" if more.get("QueryLanguage") == "JSONata" else "Parameters"
    return {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:{call}", "End": True, key: request, **more}


def secret(request: dict[str, Any], **more: Any) -> dict[str, Any]:
    return task("secretsmanager:getSecretValue", request, **more)


ANY = secret({"SecretId.$": "$.secret"})
FIXED = secret({"SecretId": "prod/psp"})


def machine(first: dict[str, Any], *others: dict[str, Any], **inputs: Any) -> Resource:
    states = {f"S{at}": state for at, state in enumerate((first, *others))}
    text = json.dumps({"StartAt": "S0", "States": states})
    said = {"name": "lookup", "arn": MACHINE, "roleArn": f"{ARN}role/keeper", "definition": text}
    return aws("sfn/stateMachine", "m", **{**said, **inputs})


def answer(made: Resource, *given: dict[str, Any], reads: dict[str, Any] = NAMED, called: str = "desk") -> Answer:
    keeper = role("keeper", "states.amazonaws.com"), may("keeper", reads)
    return judge_stack(no_path_to_more_rights, role(called), may(called, *given), *keeper, made)


def told(made: Resource, *given: dict[str, Any], reads: dict[str, Any] = NAMED, called: str = "desk") -> list[str]:
    return [text for text in messages(answer(made, *given, reads=reads, called=called)) if f"'{called}' leads" in text]


def test_of_secrets_that_are_named_the_input_names_one() -> None:
    assert only(told(machine(ANY), START, DESCRIBE)).startswith(
        f"role 'desk' leads to role 'keeper', which may {GETS} on {BANK}, as it may not itself: role 'desk' may choose "
        "what state machine 'm' reads (states-x02: states:StartExecution, states:DescribeExecution)"
    )
    assert told(machine(ANY), START, HISTORY)
    assert told(machine(ANY), START, DESCRIBE, allow(GETS, BANK))
    assert told(machine(ANY, **EXPRESS), WAIT)


def test_who_sees_nothing_has_them_anyhow_or_has_a_machine_of_its_own_is_quiet() -> None:
    assert not told(machine(ANY), START)
    assert not told(machine({**ANY, "ResultPath": None}), START, DESCRIBE)
    assert not told(machine(ANY), START, DESCRIBE, NAMED)
    for called in ("lookup-page", "keeper-page"):
        assert not told(machine(ANY), START, DESCRIBE, called=called)


def test_a_secret_that_is_written_down_is_given_out_with_the_output() -> None:
    assert only(told(machine(FIXED), START, DESCRIBE)).startswith(
        f"role 'desk' leads to role 'keeper', which may {GETS} on {PSP}, as it may not itself: role 'desk' may see "
        "what state machine 'm' reads (states-x14: states:StartExecution, states:DescribeExecution)"
    )
    assert "states-x15" in only(told(machine(FIXED), START, HISTORY))
    assert "states-x16" in only(told(machine(FIXED, **EXPRESS), WAIT))


NEXT = {"End": False, "Next": "S1"}
WORKS = {"Type": "Task", "Resource": f"arn:aws:lambda:{HERE}:function:charge", "End": True}


@pytest.mark.parametrize(
    "made",
    [
        machine(secret({"SecretId": PSP})),
        machine(secret({"SecretId": PSP.removesuffix("-GhIjKl")})),
        machine(WORKS | NEXT, FIXED),
        machine({"Type": "Choice", "Default": "S1"}, FIXED),
        machine(secret({"SecretId": "prod/psp"}, QueryLanguage="JSONata", Output="{% $states.result %}")),
        machine(secret({"SecretId": "prod/psp"}, ResultPath="$.login", **NEXT), WORKS | {"ResultPath": "$.charged"}),
        machine(secret({"SecretId": "prod/psp"}, **NEXT), WORKS | {"ResultPath": None}),
        machine(task("secretsmanager:batchGetSecretValue", {"SecretIdList": ["prod/psp", "prod/bank"]})),
    ],
    ids=["arn", "part of an arn", "after a task", "after a choice", "jsonata", "beside", "kept", "several"],
)
def test_it_is_given_out_wherever_it_is_read(made: Resource) -> None:
    assert told(made, START, DESCRIBE)


@pytest.mark.parametrize(
    "made",
    [
        machine(FIXED | {"ResultPath": None}),
        machine(FIXED | {"ResultSelector": {"arn.$": "$.ARN"}}),
        machine(FIXED | {"ResultPath": "$.login", "OutputPath": "$.order"}),
        machine(FIXED | NEXT, DONE),
        machine(FIXED | NEXT, WORKS),
        machine(FIXED | {"ResultPath": "$.x"} | NEXT, WORKS | {"ResultPath": "$.x"}),
        machine(FIXED | {"ResultPath": "$.x"} | NEXT, WORKS | {"ResultPath": "$.y", "OutputPath": "$.y"}),
        machine(secret({"SecretId": "prod/psp"}, QueryLanguage="JSONata", Output={"ok": True})),
        machine(secret({"SecretId": "prod/desk"})),
        machine(secret({"SecretId": "sandbox/psp"})),
        machine(secret({"SecretId": "prod/other"})),
        machine(FIXED | {"Credentials": {"RoleArn": f"{ARN}role/other"}}),
        machine(task("secretsmanager:describeSecret", {"SecretId": "prod/psp"})),
    ],
)
def test_a_secret_that_is_dropped_or_is_the_starters_own_is_quiet(made: Resource) -> None:
    assert not told(made, START, DESCRIBE, reads=allow(GETS, [PSP, BANK, f"{SECRETS}prod/desk-??????"]))


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ((START,), "desk"),
        ((DESCRIBE, HISTORY), "desk"),
        ((START, DESCRIBE, allow(GETS, PSP)), "desk"),
        ((START, DESCRIBE, allow(GETS, f"{SECRETS}prod/*")), "desk"),
        ((START, DESCRIBE), "lookup-page"),
        ((START, DESCRIBE), "psp-page"),
    ],
    ids=["starts", "sees", "reads it", "reads all", "its machine", "its secret"],
)
def test_who_does_not_see_it_or_has_it_by_right_is_quiet(given: tuple[dict[str, Any], ...], called: str) -> None:
    assert not told(machine(FIXED), *given, called=called)
    assert not told(machine(FIXED), *given, called=called, reads=allow(GETS, f"{SECRETS}prod/psp-??????"))


def test_what_is_written_down_is_one_secret_of_those_that_a_pattern_takes_in() -> None:
    every = allow(GETS, f"{SECRETS}prod/*")
    assert told(machine(FIXED), START, DESCRIBE, reads=every)
    assert not told(machine(FIXED), START, DESCRIBE, allow(GETS, f"{SECRETS}prod/psp-*"), reads=every)
    assert told(machine(FIXED), START, DESCRIBE, allow(GETS, f"{SECRETS}prod/bank-*"), reads=every)


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("ssm:getParameter", {"Name": "/prod/psp"}),
        ("ssm:getParameters", {"Names": ["/prod/psp"]}),
        ("ssm:getParametersByPath", {"Path": "/prod/"}),
    ],
)
def test_a_parameter_is_given_out_where_it_is_decrypted(call: str, given: dict[str, Any]) -> None:
    reads = allow("ssm:GetParameter*", f"{PARAMETERS}prod/*")
    decrypted, plain = ({**given, "WithDecryption": says} for says in (True, False))
    assert told(machine(task(call, decrypted)), START, DESCRIBE, reads=reads)
    assert not told(machine(task(call, plain)), START, DESCRIBE, reads=reads)
    assert not told(machine(task(call, decrypted)), START, DESCRIBE, reads, reads=reads)


def test_people_and_pipelines_are_given_machines_to_see_how_they_work() -> None:
    person = role("desk", lets_in({"AWS": f"{ARN}root"}))
    keeper = role("keeper", "states.amazonaws.com"), may("keeper", NAMED)
    found = judge_stack(no_path_to_more_rights, person, may("desk", START, DESCRIBE), *keeper, machine(FIXED))
    assert not [text for text in messages(found) if "'desk' leads" in text]


TABLES = f"arn:aws:dynamodb:{HERE}:table/"
GET = {"TableName.$": "$.table", "Key": {"id": {"S.$": "$.id"}}}


@pytest.mark.parametrize(
    ("state", "reads"),
    [
        (task("dynamodb:getItem", GET), allow("dynamodb:GetItem", [f"{TABLES}cards", f"{TABLES}orders"])),
        (
            task("dynamodb:getItem", GET, Resource="arn:aws:states:::dynamodb:getItem"),
            allow("dynamodb:GetItem", f"{TABLES}*"),
        ),
        (task("dynamodb:scan", {"TableName.$": "$.table"}), allow("dynamodb:Scan", f"{TABLES}*")),
        (task("s3:getObject", {"Bucket.$": "$.b", "Key.$": "$.k"}), allow("s3:GetObject", "arn:aws:s3:::acme-*/*")),
    ],
)
def test_a_table_or_a_bucket_that_the_input_names_is_read_for_whoever_sees_it(
    state: dict[str, Any], reads: dict[str, Any]
) -> None:
    assert told(machine(state), START, DESCRIBE, reads=reads)
    assert not told(machine(state), START, reads=reads)
    assert not told(machine(state), START, DESCRIBE, reads, reads=reads)
    assert not told(machine(state), START, DESCRIBE, reads=reads, called="lookup-page")


def test_the_one_table_or_bucket_that_a_machine_reads_is_what_it_is_for() -> None:
    one = allow("dynamodb:GetItem", f"{TABLES}cards")
    assert not told(machine(task("dynamodb:getItem", GET)), START, DESCRIBE, reads=one)
    written = task("dynamodb:getItem", {"TableName": "cards"})
    assert not told(machine(written), START, DESCRIBE, reads=allow("dynamodb:GetItem", f"{TABLES}*"))
    of_one = task("s3:getObject", {"Bucket.$": "$.b", "Key.$": "$.k"})
    assert not told(machine(of_one), START, DESCRIBE, reads=allow("s3:GetObject", "arn:aws:s3:::cards/*"))


def test_which_secret_it_gives_out_may_be_undecided() -> None:
    state = secret({"SecretId": UNKNOWN})
    definition = {"StartAt": "S0", "States": {"S0": state}}
    said = {"stateMachineName": "lookup", "arn": MACHINE, "roleArn": f"{ARN}role/keeper", "definition": definition}
    made = native("stepfunctions:StateMachine", "m", **said)
    found = answer(made, START, DESCRIBE)
    assert not [text for text in messages(found) if "'desk' leads" in text]
    assert "definition" in unknowns(found)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{%", [7, None, {}], [UNKNOWN], UNKNOWN])
def test_no_shape_breaks_it(odd: Any) -> None:
    for state in (secret({"SecretId": odd}), {**FIXED, "ResultPath": odd}, {**FIXED, "Type": odd}):
        definition = {"StartAt": "S0", "States": {"S0": state, "S1": odd}}
        said = {"stateMachineName": "lookup", "arn": MACHINE, "roleArn": f"{ARN}role/keeper", "definition": definition}
        assert answer(native("stepfunctions:StateMachine", "m", **said), START, DESCRIBE)
