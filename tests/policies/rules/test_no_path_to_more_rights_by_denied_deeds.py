"""A Deny of the plain actions says what somebody was not meant to do: another action that does the same is told."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages, only

from daypass.data.same_deeds import same_deeds
from daypass.model.resource import Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
TABLE = f"arn:aws:dynamodb:{HERE}:table/releases"
KEPT = deny(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"], TABLE)
ITEMS = allow(["dynamodb:*Item", "dynamodb:PartiQL*"], TABLE)


def told(*given: dict[str, Any], by: str = "scribe") -> list[str]:
    found = judge_stack(no_path_to_more_rights, role(by), function(by, by), may(by, *given))
    return [text for text in messages(found) if "from which a Deny is to keep it" in text]


def test_who_is_denied_to_write_rows_and_may_by_partiql_is_told() -> None:
    assert only(told(ITEMS, KEPT)) == (
        f"role 'scribe' may write rows of {TABLE}, from which a Deny is to keep it that does not name this action "
        "(dynamodb:PartiQLInsert), by policy.Statement[0] of 'scribe-policy'"
    )


@pytest.mark.parametrize(
    ("denied", "left", "on"),
    [
        (["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"], "dynamodb:PartiQLSelect", TABLE),
        (["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"], "dynamodb:BatchGetItem", TABLE),
        (["dynamodb:Put*", "dynamodb:Update*"], "dynamodb:BatchWriteItem", TABLE),
        (["dynamodb:DeleteItem"], "dynamodb:PartiQLDelete", TABLE),
        (["ssm:GetParameter"], "ssm:GetParameters", f"arn:aws:ssm:{HERE}:parameter/pay/key"),
        (["s3:GetObject"], "s3:GetObjectVersion", "arn:aws:s3:::payroll/*"),
    ],
)
def test_so_is_whatever_else_is_done_by_another_action(denied: list[str], left: str, on: str) -> None:
    assert f"({left})" in only(told(allow(left, on), deny(denied, on)))
    assert not told(allow(left, on))
    assert not told(allow(left, on), deny([*denied, left], on))
    assert not told(allow(left, f"{on.rstrip('*')}-2"), deny(denied, on))


@pytest.mark.parametrize(
    "denied",
    [
        deny(["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:PartiQL*", "dynamodb:BatchWriteItem"], TABLE),
        deny("dynamodb:UpdateItem", TABLE),
        deny(["dynamodb:PutItem", "dynamodb:UpdateItem"], f"{TABLE}-2"),
        {**KEPT, "Condition": {"Bool": {"aws:ViaAWSService": "false"}}},
        {"Effect": "Deny", "NotAction": "dynamodb:PartiQL*", "Resource": TABLE},
        deny(["dynamodb:PutItem", "dynamodb:UpdateItem"], "*"),
    ],
    ids=["all of it", "no new rows", "another table", "sometimes", "what it leaves out", "of everything"],
)
def test_a_deny_that_keeps_it_or_means_something_else_is_quiet(denied: dict[str, Any]) -> None:
    assert not told(ITEMS, denied)


def test_who_may_do_everything_anyway_is_told_elsewhere() -> None:
    assert not told(allow("*"), KEPT)


def test_what_is_marked_as_secret_is_not_shown() -> None:
    hidden = aws("iam/rolePolicy", "scribe-policy", role="scribe", policy=Secret(document(ITEMS, KEPT)))
    found = judge_stack(no_path_to_more_rights, role("scribe"), function("scribe", "scribe"), hidden)
    assert "may write rows of something, from which a Deny" in only(found)


@pytest.mark.parametrize("odd", [None, 7, [], {}, ""])
def test_no_shape_breaks_it(odd: Any) -> None:
    assert isinstance(told(ITEMS, {**KEPT, "Resource": odd}), list)


def test_each_deed_is_done_by_plain_actions_and_by_others() -> None:
    assert all(one.words and one.plain and one.others for one in same_deeds())
    assert all(set(one.plain).isdisjoint(one.others) for one in same_deeds())
