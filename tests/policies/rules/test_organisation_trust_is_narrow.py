"""In profile strict a trust in the whole organisation is told; one that also says who in it is not."""

from typing import Any

import pytest
from tests.support.roles import judged, problems, role, statement, trust

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.organisation_trust_is_narrow import organisation_trust_is_narrow

RULE = organisation_trust_is_narrow
ORGANISATION = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}


def found(principal: Any = "*", **condition: Any) -> list[str]:
    return [problem.message for problem in problems(RULE, role(statement(principal, **condition)))]


def native(*statements: Any) -> Resource:
    return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(*statements))


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["*"]}], ids=str)
def test_the_whole_organisation_is_told(principal: Any) -> None:
    assert found(principal, **ORGANISATION) == ["role 'deploy' trusts the whole organisation"]
    paths = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-1/ou-2/*"}}
    assert found(principal, **paths) == ["role 'deploy' trusts every role of a part of the organisation"]


def test_it_speaks_in_profile_strict_alone() -> None:
    assert (RULE.profile, RULE.level, RULE.severity) == ("strict", "advisory", "low")


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
    assert len(problems(RULE, role(statement("*"), taken))) == 1
    named = statement("*", ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/audit-reader"})
    assert problems(RULE, role(named, taken)) == []


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
    assert judged(RULE, native(statement("*", **unknown))) == ([], [path])
    assert judged(RULE, native(statement({"AWS": "444455556666"}, **unknown))) == ([], [])
    assert judged(RULE, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")) == ([], [])  # refused elsewhere


def test_a_secret_trust_has_no_key() -> None:
    (problem,) = problems(RULE, native(statement({"AWS": Secret("*")}, **ORGANISATION) | {"Sid": "hush"}))
    assert problem.key is None
