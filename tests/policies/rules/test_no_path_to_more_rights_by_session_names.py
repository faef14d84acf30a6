"""Who names its own sessions is whomever the policy of a resource asks for by such a name."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import Answer, judge_stack, messages, only, unknowns

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TOOLS = f"{ARN}role/tools"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1111"
ASSUMES = allow("sts:AssumeRole", TOOLS)
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/tools/board"
BY_ID = {"StringLike": {"aws:userid": "*:board", "aws:PrincipalAccount": ACCOUNT}}


def trust(*more: dict[str, Any], **conditions: Any) -> list[dict[str, Any]]:
    asked = {"Condition": conditions} if conditions else {}
    lets = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/bench"}, "Action": "sts:AssumeRole", **asked}
    return [lets, *more]


def key(principal: str = SESSION, condition: Any = None) -> Resource:
    asked = {"Condition": condition} if condition else {}
    signs = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "kms:Sign", "Resource": "*", **asked}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [signs]})
    return aws("kms/key", "firmware", arn=KEY, policy=policy, keyUsage="SIGN_VERIFY")


def judged(
    *given: dict[str, Any], by: list[dict[str, Any]] | None = None, of: Resource | None = None, **more: Any
) -> Answer:
    bench = (role("bench", "ec2.amazonaws.com", tags={"daypass:class": "service"}), may("bench", *given))
    tools = (role("tools", *(by or trust()), **more), may("tools", allow("ecr:GetAuthorizationToken")))
    return judge_stack(no_path_to_more_rights, *bench, *tools, of or key())


def told(*given: dict[str, Any], **more: Any) -> list[str]:
    return [text for text in messages(judged(*given, **more)) if "call its session" in text]


def test_whoever_names_its_session_signs_as_the_one_that_the_key_names() -> None:
    text = only(told(ASSUMES))
    assert "may call its session of role 'tools' as the policy of 'firmware' asks (kms:Sign)" in text


def test_what_ends_a_unique_id_is_such_a_name() -> None:
    assert told(ASSUMES, of=key("*", BY_ID))
    assert told(ASSUMES, of=key(TOOLS, BY_ID))
    assert not told(ASSUMES, of=key("*", {**BY_ID, "ArnEquals": {"aws:PrincipalArn": f"{ARN}role/release"}}))


def test_an_id_of_another_role_is_not_this_ones() -> None:
    asks = key(f"{ARN}root", {"StringEquals": {"aws:userid": "AROA1:board"}})
    assert not told(ASSUMES, of=asks, uniqueId="AROA2")
    assert told(ASSUMES, of=key("*", {"StringEquals": {"aws:userid": "AROA1:board"}}), uniqueId="AROA1")


def test_whose_an_id_is_may_not_be_known() -> None:
    found = judged(ASSUMES, of=key("*", {"StringEquals": {"aws:userid": "AROA1:board"}}))
    assert not [text for text in messages(found) if "call its session" in text]
    assert any("uniqueId" in text for text in unknowns(found))


@pytest.mark.parametrize(
    "by",
    [
        trust(StringEquals={"sts:RoleSessionName": "bench"}),
        trust(StringLike={"sts:RoleSessionName": "bench-*"}),
        trust(
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sts:AssumeRole",
                "Condition": {"StringNotEquals": {"sts:RoleSessionName": "bench"}},
            }
        ),
    ],
    ids=str,
)
def test_a_trust_that_says_how_sessions_are_called_holds(by: list[dict[str, Any]]) -> None:
    assert not told(ASSUMES, by=by)


def test_a_trust_that_leaves_the_name_to_a_pattern_which_takes_it_in_holds_nothing() -> None:
    assert told(ASSUMES, by=trust(StringLike={"sts:RoleSessionName": "b*"}))


def test_what_the_role_or_the_holder_has_by_any_name_is_no_more() -> None:
    assert not told(ASSUMES, of=key(TOOLS))
    assert not told(ASSUMES, allow("kms:Sign", KEY))
    held = {"StringEquals": {"sts:RoleSessionName": "board"}}
    assert not told(ASSUMES, deny("sts:AssumeRole", TOOLS) | {"Condition": held})


def test_a_session_that_is_called_as_its_holder_is_that_ones() -> None:
    assert not told(ASSUMES, of=key(f"arn:aws:sts::{ACCOUNT}:assumed-role/tools/bench"))
    assert not told(ASSUMES, of=key(f"arn:aws:sts::{ACCOUNT}:assumed-role/others/board"))
