"""A day that is past does not come again, and a global service is asked in one region."""

import pytest
from tests.support.becoming import allow, deny, graph, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, passes

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

RESETS = "iam:UpdateLoginProfile"
IN_EUROPE = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
PAST, TO_COME = "2021-01-01T00:00:00Z", "2099-01-01T00:00:00Z"


def is_told(*given: dict[str, object]) -> bool:
    return not passes(judge_stack(no_path_to_more_rights, role("desk"), may("desk", *given)))


@pytest.mark.parametrize(
    ("condition", "is_over"),
    [
        ({"DateLessThan": {"aws:CurrentTime": PAST}}, True),
        ({"DateLessThanEquals": {"AWS:currenttime": PAST}}, True),
        ({"NumericLessThan": {"aws:EpochTime": "1609459200"}}, True),
        ({"DateLessThan": {"aws:EpochTime": "1609459200"}}, True),
        ({"DateLessThanIfExists": {"aws:CurrentTime": PAST}}, True),
        ({"DateLessThan": {"aws:CurrentTime": TO_COME}}, False),
        ({"DateLessThan": {"aws:CurrentTime": [PAST, TO_COME]}}, False),
        ({"DateGreaterThan": {"aws:CurrentTime": PAST}}, False),
        ({"DateGreaterThan": {"aws:CurrentTime": TO_COME}}, False),
        ({"DateLessThan": {"aws:TokenIssueTime": PAST}}, False),
        ({"DateLessThan": {"aws:CurrentTime": "soon"}}, False),
    ],
    ids=str,
)
def test_what_held_before_a_day_that_is_past_holds_no_more(condition: dict[str, object], *, is_over: bool) -> None:
    assert is_told(allow(RESETS, Condition=condition)) is not is_over


def test_a_denial_that_is_over_denies_nothing() -> None:
    assert is_told(allow(RESETS), deny("iam:*", Condition={"DateLessThan": {"aws:CurrentTime": PAST}}))


@pytest.mark.parametrize(("since", "is_denied"), [(PAST, True), (TO_COME, False), ([PAST, TO_COME], True)], ids=str)
def test_a_denial_that_has_begun_denies_for_good(since: object, *, is_denied: bool) -> None:
    for operator in ("DateGreaterThan", "DateGreaterThanEquals"):
        fence = deny("iam:*", Condition={operator: {"aws:CurrentTime": since}})
        assert is_told(allow(RESETS), fence) is not is_denied


@pytest.mark.parametrize(
    ("action", "region", "is_met"),
    [
        (RESETS, "us-east-1", True),
        (RESETS, "us-*", True),
        (RESETS, "eu-west-1", False),
        (RESETS, ["eu-west-1", "us-east-1"], True),
    ],
    ids=str,
)
def test_identities_are_asked_about_in_one_region(action: str, region: object, *, is_met: bool) -> None:
    asked = {"StringLike": {"aws:RequestedRegion": region}}
    assert is_told(allow(action, Condition=asked)) is is_met
    outside = {"StringNotLike": {"aws:RequestedRegion": region}}
    assert is_told(allow(action), deny("*", Condition=outside)) is is_met


def test_of_other_services_and_of_china_nothing_is_told() -> None:
    both = (allow(action, Condition=IN_EUROPE) for action in ("lambda:UpdateFunctionCode", RESETS))
    stack = role("a"), may("a", *both)
    (means,) = graph(*stack).means(graph(*stack).node(stack[0].urn))
    assert means.anywhere("lambda:UpdateFunctionCode").possible
    assert not means.anywhere(RESETS).possible
    china = means.as_caller(means.caller.named(f"arn:aws-cn:iam::{ACCOUNT}:role/a"))
    assert china.anywhere(RESETS).possible


@pytest.mark.parametrize(
    "fence",
    [
        (allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], Condition=IN_EUROPE),),
        (
            allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
            deny("*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}),
        ),
    ],
    ids=["allowed there", "denied elsewhere"],
)
def test_a_role_is_passed_in_the_region_of_whom_it_is_passed_to(fence: tuple[dict[str, object], ...]) -> None:
    assert is_told(*fence)
