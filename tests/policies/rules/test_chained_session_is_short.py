"""What `chained-session-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.roles import PROVIDER, github, role, statement
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["chained-session-is-short"]
HOUR = 3600
ARN = "arn:aws:iam::111122223333:"
APP = statement({"AWS": f"{ARN}role/app"})
OTHERS = [
    statement({"AWS": f"{ARN}root"}),
    statement({"AWS": f"{ARN}user/ann"}),
    statement({"AWS": "111122223333"}),
    statement({"Service": "lambda.amazonaws.com"}),
    statement({"Service": "ec2.amazonaws.com"}),
    github(StringEquals={"sub": "repo:acme/invoice:environment:prod"}),
    statement({"Federated": PROVIDER.replace("oidc-provider", "saml-provider")}, "sts:AssumeRoleWithSAML"),
    statement({"AWS": "*"}),
]


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": f"{ARN}role/app"},
        {"AWS": [f"{ARN}role/app", f"{ARN}role/team/other"]},
        {"AWS": "arn:aws:sts::111122223333:assumed-role/app/session"},
        {"AWS": "arn:aws-us-gov:iam::111122223333:role/app"},
    ],
)
@pytest.mark.parametrize("seconds", [HOUR + 1, 43200, "7200", 7200.0, Secret(7200)])
def test_a_role_that_only_roles_assume_has_an_hour(principal: dict[str, Any], seconds: Any) -> None:
    (problem,) = judge(RULE, role(statement(principal), maxSessionDuration=seconds)).problems
    assert problem.at == "maxSessionDuration"


@pytest.mark.parametrize("other", OTHERS, ids=repr)
def test_who_comes_without_a_chain_may_stay_longer(other: dict[str, Any]) -> None:
    assert passes(judge(RULE, role(other, maxSessionDuration=4 * HOUR)))
    assert passes(judge(RULE, role(APP, other, maxSessionDuration=4 * HOUR)))


@pytest.mark.parametrize("seconds", [None, HOUR, 900, "3600", "long", True])
def test_an_hour_passes_and_what_is_no_length_is_another_rules(seconds: Any) -> None:
    assert passes(judge(RULE, role(APP, maxSessionDuration=seconds)))


def test_a_term_above_an_hour_is_found_where_no_session_lasts_that_long() -> None:
    (problem,) = judge(RULE, role(APP, tags={"daypass:term": "4h"})).problems
    assert problem.key == "term"
    assert passes(judge(RULE, role(APP, tags={"daypass:term": "1h"})))
    assert passes(judge(RULE, role(APP, tags={"daypass:term": "service"})))
    assert passes(judge(RULE, role(OTHERS[3], tags={"daypass:term": "4h"})))


def test_aws_native_roles_are_read_as_well() -> None:
    document = {"Version": "2012-10-17", "Statement": [APP]}
    native = Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=document, maxSessionDuration=7200)
    assert messages(judge(RULE, native))


def test_a_trust_that_admits_nobody_or_cannot_be_read_is_no_chain() -> None:
    assert passes(judge(RULE, role(maxSessionDuration=7200)))
    broken = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{", maxSessionDuration=7200)
    assert passes(judge(RULE, broken))


def test_what_is_unknown_is_undecided_only_where_it_decides() -> None:
    unknown = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN, maxSessionDuration=7200)
    assert unknowns(judge(RULE, unknown)) == ["assumeRolePolicy"]
    short = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN, maxSessionDuration=3600)
    assert passes(judge(RULE, short))
    assert unknowns(judge(RULE, role(APP, maxSessionDuration=UNKNOWN))) == ["maxSessionDuration"]
    assert unknowns(judge(RULE, role(APP, tags=UNKNOWN))) == ["tags"]
    assert passes(judge(RULE, role(OTHERS[3], tags=UNKNOWN)))
