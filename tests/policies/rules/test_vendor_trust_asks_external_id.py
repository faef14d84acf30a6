"""A vendor is asked for whom it acts, by an external id that binds; principals of one's own are not."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.roles import ASK, judged, problems, role, statement, trust

from daypass.data.known_accounts import known_accounts
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Problem
from daypass.settings import Settings
from daypass_policies.rules.vendor_trust_asks_external_id import vendor_trust_asks_external_id

RULE = vendor_trust_asks_external_id
DATADOG = {"AWS": "arn:aws:iam::464622532012:root"}
OTHER = {"AWS": "arn:aws:iam::444455556666:role/collector"}
BOUND = {"StringEquals": {"sts:ExternalId": "4f6d1c9b"}}


def found(principal: Any, **condition: Any) -> list[Problem]:
    return problems(RULE, role(statement(principal, **condition)))


def native(*statements: Any) -> Resource:
    return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(*statements))


@pytest.mark.parametrize(
    "principal",
    [
        DATADOG,
        {"AWS": "464622532012"},
        {"AWS": ["arn:aws:iam::464622532012:role/collector"]},
        {"AWS": "arn:aws:sts::464622532012:assumed-role/collector/session"},
        {"AWS": "arn:aws:iam::464622532012:user/integration"},
    ],
    ids=str,
)
def test_a_known_vendor_without_an_external_id_is_told_by_name(principal: Any) -> None:
    (problem,) = found(principal)
    assert problem.message == "role 'deploy' trusts Datadog without an external id, whoever it acts for"
    assert (problem.key, problem.advisory, problem.severity) == ("464622532012", False, None)
    assert found(principal, **BOUND) == []


def test_every_vendor_of_the_table_is_known_and_no_account_of_aws_is_one() -> None:
    for account, known in known_accounts().items():
        assert bool(found({"AWS": account})) == (known.whose == "vendor")


def test_another_condition_does_not_say_for_whom_the_vendor_acts() -> None:
    assert len(found(DATADOG, ArnLike={"aws:PrincipalArn": "arn:aws:iam::464622532012:role/*"})) == 1
    assert len(found(DATADOG, IpAddress={"aws:SourceIp": "192.0.2.0/24"})) == 1


@pytest.mark.parametrize("principal", [DATADOG, OTHER], ids=str)
@pytest.mark.parametrize(
    "condition",
    [
        {"StringEqualsIfExists": {"sts:ExternalId": "4f6d1c9b"}},
        {"ForAllValues:StringEquals": {"sts:ExternalId": "4f6d1c9b"}},
        {"StringNotEquals": {"sts:ExternalId": "4f6d1c9b"}},
        {"Null": {"sts:ExternalId": "false"}},
        {"StringLike": {"STS:EXTERNALID": "*"}},
        {"StringLike": {"sts:ExternalId": ["4f6d1c9b", "?*"]}},
        {"StringEquals": {"sts:ExternalId": ""}},
        {"StringEquals": {"sts:ExternalId": ["4f6d1c9b", " "]}},
        {"StringEquals": {"sts:ExternalId": []}},
    ],
    ids=str,
)
def test_an_external_id_that_does_not_bind_is_told_of_whomever(principal: Any, condition: Any) -> None:
    (problem,) = found(principal, **condition)
    assert "asks for an external id that" in problem.message
    assert "4f6d1c9b" not in str((problem.message, problem.key))
    assert not problem.advisory


def test_an_external_id_that_fits_a_pattern_is_advisory() -> None:
    (problem,) = found(OTHER, StringLike={"sts:ExternalId": "acme-*"})
    assert (problem.advisory, problem.severity) == (True, "medium")


@pytest.mark.parametrize(
    "condition",
    [
        BOUND,
        {"StringLike": {"sts:ExternalId": "4f6d1c9b"}},
        {"StringEquals": {"sts:ExternalId": ["4f6d1c9b", "7a7a7a7a"]}},
        {"StringEquals": {"sts:ExternalId": 4711}},
        {"StringEqualsIgnoreCase": {"sts:ExternalId": "4f6d1c9b"}},
        {"StringEqualsIfExists": {"sts:ExternalId": "4f6d1c9b"}, "Null": {"sts:ExternalId": "false"}},
        {"StringEquals": {"sts:ExternalId": "4f6d1c9b"}, "StringLike": {"sts:ExternalId": "*"}},
    ],
    ids=str,
)
def test_exact_ones_bind(condition: Any) -> None:
    assert found(DATADOG, **condition) == []
    assert found(OTHER, **condition) == []


def test_a_deny_of_all_others_binds_too() -> None:
    taken = statement("*", "sts:*", StringNotEquals={"sts:ExternalId": "4f6d1c9b"}) | {"Effect": "Deny"}
    assert problems(RULE, role(statement(DATADOG), taken)) == []


@pytest.mark.parametrize(
    "principal",
    [
        OTHER,
        {"AWS": "arn:aws:iam::444455556666:root"},
        {"AWS": "AROAEXAMPLEROLEID123"},
        {"Service": "lambda.amazonaws.com"},
        {"Federated": "cognito-identity.amazonaws.com"},
        "*",
    ],
    ids=str,
)
def test_whoever_is_no_known_vendor_is_not_asked(principal: Any) -> None:
    assert found(principal) == []


def test_everyone_with_an_external_id_is_for_the_rule_about_everyone() -> None:
    assert found("*", StringLike={"sts:ExternalId": "*"}) == []
    assert found({"AWS": "*"}, **BOUND) == []


def test_a_role_that_is_tagged_for_a_vendor_asks_whoever_that_is() -> None:
    tags = {"daypass:class": "vendor"}
    for principal in (OTHER, {"AWS": "444455556666"}):
        (problem,) = problems(RULE, role(statement(principal), tags=tags))
        assert problem.message == "role 'deploy' trusts a vendor without an external id, whoever it acts for"
        assert problems(RULE, role(statement(principal, **BOUND), tags=tags)) == []
    assert problems(RULE, role(statement(OTHER), tags={"daypass:class": "service"})) == []
    ask = replace(ASK, settings=Settings(accounts={"111122223333": "dev", "444455556666": "prod"}))
    assert problems(RULE, role(statement(OTHER), tags=tags), ask) == []
    own = role(statement({"AWS": "arn:aws:iam::111122223333:role/broker"}), tags=tags)
    assert problems(RULE, own, ask) == []
    assert judged(RULE, role(statement(OTHER), tags=UNKNOWN)) == ([], ["tags"])


def test_profile_strict_asks_named_principals_of_foreign_accounts() -> None:
    ask = replace(ASK, settings=Settings(accounts={"111122223333": "dev", "777788889999": "prod"}))
    foreign = role(statement(OTHER))
    assert problems(RULE, foreign, ask) == []
    (problem,) = problems(RULE, foreign, ask, profile="strict")
    assert (problem.advisory, problem.severity) == (True, "medium")
    for ours in ("111122223333", "777788889999"):
        own = role(statement({"AWS": f"arn:aws:iam::{ours}:role/app"}))
        assert problems(RULE, own, ask, profile="strict") == []
    assert problems(RULE, role(statement(OTHER, **BOUND)), ask, profile="strict") == []
    organisation = role(statement(OTHER, StringEquals={"aws:PrincipalOrgID": "o-1"}))
    assert problems(RULE, organisation, ask, profile="strict") == []
    anybodys = role(statement(OTHER, StringLike={"aws:PrincipalOrgID": "o-*"}))
    assert len(problems(RULE, anybodys, ask, profile="strict")) == 1
    assert problems(RULE, foreign, profile="strict") == []  # whose account the stack's own is, nobody says
    assert problems(RULE, role(statement({"AWS": "444455556666"})), ask, profile="strict") == []


def test_what_is_not_known_is_undecided_where_it_decides() -> None:
    where = "assumeRolePolicyDocument.Statement[0]"
    unknown = {"StringEquals": {"sts:ExternalId": UNKNOWN}}
    path = f"{where}.Condition.StringEquals.sts:ExternalId"
    assert judged(RULE, native(statement(DATADOG, **unknown))) == ([], [path])
    assert judged(RULE, native(statement(OTHER, **unknown))) == ([], [path])
    elsewhere = {"StringEquals": {"aws:PrincipalOrgID": UNKNOWN}}
    assert judged(RULE, native(statement(OTHER, **elsewhere))) == ([], [])
    assert judged(RULE, native(statement({"AWS": UNKNOWN})))[1] == [f"{where}.Principal.AWS"]
    assert judged(RULE, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")) == ([], [])  # refused elsewhere


def test_a_secret_trust_is_judged_and_not_quoted() -> None:
    (problem,) = problems(RULE, native(statement({"AWS": Secret("464622532012")})))
    assert "Datadog" not in problem.message
    assert problem.key is None


def test_only_what_assumes_the_role_counts() -> None:
    assert problems(RULE, role(statement(DATADOG, "sts:TagSession"))) == []
    assert len(problems(RULE, role(statement(DATADOG, ["sts:AssumeRole", "sts:TagSession"])))) == 1
    assert problems(RULE, role(statement(DATADOG) | {"Effect": "Deny"})) == []


def test_a_deny_of_the_way_in_binds_also_where_tags_are_allowed_beside_it() -> None:
    allowed = statement({"AWS": "arn:aws:iam::464622532012:root"}, ["sts:AssumeRole", "sts:TagSession"])
    denied = statement("*", "sts:AssumeRole", StringNotEquals={"sts:ExternalId": "4f6d1c9b"}) | {"Effect": "Deny"}
    assert problems(RULE, role(allowed, denied)) == []
    tags = statement("*", "sts:TagSession", StringNotEquals={"sts:ExternalId": "4f6d1c9b"}) | {"Effect": "Deny"}
    assert len(problems(RULE, role(allowed, tags))) == 1
