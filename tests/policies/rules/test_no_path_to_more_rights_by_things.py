"""Paths to things whose role nobody passes: what is meant by any of them, and what limits them."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.data.escalation_paths import HANDS_OVER
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

INSTANCES = f"arn:aws:ec2:*:{ACCOUNT}:instance/*"
PRODUCT = f"arn:aws:catalog:*:{ACCOUNT}:product"
STACK_SET = f"arn:aws:cloudformation:*:{ACCOUNT}:stackset"


def of_role(*statements: dict[str, Any]) -> Answer:
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *statements))


@pytest.mark.parametrize(
    "statements",
    [
        (allow(["servicecatalog:CreateProvisioningArtifact", "servicecatalog:ProvisionProduct"], f"{PRODUCT}/*"),),
        (
            allow("servicecatalog:Create*", f"{PRODUCT}/*"),
            allow("servicecatalog:UpdateProvisionedProduct", "*"),
        ),
        (allow("cloudformation:UpdateStackSet", f"{STACK_SET}/*"),),
        (allow("cloudformation:UpdateStackSet", f"{STACK_SET}/*:*"),),
        (
            allow("cloudformation:CreateStackSet", "*"),
            allow("cloudformation:CreateStackInstances", f"{STACK_SET}/*:*"),
        ),
    ],
)
def test_a_template_that_runs_as_a_role_nobody_passes_is_a_path(statements: tuple[dict[str, Any], ...]) -> None:
    (problem,) = of_role(*statements).problems
    assert str(problem.key).startswith("existing-passrole ")
    assert HANDS_OVER not in problem.message


@pytest.mark.parametrize(
    "statements",
    [
        (
            allow("servicecatalog:CreateProvisioningArtifact", f"{PRODUCT}/prod-abc123"),
            allow(["servicecatalog:ProvisionProduct", "servicecatalog:UpdateProvisionedProduct"], "*"),
        ),
        (allow(["servicecatalog:UpdateProvisioningArtifact", "servicecatalog:ProvisionProduct"], "*"),),
        (allow("cloudformation:UpdateStackSet", f"{STACK_SET}/baseline-*"),),
        (allow(["cloudformation:CreateStackInstances", "cloudformation:UpdateStackInstances"], "*"),),
        (
            allow("cloudformation:UpdateStackSet", "*"),
            deny("cloudformation:UpdateStackSet", f"{STACK_SET}/*"),
        ),
    ],
)
def test_a_template_of_a_named_product_or_stack_set_and_one_that_others_wrote_pass(
    statements: tuple[dict[str, Any], ...],
) -> None:
    assert passes(of_role(*statements))


@pytest.mark.parametrize(
    ("action", "denied"),
    [
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:*:{ACCOUNT}:function:*"),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:*"),
        ("ssm:StartSession", INSTANCES),
    ],
)
def test_a_denial_for_the_partition_of_the_account_breaks_a_path(action: str, denied: str) -> None:
    assert passes(of_role(allow(action), deny(action, denied)))


@pytest.mark.parametrize("place", [f"eu-west-1:{ACCOUNT}", "*:444455556666"])
def test_a_denial_for_one_region_or_for_another_account_breaks_none(place: str) -> None:
    change = "lambda:UpdateFunctionCode"
    assert "path lambda-003" in only(of_role(allow(change), deny(change, f"arn:aws:lambda:{place}:function:*")))


OPENS = ["ecs:ExecuteCommand", "ecs:DescribeTasks"]
WEB = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/web"


@pytest.mark.parametrize("clusters", [[WEB], [WEB, f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/shop-*"]])
def test_shells_in_tasks_of_named_clusters_are_no_path_to_any_task(clusters: list[str]) -> None:
    assert passes(of_role(allow(OPENS, Condition={"ArnLike": {"ecs:cluster": clusters}})))


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"ecs:cluster": f"arn:aws:ecs:*:{ACCOUNT}:cluster/*"}},
        {"ArnNotEquals": {"ecs:cluster": WEB}},
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    ],
)
def test_shells_in_tasks_of_clusters_that_nobody_named_are_a_path(condition: dict[str, Any]) -> None:
    assert "path ecs-006" in only(of_role(allow(OPENS, Condition=condition)))
