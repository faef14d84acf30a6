"""Whoever writes the policy of a function calls it, and so has done what they may not do."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, function, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, messages, only

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:shop-"
PUTS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/entries")
ADDS = "lambda:AddPermission"
CALLS = "lambda:InvokeFunction"


def told(*given: dict[str, Any], does: dict[str, Any] = PUTS, who: str = "service") -> list[str]:
    payout = (function("shop-payout", "payout"), role("payout", LAMBDA), may("payout", does))
    registrar = role("registrar", LAMBDA, tags={"daypass:class": who}, name="registrar")
    found = messages(judge_stack(no_path_to_more_rights, registrar, may("registrar", *given), *payout))
    return [text for text in found if "write the policy" in text]


@pytest.mark.parametrize("action", [ADDS, "lambda:PutResourcePolicy"])
@pytest.mark.parametrize("on", ["*", "payout"])
def test_who_writes_the_policy_of_a_function_calls_it(action: str, on: str) -> None:
    words = f"write the policy of what it names, and so do what it was not given ({CALLS}) ({action})"
    assert words in only(told(allow(action, FUNCTIONS + on)))


def named(principal: str) -> dict[str, Any]:
    return allow(ADDS, f"{FUNCTIONS}*", Condition={"StringEquals": {"lambda:Principal": principal}})


def test_a_condition_may_say_that_it_names_somebody_else() -> None:
    assert not told(named("events.amazonaws.com"))
    assert not told(named(f"{ARN}role/edge"))
    assert told(named(f"{ARN}role/registrar"))


def test_who_may_call_it_or_is_denied_that_gains_nothing() -> None:
    assert not told(allow(ADDS, f"{FUNCTIONS}*"), allow(CALLS, f"{FUNCTIONS}*"))
    assert not told(allow(ADDS, f"{FUNCTIONS}*"), deny(CALLS))
    assert told(allow(ADDS, f"{FUNCTIONS}*"), allow(CALLS, f"{FUNCTIONS}hook"))


def test_a_function_that_does_little_is_nothing_to_gain() -> None:
    assert not told(allow(ADDS, f"{FUNCTIONS}*"), does=allow("ecr:DescribeImages", "*"))
    assert not told(allow(ADDS, f"{FUNCTIONS}*"), PUTS)


def test_what_a_function_of_another_stack_does_is_not_known_to_be_little() -> None:
    assert told(allow(ADDS, f"{FUNCTIONS}ledger"), does=allow("ecr:DescribeImages", "*"))


def test_a_pipeline_lets_what_it_deploys_call_functions() -> None:
    assert not told(allow(ADDS, f"{FUNCTIONS}*"), who="pipeline")
