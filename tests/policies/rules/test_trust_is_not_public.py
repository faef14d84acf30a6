"""What `trust-is-not-public` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from tests.support.roles import github, judged, problems, role, statement, trust
from tests.support.rules import only

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules import catalog

RULE = catalog()["trust-is-not-public"]


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": ["arn:aws:iam::111122223333:role/app", "*"]},
        {"Service": "*"},
        {"Federated": "*"},
        {"AWS": "arn:aws:iam::*:root"},
        {"AWS": "arn:aws:iam::111122223333:role/*"},
        {"Service": "*.amazonaws.com"},
        {"Federated": "arn:aws:iam::111122223333:oidc-provider/*"},
        {"CanonicalUser": "*"},
    ],
    ids=str,
)
def test_everyone_in_any_form(principal: Any) -> None:
    (problem,) = problems(RULE, role(statement(principal, "*")))
    assert problem.at == "assumeRolePolicy.Statement[0]"


def test_everyone_beside_somebody_who_is_not_known_yet_is_everyone() -> None:
    document = trust(statement({"AWS": [UNKNOWN, "*"]}))
    (problem,), unknown = judged(RULE, Resource.of("aws-native:iam:Role", "deploy", assumeRolePolicyDocument=document))
    assert (problem.at, problem.mended) == ("assumeRolePolicyDocument.Statement[0]", None)
    assert unknown == ["assumeRolePolicyDocument.Statement[0].Principal.AWS[0]"]


def test_everyone_but_a_few_is_everyone() -> None:
    made = statement(action="sts:AssumeRole") | {"NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/eve"}}
    del made["Principal"]
    assert problems(RULE, role(made))[0].message == "role 'deploy' trusts everyone but those it leaves out"
    made["Condition"] = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}
    assert "trusts everyone but those it leaves out" in only(problems(RULE, role(made)))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
        {"StringEquals": {"AWS:principalorgid": ["o-abc123", "o-def456"]}},
        {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*"}},
        {"StringEquals": {"aws:PrincipalAccount": "111122223333"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-1/ou-2/*"}},
        {"StringEquals": {"aws:SourceAccount": "111122223333"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-abc123"}, "Null": {"aws:PrincipalOrgID": "false"}},
    ],
    ids=str,
)
def test_a_condition_on_who_comes_closes_it(condition: dict[str, Any]) -> None:
    assert problems(RULE, role(statement("*", **condition))) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"sts:ExternalId": "4711"}},
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
        {"StringEquals": {"aws:PrincipalTag/team": "payments"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringLike": {"aws:PrincipalOrgID": "*"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"Null": {"aws:PrincipalOrgID": "false"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}},
        {"ArnLike": {"aws:PrincipalArn": "*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*"}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
    ],
    ids=str,
)
def test_what_a_caller_brings_along_does_not(condition: dict[str, Any]) -> None:
    assert len(problems(RULE, role(statement("*", **condition)))) == 1


def test_named_principals_and_denials_pass() -> None:
    named = statement({"AWS": "arn:aws:iam::111122223333:root", "Service": "ec2.amazonaws.com"})
    assert problems(RULE, role(named, statement("*") | {"Effect": "Deny"}, github())) == []
    assert problems(RULE, role(statement("*", "sts:TagSession"))) == []


def test_it_is_told_of_each_statement() -> None:
    found = problems(RULE, role(statement({"AWS": "*"}), statement({"Service": "*"})))
    assert [problem.key for problem in found] == ["AWS *", "Service *"]


def test_a_named_principal_is_decided_though_its_condition_is_unknown() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}
    named, everyone = statement({"AWS": "arn:aws:iam::111122223333:role/app"}, **condition), statement("*", **condition)

    def native(*statements: dict[str, Any]) -> Resource:
        return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(*statements))

    assert judged(RULE, native(named)) == ([], [])
    found, unknown = judged(RULE, native(everyone, statement("*")))
    assert len(found) == 1
    assert unknown == ["assumeRolePolicyDocument.Statement[0].Condition.StringEquals.aws:PrincipalOrgID"]


def test_a_single_statement_may_stand_without_a_list_and_exclude_actions() -> None:
    made = statement({"AWS": "*"}) | {"NotAction": "s3:*"}
    del made["Action"]
    document = json.dumps({"Version": "2012-10-17", "Statement": made})
    (problem,) = problems(RULE, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=document))
    assert problem.at == "assumeRolePolicy.Statement"


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ({"DateLessThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"}}, 0),
        ({"NumericLessThan": {"aws:EpochTime": "1700000000"}}, 0),
        ({"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}, 1),
        ({"DateLessThan": {"aws:CurrentTime": ["2024-01-01", "2027-01-01"]}}, 1),
        ({"DateGreaterThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"}}, 1),
    ],
    ids=str,
)
def test_a_statement_that_is_over_lets_nobody_in(condition: Any, count: int) -> None:
    assert len(problems(RULE, role(statement("*", **condition)))) == count
