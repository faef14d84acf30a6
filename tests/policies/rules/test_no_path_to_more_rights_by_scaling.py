"""Who is called after scaling gets nothing by a stack whose role does nothing else, and all that another one may do."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
STACKS = f"arn:aws:cloudformation:{HERE}:stack"
LEDGER = allow("dynamodb:PutItem", f"arn:aws:dynamodb:{HERE}:table/ledger")
REGISTERS = allow(
    ["application-autoscaling:RegisterScalableTarget", "application-autoscaling:DeregisterScalableTarget"],
    f"arn:aws:application-autoscaling:{HERE}:scalable-target/*",
)


def deployed(called: str, *rights: dict[str, Any]) -> tuple[Any, ...]:
    stack = aws("cloudformation/stack", called, name=called, iamRoleArn=f"{ARN}role/cfn-{called}")
    return role(f"cfn-{called}", "cloudformation.amazonaws.com"), may(f"cfn-{called}", *rights), stack


def judged(*rights: dict[str, Any], by: str = "capacity-planner", where: str = "shop-scaling", **others: Any) -> Answer:
    updates = allow("cloudformation:UpdateStack", f"{STACKS}/{where}/*")
    made = (*deployed("shop-scaling", *(rights or (REGISTERS,))), *deployed("shop-books", LEDGER))
    return judge_stack(no_path_to_more_rights, role(by, **others), may(by, updates), *made)


@pytest.mark.parametrize("by", ["capacity-planner", "nightly-scaler", "fleet-autoscaling"])
def test_who_scales_gets_nothing_by_a_stack_that_only_scales(by: str) -> None:
    assert passes(judged(by=by))
    assert passes(judged(REGISTERS, allow("autoscaling:SetDesiredCapacity"), by=by))


@pytest.mark.parametrize(
    ("rights", "others", "may_do"),
    [
        ((REGISTERS, LEDGER), {}, "dynamodb:PutItem"),
        ((REGISTERS, allow("autoscaling:UpdateAutoScalingGroup")), {}, "autoscaling:UpdateAutoScalingGroup"),
        ((), {"where": "shop-*"}, "dynamodb:PutItem"),
        ((), {"where": "shop-books"}, "dynamodb:PutItem"),
        ((), {"by": "reviews"}, "application-autoscaling:RegisterScalableTarget"),
        ((), {"tags": {"daypass:class": "agent"}}, "application-autoscaling:RegisterScalableTarget"),
    ],
    ids=str,
)
def test_what_else_such_a_role_may_and_who_does_other_things_is_told(
    rights: tuple[dict[str, Any], ...], others: dict[str, Any], may_do: str
) -> None:
    assert f", which may {may_do} on " in only(judged(*rights, **others))
