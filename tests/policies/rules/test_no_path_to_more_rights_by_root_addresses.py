"""Who moves the root e-mail address of members of an organisation becomes root of them."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

MOVES = ["account:StartPrimaryEmailUpdate", "account:AcceptPrimaryEmailUpdate"]
OWN = f"arn:aws:account::{ACCOUNT}:account"
ORGANISATION = f"{OWN}/o-1a2b3c4d5e"
WHERE = "account:AccountResourceOrgPaths"


def judged(*given: dict[str, Any]) -> Answer:
    return judge_stack(no_path_to_more_rights, role("vending"), may("vending", *given))


@pytest.mark.parametrize(
    "on",
    [
        "*",
        f"{OWN}/*",
        f"{OWN}/o-*/*",
        f"{ORGANISATION}/*",
        f"{ORGANISATION}*",
        f"{ORGANISATION}/{'?' * 12}",
        "arn:aws:account::444455556666:account/o-1a2b3c4d5e/*",
        "arn:aws:account::*:account/o-1a2b3c4d5e/*",
        "arn:aws:account::*:account/o-1a2b3c4d5e*",
        "arn:*:account::*:account/o-1a2b3c4d5e/*",
    ],
)
def test_whoever_moves_the_address_of_any_member_becomes_its_root(on: str) -> None:
    (message,) = messages(judged(allow(MOVES, on)))
    assert "may become another identity" in message
    assert f"path account-x01 ({', '.join(MOVES)}; " in message


def test_all_accounts_of_the_organisation_are_all_that_there_are() -> None:
    within = {"ForAnyValue:StringLike": {WHERE: "o-1a2b3c4d5e/*"}}
    assert "path account-x01" in only(judged(allow(MOVES, f"{ORGANISATION}/*", Condition=within)))
    assert "path account-x01" in only(judged(allow(MOVES, Condition=within)))
    message = only(judged(allow(MOVES, Condition={"ForAnyValue:StringLike": {WHERE: "o-1a2b3c4d5e/r-1/*"}})))
    assert "path account-x01" in message


@pytest.mark.parametrize(
    "given",
    [
        [allow(MOVES, OWN)],
        [allow(MOVES, f"{ORGANISATION}/444455556666")],
        [allow(MOVES[:1], f"{ORGANISATION}/*")],
        [allow(MOVES[1:], f"{ORGANISATION}/*")],
        [allow(["account:GetPrimaryEmail", "account:PutAlternateContact"], f"{ORGANISATION}/*")],
        [allow(MOVES, f"{ORGANISATION}/*"), deny(MOVES[0])],
        [allow(MOVES, f"{ORGANISATION}/*", Condition={"StringEquals": {"account:EmailTargetDomain": "root.acme.io"}})],
        [allow(MOVES, f"{ORGANISATION}/*", Condition={"ForAnyValue:StringLike": {WHERE: "o-1a2b3c4d5e/r-1/ou-lab/*"}})],
        [allow(MOVES, Condition={"ForAnyValue:StringLike": {WHERE: "o-1a2b3c4d5e/r-1/ou-lab/*"}})],
        [allow(MOVES, f"{ORGANISATION}/4444*")],
        [allow(MOVES, f"{ORGANISATION}/*", Condition={"StringEquals": {"account:AccountResourceOrgTags/lab": "1"}})],
    ],
    ids=[
        "own",
        "one member",
        "starts",
        "accepts",
        "others",
        "denied",
        "own domain",
        "one unit",
        "any of a unit",
        "some members",
        "tagged",
    ],
)
def test_its_own_account_and_what_is_limited_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))
