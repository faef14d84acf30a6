"""What a pattern takes in beside that which is called like a pipeline is another's of the same product."""

from typing import Any

import pytest
from tests.support.becoming import allow, from_github, function, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FUNCTIONS = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:"
ROLLS = allow(["ecs:RegisterTaskDefinition", "ecs:RunTask"])
PAYS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/ledger")


def told(*resources: Resource) -> bool:
    found = messages(judge_stack(no_path_to_more_rights, *resources))
    return any("leads to role 'shop-refunds'" in one for one in found)


def deploying(*statements: dict[str, Any], called: str = "shop-themes-deploy") -> tuple[Resource, ...]:
    return (
        role(called, from_github(f"repo:acme/{called.removesuffix('-deploy')}:environment:prod")),
        may(called, *statements),
        *(role("shop-refunds"), may("shop-refunds", PAYS), function("shop-refunds", "shop-refunds")),
    )


THEMES = role("shop-themes"), function("shop-themes", "shop-themes")
ANY_CODE = allow("lambda:UpdateFunctionCode", f"{FUNCTIONS}shop-*")


def test_another_function_of_the_product_is_not_its_own() -> None:
    assert told(*deploying(ANY_CODE), *THEMES)


def test_what_is_there_for_the_whole_product_may_change_all_of_it() -> None:
    assert not told(*deploying(ANY_CODE, called="shop-deploy"), *THEMES)
    assert not told(*deploying(ANY_CODE, called="shop-platform-release"), *THEMES)


def test_one_of_other_work_is_told_though_nothing_in_the_stack_is_called_after_it() -> None:
    assert told(*deploying(ANY_CODE))


def test_a_tag_that_many_carry_names_nobody() -> None:
    by_tag = {"StringEquals": {"aws:ResourceTag/stack": "core"}}
    held = allow("lambda:UpdateFunctionCode", f"{FUNCTIONS}*", Condition=by_tag)
    tagged = function("shop-refunds", "shop-refunds", tags={"stack": "core"})
    pipeline, given, *_ = deploying(held)
    paying = role("shop-refunds"), may("shop-refunds", PAYS), role("shop-web"), role("shop-mail")
    assert told(pipeline, given, *paying, tagged)
    pipeline, given, *_ = deploying(held, called="shop-deploy")
    assert not told(pipeline, given, *paying, tagged)


@pytest.mark.parametrize("names", [f"{FUNCTIONS}shop-themes", f"{FUNCTIONS}shop-themes-*"])
def test_what_it_does_not_reach_is_not_told(names: str) -> None:
    assert not told(*deploying(allow("lambda:UpdateFunctionCode", names)), *THEMES)


def test_a_function_that_somebody_named_for_it_was_meant() -> None:
    both = allow("lambda:UpdateFunctionCode", [f"{FUNCTIONS}shop-themes", f"{FUNCTIONS}shop-refunds"])
    assert not told(*deploying(both), *THEMES)


def tasks(*statements: dict[str, Any], called: str) -> tuple[Resource, ...]:
    runs = "ecs-tasks.amazonaws.com"
    return (
        role(called, from_github("repo:acme/shop:environment:prod")),
        may(called, *statements),
        *(role("shop-web", runs), role("shop-refunds", runs), may("shop-refunds", PAYS)),
    )


PASSES = allow("iam:PassRole", f"{ARN}role/shop-*")
REGISTERS = allow("ecs:RegisterTaskDefinition")
RUNS_ONE = allow("ecs:RunTask", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/shop-web:*")


def test_what_it_may_start_says_whose_role_it_is_to_pass() -> None:
    assert told(*tasks(REGISTERS, RUNS_ONE, PASSES, called="shop-deploy"))
    assert told(*tasks(ROLLS, PASSES, called="shop-web-deploy"))


def test_what_may_start_all_of_the_product_passes_all_of_its_roles() -> None:
    assert not told(*tasks(ROLLS, PASSES, called="shop-deploy"))
    named = allow("iam:PassRole", f"{ARN}role/shop-refunds")
    assert not told(*tasks(REGISTERS, RUNS_ONE, named, called="shop-deploy"))
