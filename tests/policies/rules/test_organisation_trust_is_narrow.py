"""A trust in the whole organisation is told of a role that gives something; one that also says who in it is not."""

from typing import Any

import pytest
from tests.support.becoming import allow, may
from tests.support.grants import aws
from tests.support.roles import judged, problems, role, statement, trust
from tests.support.rules import judge_stack, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.organisation_trust_is_narrow import organisation_trust_is_narrow

RULE = organisation_trust_is_narrow
ORGANISATION = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}


def found(principal: Any = "*", **condition: Any) -> list[str]:
    return [problem.message for problem in problems(RULE, role(statement(principal, **condition)), profile="strict")]


def native(*statements: Any) -> Resource:
    return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(*statements))


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["*"]}], ids=str)
def test_the_whole_organisation_is_told(principal: Any) -> None:
    assert found(principal, **ORGANISATION) == ["role 'deploy' trusts the whole organisation"]
    paths = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-1/ou-2/*"}}
    assert found(principal, **paths) == ["role 'deploy' trusts every role of a part of the organisation"]


def of_rights(*statements: dict[str, Any], unknown: bool = False) -> Answer:
    rights = may("audit", *statements) if statements else aws("iam/rolePolicy", "r", role="audit", policy=UNKNOWN)
    asked = role(statement("*", **ORGANISATION), name="audit")
    return judge_stack(RULE, asked, *((rights,) if statements or unknown else ()))


@pytest.mark.parametrize("action", ["s3:GetObject", "dynamodb:UpdateItem", "secretsmanager:GetSecretValue"])
def test_what_it_gives_to_whoever_comes_is_what_it_weighs(action: str) -> None:
    (problem,) = of_rights(allow(action, "arn:aws:s3:::acme-findings/*")).problems
    assert (problem.severity, RULE.level) == ("medium", "advisory")


def test_a_role_that_gives_nothing_is_told_in_profile_strict_alone() -> None:
    assert passes(of_rights())
    assert passes(of_rights(allow(["ec2:DescribeInstances", "logs:PutLogEvents"])))
    (problem,) = problems(RULE, role(statement("*", **ORGANISATION)), profile="strict")
    assert (problem.severity or RULE.severity, RULE.level) == ("low", "advisory")


def test_a_role_of_which_that_is_not_known_is_undecided() -> None:
    assert unknowns(of_rights(unknown=True)) == ["policy"]


@pytest.mark.parametrize(
    "more",
    [
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/audit-reader"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/audit/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
        {"StringEquals": {**ORGANISATION["StringEquals"], "aws:PrincipalTag/team": "audit"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    ],
    ids=str,
)
def test_a_second_condition_on_who_comes_passes(more: Any) -> None:
    assert found(**{**ORGANISATION, **more}) == []


@pytest.mark.parametrize(
    "more",
    [
        {"ArnLike": {"aws:PrincipalArn": "*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::????????????:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/audit-reader", "arn:aws:iam::*:*"]}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:sts::*:assumed-role/*"}},
        {"StringLike": {"aws:PrincipalArn": "arn:*"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/team": "audit"}},
        {"StringLike": {"sts:RoleSessionName": "audit-*", "aws:RequestTag/team": "audit"}},
        {"StringEquals": {**ORGANISATION["StringEquals"], "aws:RequestedRegion": "eu-west-1"}},
    ],
    ids=str,
)
def test_a_condition_that_everyone_there_meets_does_not(more: Any) -> None:
    assert len(found(**{**ORGANISATION, **more})) == 1


def test_a_deny_of_all_outside_is_a_trust_in_the_organisation_too() -> None:
    taken = statement("*", "sts:*", StringNotEquals={"aws:PrincipalOrgID": "o-abc123"}) | {"Effect": "Deny"}
    assert len(problems(RULE, role(statement("*"), taken), profile="strict")) == 1
    named = statement("*", ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/audit-reader"})
    assert problems(RULE, role(named, taken), profile="strict") == []


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:iam::444455556666:root"},
        {"AWS": "arn:aws:iam::444455556666:role/app"},
        {"Service": "lambda.amazonaws.com"},
        {"Service": "*"},
    ],
    ids=str,
)
def test_whoever_is_named_and_whoever_is_not_bound_are_for_other_rules(principal: Any) -> None:
    assert found(principal, **ORGANISATION) == []
    assert found("*") == []
    assert found("*", StringEquals={"aws:SourceAccount": "111122223333"}) == []
    assert found("*", StringLike={"aws:PrincipalOrgID": "o-*"}) == []  # everyone's, which trust-is-not-public refuses


def test_what_is_not_known_is_undecided() -> None:
    unknown = {"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}
    path = "assumeRolePolicyDocument.Statement[0].Condition.StringEquals.aws:PrincipalOrgID"
    others, unreadable = {"AWS": "444455556666"}, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")
    assert judged(RULE, native(statement("*", **unknown)), profile="strict") == ([], [path])
    assert judged(RULE, native(statement(others, **unknown)), profile="strict") == ([], [])
    assert judged(RULE, unreadable, profile="strict") == ([], [])  # refused elsewhere


def test_a_secret_trust_has_no_key() -> None:
    (problem,) = problems(
        RULE, native(statement({"AWS": Secret("*")}, **ORGANISATION) | {"Sid": "hush"}), profile="strict"
    )
    assert problem.key is None
