"""A policy that gives more rights is mended by what its finding asks for, and the rule that asked is content then."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, policy
from tests.support.rules import judge_stack

from daypass.data.escalation_paths import HANDS_OVER
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.report.deciding import deciding
from daypass.report.mending import is_empty, mended_document
from daypass.rule import Problem, Rule
from daypass_policies.rules import catalog

START = ["lambda:CreateFunction", "lambda:InvokeFunction"]
ADMIN = "arn:aws:iam::444455556666:role/OrganizationAccountAccessRole"
TO_EC2 = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}


def found(rule: Rule, *resources: Resource) -> tuple[Problem, ...]:
    return judge_stack(rule, *resources).problems


def mended(problem: Problem) -> tuple[Resource, Any]:
    """Where the statement stands, and its document with what is asked for."""
    where = problem.within or problem.on
    assert where is not None
    decided = deciding(where, problem.at)
    assert decided is not None
    assert problem.mended is not None
    changed = mended_document(decided, problem.mended)
    assert changed is not None
    return where, changed


@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("no-path-to-more-rights", [allow(HANDS_OVER), allow(START)]),
        ("no-path-to-more-rights", [allow([HANDS_OVER, *START])]),
        ("no-path-to-more-rights", [allow([HANDS_OVER, *START]), deny("s3:*")]),
        ("no-path-to-more-rights", [allow("iam:CreateAccessKey"), allow("s3:GetObject")]),
        ("no-path-to-more-rights", [allow(["iam:CreateAccessKey", "iam:ListUsers"])]),
        ("no-path-to-more-rights", [allow("iam:PutRolePolicy", f"{ARN}role/*")]),
        ("pass-role-names-its-roles", [allow(HANDS_OVER)]),
        ("pass-role-names-its-roles", [allow("iam:passrole", f"{ARN}role/*", Condition=TO_EC2)]),
        ("pass-role-names-its-roles", [allow([HANDS_OVER, "iam:GetRole"])]),
        ("no-assuming-of-any-role", [allow("sts:AssumeRole")]),
        ("no-assuming-of-any-role", [allow(["sts:AssumeRole", "sts:TagSession"], "arn:aws:iam::*:role/*")]),
        ("no-assuming-of-any-role", [allow("sts:AssumeRole", [ADMIN, "arn:aws:iam::444455556666:role/reader"])]),
        ("no-assuming-of-any-role", [allow("sts:AssumeRole", ADMIN)]),
        ("no-rewriting-of-own-rights", [allow("iam:PutRolePolicy", f"{ARN}role/a")]),
        ("no-rewriting-of-own-rights", [allow(["iam:UpdateAssumeRolePolicy", "iam:GetRole"], f"{ARN}role/a")]),
        ("no-rewriting-of-own-rights", [allow(["iam:CreateRole", "iam:PutRolePolicy"], f"{ARN}role/ci-*")]),
    ],
    ids=str,
)
def test_the_rule_is_content_with_the_mended_policy(name: str, statements: list[dict[str, Any]]) -> None:
    rule, holder, given = catalog()[name], role("a"), may("a", *statements)
    (problem,) = found(rule, holder, given)
    assert (problem.on, problem.within) == (holder, given)
    _, changed = mended(problem)
    left = (
        () if is_empty(changed) else (replace(given, inputs=Properties({"role": "a", "policy": json.dumps(changed)})),)
    )
    assert not found(rule, holder, *left)


def test_the_account_is_the_holders_and_what_nobody_knows_is_in_capitals() -> None:
    problem = found(catalog()["pass-role-names-its-roles"], role("a"), may("a", allow(HANDS_OVER)))[0]
    assert json.loads(problem.mended or "") == {
        "Resource": f"arn:aws:iam::{ACCOUNT}:role/ROLE",
        "Condition": {"StringEquals": {"iam:PassedToService": "SERVICE.amazonaws.com"}},
    }


def test_a_strong_role_that_is_passed_is_taken_out_of_the_list() -> None:
    strong = role("strong", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    given = may("a", allow(HANDS_OVER, [f"{ARN}role/strong", f"{ARN}role/weak"]))
    (problem,) = found(catalog()["pass-role-names-its-roles"], role("a"), strong, given)
    assert json.loads(problem.mended or "") == {"Resource": [f"{ARN}role/weak"]}


def test_a_managed_policy_is_mended_where_it_stands() -> None:
    made = policy("p", policy=document(allow(HANDS_OVER)))
    given = aws("iam/rolePolicyAttachment", "at", role="a", policyArn=f"{ARN}policy/p")
    (problem,) = found(catalog()["pass-role-names-its-roles"], role("a"), made, given)
    where, changed = mended(problem)
    assert where == made
    assert changed["Statement"][0]["Resource"] == f"arn:aws:iam::{ACCOUNT}:role/ROLE"


@pytest.mark.parametrize(
    "given",
    [
        [may("a", allow(HANDS_OVER), allow(HANDS_OVER, f"{ARN}role/*"))],
        [may("a", allow("iam:Pass*"))],
        [aws("iam/rolePolicy", "p", role="a", policy=Secret(document(allow(HANDS_OVER))))],
        [aws("iam/rolePolicyAttachment", "at", role="a", policyArn="arn:aws:iam::aws:policy/AWSLambda_FullAccess")],
    ],
    ids=["twice", "a pattern", "a secret", "a policy of AWS"],
)
def test_nothing_is_proposed_where_nobody_can_tell_what_is_meant(given: list[Resource]) -> None:
    for problem in found(catalog()["pass-role-names-its-roles"], role("a"), *given):
        assert problem.mended is None


def test_a_role_of_another_partition_is_named_in_it() -> None:
    holder = replace(role("a"), outputs=Properties({"arn": f"arn:aws-cn:iam::{ACCOUNT}:role/a"}))
    (problem,) = found(catalog()["pass-role-names-its-roles"], holder, may("a", allow(HANDS_OVER)))
    assert f"arn:aws-cn:iam::{ACCOUNT}:role/ROLE" in str(problem.mended)
    assumes = may("a", allow("sts:AssumeRole", "arn:aws-cn:iam::*:role/*"))
    (problem,) = found(catalog()["no-assuming-of-any-role"], holder, assumes)
    assert "arn:aws-cn:iam::ACCOUNT:role/ROLE" in str(problem.mended)


@pytest.mark.parametrize(
    ("statements", "asked"),
    [
        ([allow("*")], {"Action": "SERVICE:ACTION", "Resource": "arn:aws:SERVICE:REGION:ACCOUNT:NAME"}),
        ([allow(["S3:*", "s3:?*"])], {"Action": "s3:ACTION", "Resource": "arn:aws:s3:::NAME"}),
        (
            [allow(["s3:*", "sqs:*"], ["*"]), allow("ec2:Describe*")],
            {
                "Action": ["s3:ACTION", "sqs:ACTION"],
                "Resource": ["arn:aws:s3:::NAME", "arn:aws:sqs:REGION:ACCOUNT:NAME"],
            },
        ),
        ([allow(["s3:*", "ec2:Describe*"])], {"Action": ["s3:ACTION", "ec2:Describe*"]}),
        (
            [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
            {"Action": "SERVICE:ACTION", "Resource": "arn:aws:SERVICE:REGION:ACCOUNT:NAME"},
        ),
        ([{"Effect": "Allow", "Action": "sqs:*", "NotResource": f"{ARN}role/x"}], {"Action": "sqs:ACTION"}),
    ],
    ids=str,
)
def test_the_whole_of_a_service_gives_way_to_what_its_author_has_to_name(statements: Any, asked: Any) -> None:
    rule = catalog()["no-admin-access"]
    (problem,) = found(rule, may("a", *statements))
    where, changed = mended(problem)
    assert json.loads(problem.mended or "") == asked
    assert not found(rule, replace(where, inputs=Properties(where.inputs.raw | {"policy": json.dumps(changed)})))


def test_where_several_statements_or_none_by_itself_is_too_broad_nothing_is_proposed() -> None:
    rule = catalog()["no-admin-access"]
    for statements in ([allow("s3:*"), allow("sqs:*")], [allow(["iam:a*", "iam:c*", "iam:d*", "iam:p*", "iam:u*"])]):
        (problem,) = found(rule, may("a", *statements))
        assert problem.mended is None
    partly = {"Statement": allow(["s3:*", UNKNOWN])}
    for policy_ in (Secret(document(allow("s3:*"))), partly):
        (problem,) = found(rule, aws("iam/rolePolicy", "p", role="a", policy=policy_))
        assert problem.mended is None
