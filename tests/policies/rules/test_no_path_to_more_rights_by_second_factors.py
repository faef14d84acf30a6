"""Who makes a key of a user and a second factor too enters what asks the user for one."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

USER, DEVICES = f"{ARN}user/operator", f"arn:aws:iam::{ACCOUNT}:mfa/*"
KEYS = allow("iam:CreateAccessKey", USER)
ENABLES = allow(["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"], [USER, DEVICES])
RESTORES = allow(["rds:ModifyDBCluster", "rds:RestoreDBClusterToPointInTime"])


def trust(**conditions: Any) -> dict[str, Any]:
    asked = {"Bool": {"aws:MultiFactorAuthPresent": "true"}, **conditions}
    return {"Effect": "Allow", "Principal": {"AWS": USER}, "Action": "sts:AssumeRole", "Condition": asked}


def judged(*given: dict[str, Any], by: dict[str, Any] | None = None) -> Answer:
    operator = aws("iam/user", "operator", name="operator", arn=USER)
    recovery = (role("recovery", by or trust()), may("recovery", RESTORES))
    return judge_stack(no_path_to_more_rights, role("a", "lambda.amazonaws.com"), may("a", *given), operator, *recovery)


def told(answer: Answer) -> list[str]:
    return [text for text in messages(answer) if "second factor" in text]


def test_a_key_and_a_second_factor_enter_what_asks_for_both() -> None:
    text = only(told(judged(KEYS, ENABLES)))
    assert "may make a key and a second factor of user 'operator', who enters role 'recovery' by these" in text
    assert told(judged(KEYS, ENABLES, by=trust(NumericLessThan={"aws:MultiFactorAuthAge": "900"})))


@pytest.mark.parametrize(
    "given",
    [
        [KEYS],
        [ENABLES],
        [KEYS, allow("iam:EnableMFADevice", USER)],
        [KEYS, allow(["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"], [f"{USER}-2", DEVICES])],
        [KEYS, ENABLES, deny("iam:EnableMFADevice", "*")],
        [KEYS, ENABLES, RESTORES],
    ],
    ids=str,
)
def test_one_alone_another_user_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(judged(*given))


def test_a_role_that_asks_for_more_than_a_second_factor_is_not_open() -> None:
    assert not told(judged(KEYS, ENABLES, by=trust(IpAddress={"aws:SourceIp": "192.0.2.0/24"})))


def test_who_makes_neither_is_quiet() -> None:
    assert passes(judged(allow("iam:ListMFADevices", USER)))
