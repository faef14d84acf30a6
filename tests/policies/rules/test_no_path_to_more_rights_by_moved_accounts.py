"""Who moves accounts into a unit decides whom a role lets in that believes the unit."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.rules import judge_stack, messages, only

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = "arn:aws:organizations::111122223333"
ACCOUNTS, UNITS = f"{HERE}:account/o-acme/*", f"{HERE}:ou/o-acme/*"
MOVES = allow("organizations:MoveAccount", [ACCOUNTS, UNITS])
READS = allow("s3:GetObject", "arn:aws:s3:::exports/*")
PATH = "o-acme/r-ab12/ou-ab12-treasury/"


def trust(path: str = PATH, principal: Any = "*", **conditions: Any) -> dict[str, Any]:
    asked = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": path}, **conditions}
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", "Condition": asked}


def told(*given: dict[str, Any], name: str = "janitor", by: dict[str, Any] | None = None) -> list[str]:
    holder = (role(name, "lambda.amazonaws.com"), may(name, *given))
    found = judge_stack(no_path_to_more_rights, *holder, role("reader", by or trust()), may("reader", READS))
    return [text for text in messages(found) if "organizations:MoveAccount" in text]


def test_whoever_moves_any_account_chooses_whom_a_unit_lets_in() -> None:
    assert "may move an account to where role 'reader' lets in every account" in only(told(MOVES))
    assert told(MOVES, by=trust(f"{PATH}*"))
    assert told(MOVES, by=trust(StringEquals={"aws:PrincipalOrgID": "o-acme"}))


@pytest.mark.parametrize(
    "given",
    [
        [allow("organizations:MoveAccount", [ACCOUNTS, f"{HERE}:ou/o-acme/ou-ab12-sandbox"])],
        [MOVES, deny("organizations:MoveAccount", f"{HERE}:ou/o-acme/ou-ab12-treasury")],
        [allow("organizations:ListAccounts")],
        [MOVES, READS],
    ],
    ids=str,
)
def test_another_unit_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


def test_a_trust_that_names_whom_it_means_is_nothing_to_it() -> None:
    assert not told(MOVES, by=trust(principal="arn:aws:iam::444455556666:root"))
    assert not told(MOVES, by=trust(StringEquals={"aws:PrincipalAccount": "444455556666"}))
    assert not told(MOVES, by=trust("*"))


def test_who_is_there_to_place_accounts_does_its_work() -> None:
    assert not told(MOVES, name="account-vending")
