"""Whoever names to a state machine the function that it invokes has any run that its role may invoke."""

import json
from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:import-flow"
STARTS = allow("states:StartExecution", MACHINE)
WRITES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/catalog")
OPENS = allow("secretsmanager:PutSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:root-a1b2c3")
ANY = (allow("lambda:InvokeFunction", f"arn:aws:lambda:{HERE}:function:*"),)
FILE = {"Payload.$": "$.file"}


def arn(name: str) -> str:
    return f"arn:aws:lambda:{HERE}:function:{name}"


def invokes(**said: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": said, "End": True}


def first(state: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**{key: one for key, one in state.items() if key != "End"}, "Next": "S1", **more}


NAMED = invokes(**{"FunctionName.$": "$.step.function", "Payload.$": "$.step.payload"})
CHECKS = first(invokes(FunctionName=arn("import-check"), **FILE), ResultPath="$.check")


def told(
    *states: dict[str, Any],
    by: str = "partner-import",
    given: tuple[dict[str, Any], ...] = (STARTS,),
    rights: tuple[dict[str, Any], ...] = ANY,
    loads: str = "import-load",
    opens: str = "vault-unseal",
    **inputs: Any,
) -> list[str]:
    text = json.dumps(
        {"StartAt": "S0", "States": {f"S{at}": one for at, one in enumerate(states or (NAMED,))}, **inputs}
    )
    said = {"name": "import-flow", "arn": MACHINE, "roleArn": f"{ARN}role/import-flow", "definition": text}
    stack = (
        *(role(by, LAMBDA), may(by, *given)),
        *(role("import-flow", "states.amazonaws.com"), may("import-flow", *rights)),
        aws("sfn/stateMachine", "m", **said),
        *(role(loads, LAMBDA), may(loads, WRITES), function(loads, loads, arn=arn(loads))),
        *(role(opens, LAMBDA), may(opens, OPENS), function(opens, opens, arn=arn(opens))),
    )
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"role '{by}' leads" in text]


def test_who_is_called_like_the_machine_was_given_what_is_called_so_and_not_what_else_its_role_invokes() -> None:
    message = only(told())
    assert "leads to role 'vault-unseal', which may secretsmanager:PutSecretValue on " in message
    assert "(states-x10: states:StartExecution)" in message


@pytest.mark.parametrize(
    "named",
    [
        {
            **NAMED,
            "Arguments": {"FunctionName": "{% $states.input.fn %}"},
            "Parameters": None,
            "QueryLanguage": "JSONata",
        },
        invokes(**{"FunctionName.$": "$$.Execution.Input.fn"}),
    ],
    ids=["JSONata", "the input of the execution"],
)
def test_however_the_input_names_it(named: dict[str, Any]) -> None:
    assert only(told({key: one for key, one in named.items() if one is not None}))


def test_a_function_that_is_handed_another_part_of_the_input_has_not_looked_at_the_name() -> None:
    assert only(told(CHECKS, NAMED))
    assert only(
        told(
            first(invokes(FunctionName=arn("import-check"), Payload={"f.$": "$.file", "n": 1}), ResultPath="$.c"), NAMED
        )
    )


@pytest.mark.parametrize(
    "before",
    [
        first(invokes(FunctionName=arn("import-check"), **{"Payload.$": "$"}), ResultPath="$.check"),
        first(invokes(FunctionName=arn("import-check"), **{"Payload.$": "$.step"}), ResultPath="$.check"),
        first(invokes(FunctionName=arn("import-check"), Payload={"fn.$": "$.step.function"}), ResultPath="$.check"),
        first(invokes(FunctionName=arn("import-check"), Payload={"x.$": "$$.Execution.Id"}), ResultPath="$.check"),
        first(
            invokes(FunctionName=arn("import-check"), **FILE, More=[{"fn.$": "$.step.function"}]), ResultPath="$.check"
        ),
        first(invokes(FunctionName=arn("import-approvals"), **FILE), ResultPath="$.check"),
        first(invokes(FunctionName=arn("import-check"), **{"Payload.$": "$.ticket"}), ResultPath="$.check"),
        first(invokes(FunctionName=arn("import-check"), **FILE)),
        {"Type": "Task", "Resource": arn("import-check"), "ResultPath": "$.check", "Next": "S1"},
        {"Type": "Choice", "Choices": [{"Variable": "$.step.function", "StringEquals": "import-load", "Next": "S1"}]},
    ],
    ids=[
        "all",
        "the step",
        "the name",
        "the execution",
        "in a list",
        "by leave",
        "a ticket",
        "its answer goes on",
        "as it is",
        "chosen",
    ],
)
def test_what_may_have_looked_at_it_before_is_quiet(before: dict[str, Any]) -> None:
    assert not told(before, NAMED)


@pytest.mark.parametrize(
    "others",
    [
        {"rights": (allow("lambda:InvokeFunction", arn("import-*")),)},
        {"rights": (allow("lambda:InvokeFunction", [arn("import-load"), arn("vault-unseal")]),)},
        {"given": (STARTS, allow("lambda:InvokeFunction", arn("vault-unseal")))},
        {"opens": "partner-vault"},
        {"by": "import-flow-nightly", "loads": "vault-load"},
    ],
    ids=[
        "a narrow pattern",
        "both are named",
        "may invoke it",
        "called like them",
        "none of its own",
    ],
)
def test_a_function_that_was_meant_or_gives_no_more_is_quiet(others: dict[str, Any]) -> None:
    assert not told(**others)


def test_a_definition_that_names_what_is_called_like_them_leaves_the_rest_to_the_input() -> None:
    written = first(invokes(FunctionName=arn("import-load"), **FILE), ResultPath="$.loaded")
    assert not told(written, NAMED)
