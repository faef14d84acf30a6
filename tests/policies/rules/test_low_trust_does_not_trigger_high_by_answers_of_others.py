"""What a state machine waits for is answered by who is there for it, and by no other workload."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

HERE = f"eu-west-1:{ACCOUNT}"
CHECK, PRINT = (f"arn:aws:states:{HERE}:activity:{name}" for name in ("sanctions", "print-card"))
LEDGER = f"arn:aws:dynamodb:{HERE}:table/ledger"
ANSWERS, BOOKS = allow("states:SendTaskSuccess"), allow("dynamodb:UpdateItem", LEDGER)


def asks(*activities: str) -> dict[str, Any]:
    return allow("states:GetActivityTask", list(activities))


def activity(arn: str, then: str) -> dict[str, Any]:
    return {"Type": "Task", "Resource": arn, "Next": then}


BOOK = {
    "Type": "Task",
    "Resource": "arn:aws:states:::dynamodb:updateItem",
    "Parameters": {"TableName": "ledger"},
}


def machine(*order: str) -> tuple[Resource, ...]:
    """One of states in this order."""
    steps = {"Check": activity(CHECK, ""), "Print": activity(PRINT, ""), "Book": BOOK}
    states = {
        name: {**steps[name], **({"Next": after} if after else {"Next": "Done"})}
        for name, after in zip(order, (*order[1:], ""), strict=True)
    }
    definition = json.dumps({"StartAt": order[0], "States": {**states, "Done": {"Type": "Succeed"}}})
    arn = f"arn:aws:states:{HERE}:stateMachine:payout"
    return (
        aws("sfn/stateMachine", "payout", name="payout", arn=arn, roleArn=f"{ARN}role/flow", definition=definition),
        role("flow", "states.amazonaws.com"),
        may("flow", BOOKS),
    )


def judged(
    *given: dict[str, Any],
    by: str = "card-printer",
    other: str = "screening",
    others: tuple[dict[str, Any], ...] = (ANSWERS, asks(CHECK)),
    order: tuple[str, ...] = ("Check", "Book", "Print"),
) -> Answer:
    second = (role(other), may(other, *others)) if other else ()
    return judge_stack(low_trust_does_not_trigger_high, role(by), may(by, *given), *second, *machine(*order))


BOTH = (ANSWERS, asks(CHECK, PRINT))


def test_who_is_called_after_another_activity_answers_what_another_is_there_for() -> None:
    message = only(judged(*BOTH))
    waits = "what state machine 'payout' waits for at 'Check'"
    token = "with the token from activity 'sanctions' (states:GetActivityTask)"
    assert message == (
        f"role 'card-printer' may answer (states:SendTaskSuccess) {waits}, {token}; the machine then acts as role "
        f"'flow', which may dynamodb:UpdateItem on {LEDGER}, as it may not itself, by policy.Statement[0] of "
        "'card-printer-policy'"
    )


def test_what_it_does_before_as_its_own_work_opens_nothing() -> None:
    assert only(judged(*BOTH, order=("Print", "Check", "Book"))).count("'Check'") == 1
    assert passes(judged(*BOTH, order=("Print", "Book", "Check")))


@pytest.mark.parametrize("other", ["compliance-desk", "reviewer"])
def test_who_is_called_after_approvals_is_there_to_answer(other: str) -> None:
    assert only(judged(ANSWERS, asks(CHECK), by="mailer", other=other))


@pytest.mark.parametrize(
    "given",
    [
        (ANSWERS, asks(PRINT)),
        (asks(CHECK, PRINT),),
        (*BOTH, deny("states:GetActivityTask", CHECK)),
        (*BOTH, deny("states:SendTaskSuccess")),
        (*BOTH, BOOKS),
    ],
    ids=["its own", "does not answer", "may not ask", "may not answer", "may do it itself"],
)
def test_who_may_not_or_gains_nothing_passes(given: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    ("by", "other"),
    [
        ("card-printer", ""),
        ("sanctions-eu", "sanctions-us"),
        ("mailer", "screening"),
        ("worker", "compliance-desk"),
        ("confirmations", "compliance-desk"),
        ("payout-callbacks", "compliance-desk"),
    ],
    ids=["alone", "works for the same", "no other is told apart", "of all", "approves", "called after the machine"],
)
def test_who_is_there_for_it_by_any_sign_passes(by: str, other: str) -> None:
    given = BOTH if by == "card-printer" else (ANSWERS, asks(CHECK))
    assert passes(judged(*given, by=by, other=other))


def test_two_that_both_ask_for_more_are_not_told_apart() -> None:
    assert passes(judged(*BOTH, other="print-helper", others=BOTH))
