"""Whoever names the role as which a state machine does something has it, also where all is of one company."""

import json
from typing import Any

import pytest
from tests.support.becoming import ROOT, allow, from_github, lets_in, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "eu-west-1:111122223333"
MACHINE = f"arn:aws:states:{HERE}:stateMachine:acme-runner"
STARTS = allow("states:StartExecution", MACHINE)
RUNNER = role("runner", "states.amazonaws.com")
SDK = "arn:aws:states:::aws-sdk:"


def machine(*states: dict[str, Any], **inputs: Any) -> Resource:
    text = json.dumps({"StartAt": "S0", "States": {f"S{at}": state for at, state in enumerate(states)}})
    said = {"name": "acme-runner", "arn": MACHINE, "roleArn": f"{ARN}role/runner", "definition": text}
    return aws("sfn/stateMachine", "m", **{**said, **inputs})


def put(named: str | dict[str, str] = "$.role", call: str = "dynamodb:putItem", **more: Any) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": f"{SDK}{call}",
        "Credentials": named if isinstance(named, dict) else {"RoleArn.$": named},
        "Parameters": {"TableName.$": "$.table", "Item.$": "$.item"},
        **(more or {"End": True}),
    }


def of_one_company(
    *more: Resource,
    made: Resource | None = None,
    called: str = "acme-page",
    may_assume: tuple[str, ...] = ("acme-credit-writer", "acme-plan-reader"),
    own: tuple[dict[str, Any], ...] = (),
    entered_by: tuple[Any, ...] = (),
) -> list[str]:
    table = f"arn:aws:dynamodb:{HERE}:table/acme-"
    rights = {
        "acme-credit-writer": allow("dynamodb:PutItem", f"{table}credits"),
        "acme-plan-reader": allow("dynamodb:GetItem", f"{table}plans"),
        "acme-note-writer": allow("dynamodb:PutItem", f"{table}notes"),
        "acme-file-reader": allow("s3:GetObject", "arn:aws:s3:::acme-files/*"),
    }
    roles = [one for name, right in rights.items() for one in (role(name, lets_in({"AWS": ROOT})), may(name, right))]
    assumes = may("runner", allow("sts:AssumeRole", [f"{ARN}role/{name}" for name in may_assume]))
    flow = made or machine(put())
    stack = role(called, *entered_by), may(called, STARTS, *own), RUNNER, assumes, *roles, flow, *more
    return [text for text in messages(judge_stack(no_path_to_more_rights, *stack)) if f"'{called}' leads" in text]


@pytest.mark.parametrize("called", ["acme-page", "acme-selfcare", "acme-service", "acme-credit-page", "page"])
def test_the_company_in_all_names_makes_none_of_the_roles_the_starters_own(called: str) -> None:
    message = only(of_one_company(called=called))
    assert "leads to role 'acme-credit-writer', which may dynamodb:PutItem" in message
    assert "may say what state machine 'm' does (states-x07" in message


@pytest.mark.parametrize(
    ("called", "entered_by", "is_told"),
    [
        ("acme-helper", "bedrock.amazonaws.com", True),
        ("acme-credit-check", from_github("repo:acme/shop:environment:prod"), True),
        ("acme-credit-deploy", from_github("repo:acme/credit:environment:prod"), False),
    ],
)
def test_an_agent_and_a_check_have_them_too_and_a_pipeline_starts_what_is_its_own(
    called: str, entered_by: Any, *, is_told: bool
) -> None:
    assert bool(of_one_company(called=called, entered_by=(entered_by,))) is is_told


def test_a_pattern_of_the_companys_name_takes_in_what_is_another_ones() -> None:
    assert "'acme-credit-writer'" in only(of_one_company(called="acme-selfcare", may_assume=("acme-*",)))


@pytest.mark.parametrize(
    "may_assume",
    [
        ("acme-credit-writer",),
        ("acme-plan-reader",),
        ("acme-plan-reader", "acme-file-reader"),
    ],
)
def test_one_role_alone_or_such_as_give_nothing_by_the_call_are_quiet(may_assume: tuple[str, ...]) -> None:
    assert not of_one_company(called="acme-selfcare", may_assume=may_assume)


def test_its_own_of_several_that_do_alike_is_meant() -> None:
    several = ("acme-credit-writer", "acme-file-reader")
    assert not of_one_company(called="acme-credit-page", may_assume=several)
    assert not of_one_company(called="acme-service", may_assume=("acme-credit-writer", "acme-note-writer"))
    message = only(of_one_company(called="acme-credit-page", may_assume=("acme-credit-writer", "acme-note-writer")))
    assert "leads to role 'acme-note-writer'" in message


def test_what_is_there_for_a_weaker_role_that_the_definition_names_or_for_others_is_meant() -> None:
    reads = put({"RoleArn": f"{ARN}role/acme-plan-reader"}, "dynamodb:getItem")
    both = machine(put(Next="S1"), reads)
    assert not of_one_company(called="acme-service", made=both)
    other = aws("sfn/stateMachine", "n", name="other", roleArn=f"{ARN}role/runner", definition="{}")
    assert not of_one_company(other, called="acme-service")
    writes = allow(["dynamodb:UpdateItem", "dynamodb:DeleteItem"], f"arn:aws:dynamodb:{HERE}:table/acme-credits")
    assert not of_one_company(called="acme-service", own=(writes,))


@pytest.mark.parametrize(
    "made",
    [
        machine(put({"RoleArn": f"{ARN}role/acme-credit-writer"})),
        machine({"Type": "Choice", "Default": "S1"}, put()),
        machine(put(), definition=UNKNOWN),
    ],
)
def test_a_role_of_one_company_that_is_written_down_or_looked_at_is_quiet(made: Resource) -> None:
    assert not of_one_company(made=made, called="acme-selfcare")
