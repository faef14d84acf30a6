"""Who sets the source identity of its own sessions is whomever the policy of a resource asks for."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TOOLS = f"{ARN}role/tools"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1111"
SETS = allow(["sts:AssumeRole", "sts:SetSourceIdentity"], TOOLS)
HAS = {"StringEquals": {"aws:SourceIdentity": "board", "aws:PrincipalAccount": ACCOUNT}}


def trust(**conditions: Any) -> dict[str, Any]:
    asked = {"Condition": conditions} if conditions else {}
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    return {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/bench"}, "Action": actions, **asked}


def key(*more: dict[str, Any], condition: Any = HAS) -> Resource:
    root = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}root"}, "Action": "kms:*", "Resource": "*"}
    signs = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "kms:Sign",
        "Resource": "*",
        "Condition": condition,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [root, signs, *more]})
    return aws("kms/key", "firmware", arn=KEY, policy=policy, keyUsage="SIGN_VERIFY")


def told(
    *given: dict[str, Any], by: Any = None, of: Resource | None = None, has: Resource | None = None, **tags: str
) -> list[str]:
    stack = (role("bench", "ec2.amazonaws.com", tags={"daypass:class": "service", **tags}), may("bench", *given))
    trusts = by if isinstance(by, list) else [by or trust()]
    tools = (role("tools", *trusts), has or may("tools", allow("ecr:GetAuthorizationToken")))
    found = messages(judge_stack(no_path_to_more_rights, *stack, *tools, of or key()))
    return [text for text in found if "say of itself" in text]


def test_whoever_sets_any_source_identity_signs_as_whom_the_key_asks_for() -> None:
    text = only(told(SETS))
    assert "may say of itself as role 'tools' whom the policy of 'firmware' asks for (kms:Sign)" in text


def test_a_secret_asks_as_a_key_does() -> None:
    secret = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:mint-a1B2c3"
    reads = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**reads, "Condition": HAS}]})
    assert told(SETS, of=aws("secretsmanager/secretPolicy", "mint", secretArn=secret, policy=policy))


@pytest.mark.parametrize(
    "given",
    [
        [allow("sts:AssumeRole", TOOLS), deny("sts:SetSourceIdentity", "*")],
        [SETS | {"Condition": {"StringEquals": {"sts:SourceIdentity": "bench"}}}, deny("sts:SetSourceIdentity", "*")],
        [SETS, allow("kms:Sign", KEY)],
    ],
    ids=str,
)
def test_a_denial_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


def test_a_trust_that_says_which_source_identity_holds() -> None:
    assert not told(SETS, by=trust(StringEquals={"sts:SourceIdentity": "bench"}))
    assert told(SETS, by=trust(StringLike={"sts:SourceIdentity": "b*"}))


def test_a_key_that_asks_for_the_role_as_well_holds_by_that() -> None:
    named = {**HAS, "ArnEquals": {"aws:PrincipalArn": f"{ARN}role/release"}}
    assert not told(SETS, of=key(condition=named))
    denied = {"Effect": "Deny", "Principal": "*", "Action": "kms:Sign", "Resource": "*"}
    kept = {**denied, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}role/release"}}}
    assert not told(SETS, of=key(kept))


def test_a_policy_that_names_the_role_takes_its_word_as_well() -> None:
    files = "arn:aws:s3:::files/a/*"
    lets = {"Effect": "Allow", "Principal": {"AWS": TOOLS}, "Action": "s3:GetObject", "Resource": files}
    asks = {**lets, "Condition": {"StringEquals": {"aws:SourceIdentity": "board"}}}
    asking = aws("s3/bucketPolicy", "files", bucket="files", policy=json.dumps({"Statement": [asks]}))
    assert told(SETS, of=asking)
    assert told(allow("sts:AssumeRole", TOOLS), of=asking)
    assert not told(SETS, by=trust(StringEquals={"sts:SourceIdentity": "bench"}), of=asking)
    always = aws("s3/bucketPolicy", "files", bucket="files", policy=json.dumps({"Statement": [asks, lets]}))
    assert not told(SETS, of=always)


def test_a_source_identity_that_is_the_holders_own_name_says_who_it_is() -> None:
    assert not told(SETS, of=key(condition={"StringEquals": {"aws:SourceIdentity": "bench"}}))


def test_a_trust_that_denies_another_source_identity_holds() -> None:
    denied = {**trust(StringNotEquals={"sts:SourceIdentity": "bench"}), "Effect": "Deny", "Principal": "*"}
    assert not told(SETS, by=[trust(), denied])


def test_a_denial_of_whoever_does_not_say_so_takes_their_word_as_well() -> None:
    secret = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:mint-a1B2c3"
    reads = {"Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}

    def kept(**condition: Any) -> Resource:
        policy = json.dumps({"Statement": [{"Effect": "Deny", **reads, "Condition": condition}]})
        return aws("secretsmanager/secretPolicy", "mint", secretArn=secret, policy=policy)

    board = kept(StringNotEquals={"aws:SourceIdentity": "board"})
    has = may("tools", allow("secretsmanager:GetSecretValue", secret))
    assert "may say of itself as role 'tools'" in only(told(SETS, of=board, has=has))
    assert not told(SETS, of=board)
    assert not told(SETS, of=board, by=trust(StringEquals={"sts:SourceIdentity": "bench"}), has=has)
    assert not told(SETS, of=kept(StringNotLike={"aws:SourceIdentity": "*@example.com"}), has=has)


def test_a_policy_of_the_role_itself_takes_their_word_as_well() -> None:
    signs = allow("kms:Sign", KEY, Condition={"StringEquals": {"aws:SourceIdentity": "board"}})
    nothing = aws("kms/key", "other", arn=f"{KEY}0")
    has = may("tools", signs)
    assert "asks for (kms:Sign)" in only(told(SETS, of=nothing, has=has))
    assert not told(SETS, of=nothing, by=trust(StringEquals={"sts:SourceIdentity": "bench"}), has=has)
    assert not told(SETS, allow("kms:Sign", KEY), of=nothing, has=has)
    assert not told(SETS, of=nothing, has=may("tools", signs, allow("kms:Sign", KEY)))
