"""What `trust-names-no-whole-account` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may
from tests.support.roles import ASK, judged, problems, role, statement
from tests.support.rules import judge_stack, with_outputs

from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass.settings import Settings
from daypass_policies.rules import catalog

RULE = catalog()["trust-names-no-whole-account"]
FOREIGN = {"AWS": "arn:aws:iam::444455556666:root"}
OWN = {"AWS": "arn:aws:iam::111122223333:root"}


@pytest.mark.parametrize(
    "principal",
    [
        FOREIGN,
        {"AWS": "444455556666"},
        {"AWS": ["arn:aws:iam::111122223333:role/app", "444455556666"]},
        {"AWS": "arn:aws-us-gov:iam::444455556666:root"},
        {"AWS": "arn:aws:iam::444455556666:role/*"},
        {"CanonicalUser": "79a59df900b949e5"},
    ],
    ids=str,
)
def test_a_whole_account_in_any_form(principal: Any) -> None:
    (problem,) = problems(RULE, role(statement(principal)))
    assert not problem.advisory


def test_a_role_that_an_update_left_alone_is_asked_as_it_came_to_be() -> None:
    made = role(statement(FOREIGN))
    (problem,) = problems(RULE, replace(made, inputs=Properties({}), outputs=made.inputs))
    assert "the whole account 444455556666" in problem.message


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalAccount": "444455556666"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:*"}},
        {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/*"}},
    ],
    ids=str,
)
def test_everyone_of_an_account_is_the_whole_account(condition: dict[str, Any]) -> None:
    (problem,) = problems(RULE, role(statement("*", **condition)))
    assert "the whole account 444455556666" in problem.message


@pytest.mark.parametrize(
    "condition",
    [
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/*"}},
        {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::444455556666:role/app", "arn:aws:iam::444455556666:user/**"]}},
        {"StringLike": {"sts:ExternalId": ["d2f6b1", "*"]}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
        {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    ],
    ids=str,
)
def test_a_condition_that_everyone_there_meets_is_none(condition: dict[str, Any]) -> None:
    (problem,) = problems(RULE, role(statement(FOREIGN, **condition)))
    assert "the whole account 444455556666" in problem.message


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"sts:ExternalId": "d2f6b1"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/collector-*"}},
        {"StringEquals": {"aws:PrincipalTag/team": "payments"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5*"}},
    ],
    ids=str,
)
def test_a_condition_that_lets_part_of_it_through_passes(condition: dict[str, Any]) -> None:
    assert problems(RULE, role(statement(FOREIGN, **condition))) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"sts:ExternalId": "*"}},
        {"StringEqualsIfExists": {"sts:ExternalId": "d2f6b1"}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": "team"}},
        {"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/x"}},
        {"Null": {"sts:ExternalId": "false"}},
        {"StringEquals": {"aws:PrincipalAccount": "444455556666"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringLike": {"sts:RoleSessionName": "ci-*"}},
        {"StringEquals": {"sts:SourceIdentity": "maria"}},
        {"StringEquals": {"aws:RequestTag/Team": "payments"}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}},
        {"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": "team"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"AWS:PrincipalOrgId": ["o-a1b2c3d4e5", "o-f6??????????"]}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/ou-ab12-11111111/*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/r-ab12/*"}},
        {"StringEquals": {"aws:ResourceOrgID": "o-a1b2c3d4e5"}},
    ],
    ids=str,
)
def test_a_condition_that_everyone_there_fulfils_does_not(condition: dict[str, Any]) -> None:
    assert len(problems(RULE, role(statement(FOREIGN, **condition)))) == 1


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:iam::444455556666:role/collector"},
        {"AWS": "arn:aws:iam::444455556666:user/eve"},
        {"AWS": "arn:aws:sts::444455556666:assumed-role/app/session"},
        {"Service": "lambda.amazonaws.com"},
        {"AWS": "*"},
        {"Federated": "cognito-identity.amazonaws.com"},
    ],
    ids=str,
)
def test_named_principals_and_everyone_are_for_other_rules(principal: Any) -> None:
    assert problems(RULE, role(statement(principal))) == []


def test_the_own_account_is_advisory_and_a_foreign_one_beside_it_is_not() -> None:
    resource = role(statement(OWN), statement(FOREIGN), provider={"allowedAccountIds": ["111122223333"]})
    assert [(problem.key, problem.advisory) for problem in problems(RULE, resource)] == [
        ("111122223333", True),
        ("444455556666", False),
    ]


def test_the_own_account_weighs_little_where_the_role_is_known_to_have_little() -> None:
    made = with_outputs(role(statement(OWN), name="deploy"), arn="arn:aws:iam::111122223333:role/deploy")
    for given in ((), (may("deploy", allow("logs:PutLogEvents")),)):
        assert [problem.severity for problem in judge_stack(RULE, made, *given).problems] == ["low"]
    for held in (allow("*"), allow("iam:*"), allow("secretsmanager:GetSecretValue")):
        assert [problem.severity for problem in judge_stack(RULE, made, may("deploy", held)).problems] == ["medium"]
    later = Resource.of("aws:iam/rolePolicy:RolePolicy", "later", role="deploy", policy=UNKNOWN)
    assert [problem.severity for problem in judge_stack(RULE, made, later).problems] == ["medium"]


def test_the_settings_tell_the_own_account_where_the_provider_does_not() -> None:
    ask = replace(ASK, settings=Settings(accounts={"111122223333": "dev"}))
    assert problems(RULE, role(statement(OWN)), ask)[0].advisory
    two = replace(ASK, settings=Settings(accounts={"111122223333": "dev", "444455556666": "dev"}))
    assert not problems(RULE, role(statement(OWN)), two)[0].advisory


def test_without_certainty_the_finding_stays_mandatory_and_the_role_s_own_arn_makes_it_certain() -> None:
    for provider in ({"allowedAccountIds": UNKNOWN}, {"allowedAccountIds": ["111122223333", "444455556666"]}, {}):
        found, unknown = judged(RULE, role(statement(OWN), provider=provider))
        assert [problem.advisory for problem in found] == [False]
        assert not unknown
    made = with_outputs(role(statement(OWN), statement(FOREIGN)), arn="arn:aws:iam::111122223333:role/deploy")
    assert [(problem.key, problem.advisory) for problem in problems(RULE, made)] == [
        ("111122223333", True),
        ("444455556666", False),
    ]
    assert "its own account" in problems(RULE, made)[0].message


def test_of_the_own_account_nobody_is_told_to_ask_for_an_external_id() -> None:
    made = with_outputs(role(statement(OWN), statement(FOREIGN)), arn="arn:aws:iam::111122223333:role/deploy")
    own, foreign = problems(RULE, made)
    assert own.remedy in RULE.other_remedies
    assert "ExternalId" not in str(own.remedy)
    assert foreign.remedy is None
    assert "ExternalId" in RULE.remedy


def test_the_account_of_the_role_itself_is_its_own_however_it_is_written() -> None:
    (problem,) = problems(RULE, role(statement("*", StringEquals={"aws:PrincipalAccount": "${aws:ResourceAccount}"})))
    assert problem.message.startswith("role 'deploy' trusts its own account, and so everyone")
    assert problem.advisory


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("444455556666", "its own account and the whole account 444455556666"),
        ("111122223333", "its own account 111122223333"),
    ],
)
def test_it_is_said_in_words_beside_an_account_that_is_named(other: str, said: str) -> None:
    named = {"aws:PrincipalAccount": ["${aws:ResourceAccount}", other]}
    own = {"allowedAccountIds": ["111122223333"]}
    (problem,) = problems(RULE, role(statement("*", StringEquals=named), provider=own))
    assert f"trusts {said}, and so everyone" in problem.message
    assert problem.advisory is (other == "111122223333")


def test_of_two_accounts_each_is_narrowed_by_what_is_asked_of_its_own_roles() -> None:
    both = {"AWS": ["arn:aws:iam::444455556666:root", "arn:aws:iam::555566667777:root"]}
    asked = ["arn:aws:iam::444455556666:role/collector", "arn:aws:iam::555566667777:role/*"]
    (problem,) = problems(RULE, role(statement(both, ArnLike={"aws:PrincipalArn": asked})))
    assert problem.key == "555566667777"
    everywhere = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}
    assert len(problems(RULE, role(statement(both, **everywhere)))) == 2
