"""Whoever says what a state machine reads, and sees it, has the secrets of its role."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, every_edge, lets_in, may, role
from tests.support.calls import calls
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.graph.becoming.steering.commands.readings import Choices, readings_of
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Rule
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:lookup"
EXECUTIONS = f"arn:aws:states:{HERE}:execution:lookup:*"
START = allow("states:StartExecution", MACHINE)
DESCRIBE = allow("states:DescribeExecution", EXECUTIONS)
HISTORY = allow("states:GetExecutionHistory", EXECUTIONS)
WAIT = allow("states:StartSyncExecution", MACHINE)
SECRETS = f"arn:aws:secretsmanager:{HERE}:secret:"
READS = allow("secretsmanager:GetSecretValue", f"{SECRETS}prod/*")
KEEPER = role("keeper", "states.amazonaws.com")
SDK = "arn:aws:states:::aws-sdk:"


def task(call: str, request: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    state = {"Type": "Task", "Resource": f"{SDK}{call}", "End": True, **more}
    key = "Arguments" if more.get("QueryLanguage") == "JSONata" else "Parameters"
    return {**state, **({} if request is None else {key: request})}


def secret(request: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return task("secretsmanager:getSecretValue", {"SecretId.$": "$.secret"} if request is None else request, **more)


def machine(first: dict[str, Any], *others: dict[str, Any], **inputs: Any) -> Resource:
    states = {f"S{at}": state for at, state in enumerate((first, *others))}
    text = json.dumps({"StartAt": "S0", "States": states})
    return aws(
        "sfn/stateMachine",
        "m",
        **{"name": "lookup", "arn": MACHINE, "roleArn": f"{ARN}role/keeper", "definition": text, **inputs},
    )


def answer(made: Resource, *given: dict[str, Any], reads: tuple[dict[str, Any], ...] = (READS,)) -> Answer:
    return judge_stack(no_path_to_more_rights, role("desk"), may("desk", *given), KEEPER, may("keeper", *reads), made)


def told(made: Resource, *given: dict[str, Any], reads: tuple[dict[str, Any], ...] = (READS,)) -> list[str]:
    return [text for text in messages(answer(made, *given, reads=reads)) if "'desk'" in text]


MADE = machine(secret())


def each(inner: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Type": "Map", "ItemProcessor": {"StartAt": "In", "States": {"In": inner}}, "End": True, **more}


GET = "secretsmanager:getSecretValue"
DONE = {"Type": "Pass", "Result": {"ok": True}, "End": True}
JSONATA = {"QueryLanguage": "JSONata"}
EXPRESS = {"type": "EXPRESS"}


@pytest.mark.parametrize(
    "made",
    [
        machine(secret()),
        machine(secret({"SecretId.$": "$$.Execution.Input.secret"})),
        machine(task("secretsmanager:getSecretValue", None)),
        machine(secret({"SecretId": "{% $states.input.secret %}"}, **JSONATA)),
        machine(secret({"SecretId": "{% $states.input.secret %}"}, Output="{% $states.result %}", **JSONATA)),
        machine(secret(ResultSelector={"value.$": "$.SecretString"})),
        machine(secret(ResultPath="$.found")),
        machine({"Type": "Pass", "Next": "S1"}, secret()),
        machine({"Type": "Pass", "InputPath": "$", "OutputPath": "$", "Next": "S1"}, secret(InputPath="$")),
        machine({"Type": "Pass", "Parameters": {"secret.$": "$.secret"}, "Next": "S1"}, secret()),
        machine({"Type": "Pass", "Parameters": {"secret.$": "$.a.b"}, "Next": "S1"}, secret()),
        machine(
            {"Type": "Pass", "Parameters": {"x": 1}, "Next": "S1"}, secret({"SecretId.$": "$$.Execution.Input.id"})
        ),
        machine({"Type": "Pass", "Parameters": {"SecretId.$": "$.secret"}, "Next": "S1"}, task(GET, None)),
        machine(secret(OutputPath="$")),
        machine(secret(ResultPath="$.result", OutputPath="$.result")),
        machine(secret(ResultPath="$.result", OutputPath="$.result.SecretString")),
        machine(secret(ResultSelector={"v.$": "$"})),
        machine(secret(ResultSelector={"v.$": "$.SecretString"}, OutputPath="$.v")),
        machine(secret(End=False, Next="S1"), {**DONE, "ResultPath": "$.done"}),
        machine(secret(End=False, Next="S1"), {**DONE, "ResultPath": None}),
        machine(secret(End=False, Next="S1"), {"Type": "Succeed"}),
        machine(task("secretsmanager:batchGetSecretValue", {"SecretIdList.$": "$.secrets"})),
        machine(each(secret(), ItemsPath="$.wanted")),
    ],
)
def test_whoever_names_the_secret_and_sees_it_has_those_of_the_machine(made: Resource) -> None:
    (message,) = told(made, START, DESCRIBE)
    assert message.startswith("role 'desk' leads to role 'keeper', which may secretsmanager:GetSecretValue on ")
    assert "may choose what state machine 'm' reads (states-x0" in message
    assert not told(made, allow("states:StartExecution", f"{MACHINE}-2"), DESCRIBE)


@pytest.mark.parametrize(
    "made",
    [
        machine(secret({"SecretId.$": "States.Format('prod/site/{}', $.name)"})),
        machine(secret({"SecretId": "{% 'prod/site/' & $states.input.name %}"}, **JSONATA)),
        machine(secret(InputPath="$.checked")),
        machine({"Type": "Pass", "Parameters": {"secret": "prod/site"}, "Next": "S1"}, secret()),
        machine({"Type": "Pass", "Parameters": {"other.$": "$.secret"}, "Next": "S1"}, secret()),
        machine({"Type": "Pass", "Parameters": {"secret.$": "States.Format('prod/{}', $.x)"}, "Next": "S1"}, secret()),
        machine({"Type": "Pass", "Parameters": {"SecretId": "prod/site"}, "Next": "S1"}, task(GET, None)),
        machine(secret(Credentials={"RoleArn": f"{ARN}role/other"})),
        machine({"Type": "Choice", "Default": "S1"}, secret()),
        machine({"Type": "Task", "Resource": f"{SDK}dynamodb:getItem", "Next": "S1"}, secret()),
        machine(task("secretsmanager:describeSecret", {"SecretId.$": "$.secret"})),
        machine(task("ssm:getParameter", {"Name.$": "$.name"})),
    ],
)
def test_what_is_fixed_or_was_looked_at_before_or_is_no_secret_is_quiet(made: Resource) -> None:
    assert not told(made, START, DESCRIBE, HISTORY)


@pytest.mark.parametrize(
    ("made", "given", "says"),
    [
        (machine(secret()), (START,), False),
        (machine(secret()), (START, HISTORY), True),
        (machine(secret()), (WAIT,), False),
        (machine(secret(), **EXPRESS), (WAIT,), True),
        (machine(secret(), **EXPRESS), (START, DESCRIBE, HISTORY), False),
        (machine(secret(ResultPath=None)), (START, DESCRIBE), False),
        (machine(secret(ResultPath=None)), (START, HISTORY), True),
        (machine(secret(ResultSelector={"arn.$": "$.ARN"})), (START, DESCRIBE), False),
        (machine(secret(ResultSelector={"arn.$": "$.ARN"}, OutputPath="$.arn")), (START, DESCRIBE), False),
        (machine(secret(ResultPath="$.result", OutputPath="$.input")), (START, DESCRIBE), False),
        (machine(secret(ResultPath="$.result", OutputPath="$.results")), (START, DESCRIBE), False),
        (machine(secret(ResultPath="$.result", OutputPath="$.result.ARN")), (START, DESCRIBE), False),
        (machine(secret(OutputPath=None)), (START, DESCRIBE), False),
        (
            machine(secret(ResultPath="$.x", End=False, Next="S1"), {**DONE, "ResultPath": "$.x"}),
            (START, DESCRIBE),
            False,
        ),
        (machine(secret(End=False, Next="S1"), {**DONE, "ResultPath": "$"}), (START, DESCRIBE), False),
        (machine(secret(Output={"ok": True}), **EXPRESS), (WAIT,), False),
        (machine(each(secret(), ResultPath=None)), (START, DESCRIBE), False),
        (machine(each(secret(ResultPath=None))), (START, DESCRIBE), False),
        (machine(each(secret(), ResultPath=None)), (START, HISTORY), True),
        (machine(secret(End=False, Next="S1"), {"Type": "Pass", "Result": {}, "End": True}), (START, DESCRIBE), False),
        (machine(secret(End=False, Next="S1"), {"Type": "Pass", "Result": {}, "End": True}), (START, HISTORY), True),
    ],
)
def test_who_does_not_see_what_was_read_has_nothing_of_it(
    made: Resource, given: tuple[dict[str, Any], ...], *, says: bool
) -> None:
    assert bool(told(made, *given)) is says


@pytest.mark.parametrize(
    ("executions", "says"),
    [
        (EXECUTIONS, True),
        (f"arn:aws:states:{HERE}:execution:look*", True),
        (f"arn:aws:states:{HERE}:*", True),
        (f"arn:aws:states:{HERE}:execution:other:*", False),
        (f"arn:aws:states:{HERE}:execution:lookup-2:*", False),
        ("arn:aws:states:us-east-1:111122223333:execution:lookup:*", False),
    ],
)
@pytest.mark.parametrize("sees", ["states:DescribeExecution", "states:GetExecutionHistory"])
def test_only_who_sees_what_this_machine_has_done_has_what_it_read(sees: str, executions: str, *, says: bool) -> None:
    assert bool(told(MADE, START, allow(sees, executions))) is says
    assert bool(told(MADE, allow("states:StartExecution", f"{MACHINE}*"), allow(sees, executions))) is says


def test_executions_of_some_names_are_undecided_since_who_starts_one_names_it() -> None:
    found = answer(MADE, START, allow("states:DescribeExecution", f"{EXECUTIONS[:-1]}release-*"))
    assert found.undecided or messages(found)


KEY = f"arn:aws:kms:{HERE}:key/1234"
SEALED = {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": KEY}}


@pytest.mark.parametrize(
    ("opens", "says"),
    [
        ((allow("kms:Decrypt", KEY),), True),
        ((allow("kms:*"),), True),
        ((allow("kms:Decrypt"), deny("kms:Decrypt", KEY)), False),
        ((deny("kms:*"),), False),
    ],
)
@pytest.mark.parametrize("sees", [DESCRIBE, HISTORY])
def test_who_may_not_use_the_key_of_the_machine_sees_nothing(
    sees: dict[str, Any], opens: tuple[dict[str, Any], ...], *, says: bool
) -> None:
    assert bool(told(machine(secret(), **SEALED), START, sees, *opens)) is says
    assert bool(told(machine(secret(), **EXPRESS, **SEALED), WAIT, *opens)) is says
    assert "leads to role 'keeper', which may secretsmanager:GetSecretValue" in only(told(MADE, START, sees, *opens))


@pytest.mark.parametrize(
    "inputs",
    [
        SEALED,
        {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": UNKNOWN}},
        {"encryptionConfiguration": {"type": UNKNOWN, "kmsKeyId": KEY}},
        {"encryptionConfiguration": UNKNOWN},
    ],
)
def test_whom_the_policy_of_the_key_may_let_is_undecided(inputs: dict[str, Any]) -> None:
    found = answer(machine(secret(), **inputs), START, DESCRIBE)
    assert not messages(found)
    assert "encryptionConfiguration" in unknowns(found)
    message = only(told(machine(secret(), **inputs), START, DESCRIBE, allow("kms:Decrypt")))
    assert "leads to role 'keeper', which may secretsmanager:GetSecretValue" in message


@pytest.mark.parametrize(
    ("resource", "says"),
    [
        ("*", True),
        (f"{SECRETS}prod/*", True),
        (f"{SECRETS}prod/desk-AbCdEf", False),
        (f"{SECRETS}prod/desk-??????", False),
        (f"{SECRETS}prod/desk-*", False),
        (f"{SECRETS}prod/-*", True),
        (f"{SECRETS}-*", True),
        (f"{SECRETS * 300}prod/desk-*", False),
        (f"{SECRETS}prod/desk/*", False),
        (f"{SECRETS}sandbox/*", False),
    ],
)
def test_a_secret_that_is_the_holders_own_was_meant_for_them(resource: str, *, says: bool) -> None:
    assert bool(told(machine(secret()), START, DESCRIBE, reads=(allow(READS["Action"], resource),))) is says


def test_a_folder_that_is_called_after_jobs_is_many_things() -> None:
    assert told(machine(secret()), START, DESCRIBE, reads=(allow(READS["Action"], f"{SECRETS}prod/job/*"),))


def test_what_else_the_role_may_do_nobody_gets_by_choosing_what_is_read() -> None:
    more = (allow(["dynamodb:DeleteItem", "kms:Decrypt"], "*"), allow(READS["Action"], f"{SECRETS}prod/desk-AbCdEf"))
    assert not told(machine(secret()), START, DESCRIBE, reads=more)
    assert not told(machine(secret()), START, DESCRIBE, READS)


def test_a_parameter_is_read_as_it_is_kept_unless_it_is_decrypted() -> None:
    reads = (allow("ssm:GetParameter", f"arn:aws:ssm:{HERE}:parameter/prod/*"),)
    for decrypts in ({"WithDecryption": True}, {"WithDecryption.$": "$.plain"}):
        message = only(
            told(machine(task("ssm:getParameter", {"Name.$": "$.name", **decrypts})), START, DESCRIBE, reads=reads)
        )
        assert "leads to role 'keeper', which may ssm:GetParameter" in message
    fixed = machine(task("ssm:getParameter", {"Name": "/prod/desk", "WithDecryption": True}))
    assert not told(fixed, START, DESCRIBE, reads=reads)


def test_the_credentials_of_a_role_that_the_input_names_are_those_of_whoever_sees_them() -> None:
    vault = role("vault", lets_in({"AWS": f"{ARN}role/keeper"}))
    assumes = machine(task("sts:assumeRole", {"RoleArn.$": "$.role", "RoleSessionName": "x"}))
    for resource, says in (("*", True), (f"{ARN}role/vault", False)):
        keeps = may("keeper", allow("sts:AssumeRole", resource))
        stack = (role("desk"), may("desk", START, DESCRIBE), KEEPER, keeps, vault, may("vault", READS), assumes)
        found = messages(judge_stack(no_path_to_more_rights, *stack))
        assert any("'desk' leads to role 'vault'" in text for text in found) is says


@pytest.mark.parametrize(
    ("called", "named", "says"),
    [
        ("desk", ["vault", "shelf"], True),
        ("desk", ["vault"], False),
        ("vault-desk", ["vault", "shelf"], False),
    ],
    ids=["one of several", "the one", "its own"],
)
def test_of_several_roles_that_are_named_the_input_chooses_one(called: str, named: list[str], *, says: bool) -> None:
    assumes = machine(task("sts:assumeRole", {"RoleArn.$": "$.role", "RoleSessionName": "x"}))
    keeps = may("keeper", allow("sts:AssumeRole", [f"{ARN}role/{name}" for name in named]))
    others = [role(name, lets_in({"AWS": f"{ARN}role/keeper"})) for name in named]
    stack = (role(called), may(called, START, DESCRIBE), KEEPER, keeps, *others, may("vault", READS), assumes)
    found = messages(judge_stack(no_path_to_more_rights, *stack))
    assert any(f"'{called}' leads to role 'vault'" in text for text in found) is says


def test_every_pull_request_has_what_it_may_name() -> None:
    issuer = {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"}
    claims = {"token.actions.githubusercontent.com:sub": "repo:acme/site:pull_request"}
    aud = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
    trust = lets_in(issuer, "sts:AssumeRoleWithWebIdentity", Condition={"StringEquals": {**claims, **aud}})
    checks = (role("checks", trust), may("checks", START, DESCRIBE), KEEPER, may("keeper", READS))
    found = messages(judge_stack(no_path_to_more_rights, *checks, machine(secret())))
    assert any("role 'checks', which every pull request enters, leads to role 'keeper'" in text for text in found)
    assert not messages(judge_stack(low_trust_does_not_trigger_high, *checks, machine(secret())))
    assert not messages(judge_stack(no_path_to_more_rights, *checks, machine(secret({"SecretId": "x"}))))


def test_nobody_acts_as_the_machine_that_reads_for_them() -> None:
    stack = Stack((role("desk"), may("desk", START, DESCRIBE), KEEPER, may("keeper", READS), machine(secret())))
    reach = Reachability(stack)
    (edge,) = (edge for edge in every_edge(reach) if edge.how == "asks")
    assert (edge.source.name, edge.acts, edge.is_certain) == ("desk", False, True)
    assert not reach.outgoing(edge.source).decides


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", "$", UNKNOWN, Secret([]), [7], [UNKNOWN], {"End": 7}])
def test_no_shape_breaks_it(odd: Any) -> None:
    states = (
        odd,
        secret({"SecretId.$": odd}),
        secret(ResultSelector=odd),
        secret(End=odd, Next=odd),
        secret(Output=odd),
        secret(ResultPath=odd, OutputPath=odd, InputPath=odd),
        {"Type": "Pass", "Parameters": odd, "Next": "S1"},
        {"Type": "Pass", "Parameters": {"secret.$": odd}, "Result": odd, "ResultPath": odd, "Next": "S1"},
    )
    for state in states:
        definition = {"StartAt": "S0", "States": {"S0": state, "S1": odd}, "QueryLanguage": odd}
        made = native("stepfunctions:StateMachine", "m", stateMachineName="m", definition=definition)
        assert isinstance(Choices(Stack((made,))).of(made), frozenset)
        assert len(list(readings_of(made))) <= 2
    assert not list(readings_of(aws("sfn/stateMachine", "m", name="m", definition=odd, type=odd)))


def test_a_loop_of_states_ends() -> None:
    back = {"Type": "Pass", "Next": "S2"}
    message = only(told(machine(secret(End=False, Next="S1"), back, {**back, "Next": "S1"}), START, HISTORY))
    assert "leads to role 'keeper', which may secretsmanager:GetSecretValue" in message


@pytest.mark.parametrize(
    ("machines", "executions", "inputs"),
    [
        (f"{MACHINE}*", f"{EXECUTIONS[:-2]}*", SEALED),
        (f"{MACHINE}AT", f"{EXECUTIONS[:-2]}AT:*", {}),
        (f"{MACHINE}*", f"{EXECUTIONS[:-2]}*", {}),
        (f"{MACHINE}*", f"{EXECUTIONS[:-2]}AT:*", {}),
    ],
)
def test_many_who_start_many_machines_cost_in_proportion(
    machines: str, executions: str, inputs: dict[str, Any]
) -> None:
    def each(at: int) -> tuple[Resource, ...]:
        starts = allow("states:StartExecution", machines.replace("AT", f"{at}"))
        sees = allow("states:GetExecutionHistory", executions.replace("AT", f"{at}"))
        named = {"name": f"lookup{at}", "arn": f"{MACHINE}{at}", "roleArn": f"{ARN}role/keeper{at}", **inputs}
        return (
            role(f"desk{at}"),
            may(f"desk{at}", starts, sees, allow("kms:Decrypt", KEY)),
            role(f"keeper{at}", "states.amazonaws.com"),
            may(f"keeper{at}", READS),
            aws("sfn/stateMachine", f"m{at}", **{**machine(secret()).inputs.raw, **named}),
        )

    def cost(many: int) -> int:
        stack = tuple(one for at in range(many) for one in each(at))
        return calls(lambda: judge_stack(no_path_to_more_rights, *stack))

    assert cost(40) <= 5 * cost(10)


@pytest.mark.parametrize("rule", [no_path_to_more_rights, low_trust_does_not_trigger_high])
def test_many_who_start_many_long_machines_that_read_a_named_secret_cost_in_proportion(rule: Rule) -> None:
    steps = ({"Type": "Pass", "Next": f"S{at + 1}"} for at in range(30))
    long = machine(*steps, secret()).inputs.raw
    issuer = {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"}
    claims = {"sub": "repo:acme/site:pull_request", "aud": "sts.amazonaws.com"}
    asked = {f"token.actions.githubusercontent.com:{claim}": value for claim, value in claims.items()}
    trust = lets_in(issuer, "sts:AssumeRoleWithWebIdentity", Condition={"StringEquals": asked})
    given = (allow("states:StartExecution", f"{MACHINE}*"), allow("states:GetExecutionHistory", f"{EXECUTIONS[:-2]}*"))

    def each(at: int) -> tuple[Resource, ...]:
        named = {"name": f"lookup{at}", "arn": f"{MACHINE}{at}", "roleArn": f"{ARN}role/keeper{at}"}
        return (
            role(f"desk{at}", *((trust,) if rule is low_trust_does_not_trigger_high else ())),
            may(f"desk{at}", *given),
            role(f"keeper{at}", "states.amazonaws.com"),
            may(f"keeper{at}", allow(READS["Action"], f"{SECRETS}prod/site-AbCdEf")),
            aws("sfn/stateMachine", f"m{at}", **{**long, **named}),
        )

    def cost(many: int) -> int:
        stack = tuple(one for at in range(many) for one in each(at))
        return calls(lambda: judge_stack(rule, *stack))

    assert cost(40) <= 5 * cost(10)
