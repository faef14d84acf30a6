"""Who makes roles gives one the name by which the policy of a resource lets it in."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, only

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:mandate-a1B2c3"
FENCE = f"arn:aws:iam::{ACCOUNT}:policy/fence"
READS = "secretsmanager:GetSecretValue"


def makes(names: str = "branch-*") -> dict[str, Any]:
    asked = {"StringEquals": {"iam:PermissionsBoundary": FENCE}}
    return allow("iam:CreateRole", f"{ARN}role/{names}", Condition=asked)


def secret(asked: str = f"{ARN}role/*-payroll-run", **more: Any) -> Resource:
    conditions = {"ArnLike": {"aws:PrincipalArn": asked}, "StringEquals": {"aws:PrincipalAccount": ACCOUNT}, **more}
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": READS,
        "Resource": "*",
        "Condition": conditions,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return aws("secretsmanager/secretPolicy", "mandate", secretArn=SECRET, policy=policy)


def told(*given: dict[str, Any], of: Resource | None = None, within: tuple[dict[str, Any], ...] = ()) -> list[str]:
    statements = within or (allow([READS, "kms:Decrypt"]), deny("iam:*", "*"))
    fence = aws("iam/policy", "fence", name="fence", arn=FENCE, policy=document(*statements))
    holder = (role("deployer", "lambda.amazonaws.com"), may("deployer", *given))
    found = messages(judge_stack(no_path_to_more_rights, *holder, fence, of or secret()))
    return [text for text in found if "make a role that is called" in text]


def test_whoever_chooses_the_name_is_whom_the_pattern_means() -> None:
    text = only(told(makes()))
    assert f"may make a role that is called as the policy of 'mandate' asks ({READS})" in text


def test_a_denial_of_the_boundary_that_it_must_have_holds_it_back() -> None:
    assert told(makes(), within=(allow("s3:GetObject"),)), "what names everybody gives to whom a boundary leaves out"
    assert not told(makes(), within=(allow("*"), deny(READS, SECRET)))


@pytest.mark.parametrize(
    "given",
    [
        [makes("branch-pages")],
        [makes("branch-*-web")],
        [makes(), deny("sts:AssumeRole", f"{ARN}role/branch-*")],
        [makes(), deny("iam:CreateRole", f"{ARN}role/*-payroll-run")],
        [makes(), allow(READS, SECRET)],
    ],
    ids=str,
)
def test_other_names_denials_and_what_it_has_itself_open_nothing(given: list[dict[str, Any]]) -> None:
    assert not told(*given)


def test_a_pattern_for_all_that_it_makes_was_meant_for_these() -> None:
    assert not told(makes("payroll-*"), of=secret(f"{ARN}role/payroll-*"))


def test_a_resource_that_names_a_role_or_asks_for_a_tag_is_not_open() -> None:
    assert not told(makes(), of=secret(f"{ARN}role/hq-payroll-run"))
    assert not told(makes(), of=secret(StringLike={"aws:PrincipalTag/team": "payroll"}))
