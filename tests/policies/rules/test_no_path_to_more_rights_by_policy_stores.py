"""Who writes the policy store that an application asks decides what that does for whom."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages, only

from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

STORE = f"arn:aws:verifiedpermissions::{ACCOUNT}:policy-store/PS1"
ASKS = allow("verifiedpermissions:IsAuthorizedWithToken", STORE)
PUTS = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/prescriptions")
WRITES = [
    *("verifiedpermissions:CreatePolicy", "verifiedpermissions:UpdatePolicy"),
    *("verifiedpermissions:UpdateIdentitySource", "verifiedpermissions:CreateIdentitySource"),
]


def told(*given: dict[str, Any], name: str = "signup", asks: dict[str, Any] = ASKS) -> list[str]:
    holder = (role(name, "lambda.amazonaws.com"), may(name, *given))
    asking = (role("prescribe-api", "lambda.amazonaws.com"), may("prescribe-api", asks, PUTS))
    return [text for text in messages(judge_stack(no_path_to_more_rights, *holder, *asking)) if "policy store" in text]


@pytest.mark.parametrize("action", WRITES)
def test_whoever_writes_what_an_application_asks_decides_what_it_does(action: str) -> None:
    text = only(told(allow(action, STORE)))
    assert "may decide what role 'prescribe-api' does for whom, by the policy store that it asks" in text
    assert told(allow(action, "*"))


@pytest.mark.parametrize(
    "given",
    [
        [allow(WRITES, f"{STORE}0")],
        [allow(["verifiedpermissions:GetPolicy", "verifiedpermissions:IsAuthorized"], STORE)],
        [allow(WRITES, STORE), deny("verifiedpermissions:*", "*")],
        [allow(WRITES, STORE), PUTS],
    ],
    ids=str,
)
def test_another_store_reading_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


def test_who_is_called_like_the_application_writes_its_own() -> None:
    assert not told(allow(WRITES, STORE), name="prescribe-policies")


def test_a_store_that_nobody_asks_decides_nothing() -> None:
    assert not told(allow(WRITES, STORE), asks=allow("logs:PutLogEvents"))
