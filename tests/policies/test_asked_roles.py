"""Whoever names the role as which a state machine reads, and sees what it has read, has that."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:lookup"
EXECUTIONS = f"arn:aws:states:{HERE}:execution:lookup:*"
START = allow("states:StartExecution", MACHINE)
DESCRIBE = allow("states:DescribeExecution", EXECUTIONS)
HISTORY = allow("states:GetExecutionHistory", EXECUTIONS)
WAIT = allow("states:StartSyncExecution", MACHINE)
READS = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:prod/*")
KEEPER = role("keeper", "states.amazonaws.com")
EXPRESS = {"type": "EXPRESS"}
SEALED = {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": f"arn:aws:kms:{HERE}:key/1234"}}
TABLES = f"arn:aws:dynamodb:{HERE}:table/"
BY_INPUT = {"RoleArn.$": "$.reader"}


def task(call: str, request: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:{call}", "End": True, "Parameters": request, **more}


def machine(first: dict[str, Any], *others: dict[str, Any], **inputs: Any) -> Resource:
    states = {f"S{at}": state for at, state in enumerate((first, *others))}
    text = json.dumps({"StartAt": "S0", "States": states})
    said = {"name": "lookup", "arn": MACHINE, "roleArn": f"{ARN}role/keeper", "definition": text}
    return aws("sfn/stateMachine", "m", **{**said, **inputs})


def scan(request: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    given = {"TableName.$": "$.table"} if request is None else request
    return task("dynamodb:scan", given, **{"Credentials": BY_INPUT, **more})


def as_named(
    made: Resource,
    *given: dict[str, Any],
    named: tuple[str, ...] = ("cards", "orders"),
    reads: dict[str, Any] | None = None,
    called: str = "desk",
) -> list[str]:
    keeps = may("keeper", allow("sts:AssumeRole", [f"{ARN}role/{name}" for name in named]))
    others = [
        one
        for name in named
        for one in (
            role(name, lets_in({"AWS": f"{ARN}role/keeper"})),
            may(name, reads or allow(["dynamodb:Query", "dynamodb:Scan"], f"{TABLES}{name}")),
        )
    ]
    stack = (role(called), may(called, *given), KEEPER, keeps, *others, made)
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"'{called}' leads" in text]


def test_whoever_names_the_role_and_sees_what_it_reads_has_that() -> None:
    assert only(as_named(machine(scan()), START, DESCRIBE)) == (
        f"role 'desk' leads to role 'cards', which may dynamodb:Scan on {TABLES}cards, as it may not itself: role "
        "'desk' may choose what state machine 'm' reads (states-x02: states:StartExecution, states:DescribeExecution) "
        "(policy.Statement[0] of 'desk-policy' and policy.Statement[1] of 'desk-policy'), then state machine 'm' runs "
        "as role 'keeper', then role 'keeper' may assume role 'cards' (assumeRolePolicy.Statement[0] of 'cards')"
    )
    assert as_named(machine(scan()), START, DESCRIBE, named=("*", "cards"))


@pytest.mark.parametrize(
    ("made", "given", "says"),
    [
        (machine(scan()), (START,), False),
        (machine(scan()), (START, HISTORY), True),
        (machine(scan()), (DESCRIBE, HISTORY), False),
        (machine(scan(), **EXPRESS), (WAIT,), True),
        (machine(scan(), **EXPRESS), (START, DESCRIBE), False),
        (machine(scan(ResultPath=None)), (START, DESCRIBE), False),
        (machine(scan(ResultSelector={"many.$": "$.Count"})), (START, DESCRIBE), False),
        (machine(scan(ResultSelector={"rows.$": "$.Items"})), (START, DESCRIBE), True),
        (machine(scan(OutputPath="$.Items[0]")), (START, DESCRIBE), True),
        (machine(scan(Resource="arn:aws:states:::dynamodb:getItem")), (START, DESCRIBE), False),
    ],
)
def test_who_does_not_see_it_has_nothing_of_what_was_read_as_a_role(
    made: Resource, given: tuple[dict[str, Any], ...], *, says: bool
) -> None:
    assert bool(as_named(made, *given)) is says


@pytest.mark.parametrize(
    "made",
    [
        machine(scan(Credentials={"RoleArn": f"{ARN}role/cards"})),
        machine(scan(Credentials={"RoleArn.$": "States.Format('arn:aws:iam::{}:role/cards', $.account)"})),
        machine(scan({"TableName": "cards"})),
        machine({"Type": "Choice", "Default": "S1"}, scan()),
        machine({"Type": "Pass", "Parameters": {"reader": "x"}, "Next": "S1"}, scan()),
        machine(task("dynamodb:scan", {"TableName.$": "$.table"})),
        machine(task("dynamodb:describeTable", {"TableName.$": "$.table"}, Credentials=BY_INPUT)),
    ],
)
def test_a_role_or_a_table_that_is_written_down_or_looked_at_is_what_the_machine_is_for(made: Resource) -> None:
    assert not as_named(made, START, DESCRIBE, HISTORY)


def test_the_one_role_that_there_is_and_what_is_the_starters_own_are_meant() -> None:
    assert not as_named(machine(scan()), START, DESCRIBE, named=("cards",))
    own = allow(["dynamodb:Scan", "dynamodb:Query"], f"{TABLES}*")
    assert not as_named(machine(scan()), START, DESCRIBE, own)
    message = only(as_named(machine(scan()), START, DESCRIBE, called="cards-desk"))
    assert "leads to role 'orders'" in message


def test_an_object_that_the_input_names_is_read_though_its_bucket_is_written_down() -> None:
    reads = allow("s3:GetObject", "arn:aws:s3:::tenants/*")
    given = {"Bucket": "tenants", "Key.$": "$.key"}
    get = task("s3:getObject", given, Credentials=BY_INPUT)
    assert as_named(machine(get), START, DESCRIBE, reads=reads)
    fixed = task("s3:getObject", {**given, "Bucket": "forms"}, Credentials=BY_INPUT)
    assert not as_named(machine(fixed), START, DESCRIBE, reads=reads)
    of_one = task("s3:getObject", {"Bucket": "tenants", "Key": "terms.pdf"}, Credentials=BY_INPUT)
    assert not as_named(machine(of_one), START, DESCRIBE, reads=reads)


def test_a_secret_that_is_read_as_a_role_of_the_input_is_for_whoever_sees_it() -> None:
    made = machine(task("secretsmanager:getSecretValue", {"SecretId.$": "$.secret"}, Credentials=BY_INPUT))
    assert "states-x02" in only(as_named(made, START, DESCRIBE, reads=READS))
    assert not as_named(made, START, reads=READS)


def test_the_credentials_of_several_roles_that_only_read_are_theirs_too() -> None:
    assumes = machine(task("sts:assumeRole", {"RoleArn.$": "$.role", "RoleSessionName": "x"}))
    assert "which may dynamodb:Query" in only(as_named(assumes, START, DESCRIBE))
    assert not as_named(assumes, START, DESCRIBE, named=("cards",))


def test_whether_the_key_of_such_a_machine_lets_them_see_it_may_be_undecided() -> None:
    keeps = may("keeper", allow("sts:AssumeRole", "*"))
    trusts = lets_in({"AWS": f"{ARN}role/keeper"})
    cards = role("cards", trusts), may("cards", allow("dynamodb:Scan", f"{TABLES}cards"))
    stack = (role("desk"), may("desk", START, DESCRIBE), KEEPER, keeps, *cards, machine(scan(), **SEALED))
    found = judge_stack(no_path_to_more_rights, *stack)
    assert not [text for text in messages(found) if "'desk'" in text]
    assert "encryptionConfiguration" in unknowns(found)
