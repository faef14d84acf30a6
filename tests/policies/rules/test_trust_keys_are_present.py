"""What `trust-keys-are-present` refuses, passes and leaves undecided."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import GITHUB, PROVIDER, github, judged, problems, role, statement, trust
from tests.support.rules import only

from daypass.data.claim_keys import claim_keys
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Problem
from daypass_policies.rules import catalog

RULE = catalog()["trust-keys-are-present"]
PROD = "repo:acme/invoice:environment:prod"
PINNED = {"StringEquals": {"sub": PROD}}
OIDC = "arn:aws:iam::111122223333:oidc-provider/"
WEB = "sts:AssumeRoleWithWebIdentity"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"event_name": "pull_request"}},
        {"StringNotLike": {"event_name": ["pull*"]}},
        {"ForAllValues:StringEquals": {"workflow_ref": "acme/ci/.github/workflows/x.yml@refs/heads/main"}},
        {"ForAllValues:StringLike": {f"{GITHUB}/acme:sub": "repo:acme/*"}},
        {"Null": {"repository_owner": "true"}},
        {"StringNotEqualsIgnoreCase": {f"{GITHUB}:Event_Name": "pull_request"}},
    ],
    ids=str,
)
def test_a_condition_that_holds_without_its_key_protects_nothing(condition: dict[str, Any]) -> None:
    (problem,) = problems(RULE, role(github(**PINNED | condition)))
    assert "protects nothing" in problem.message
    assert (problem.severity, problem.advisory) == (None, False)
    assert problem.at == "assumeRolePolicy.Statement[0]"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEqualsIfExists": {"repository_owner": "acme"}},
        {"StringLikeIfExists": {"runner_environment": "self-hosted"}},
        {"StringEqualsIfExists": {"gitlab.com:project_id": "7"}},
        {"StringEqualsIfExists": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    ],
    ids=str,
)
def test_one_that_asks_if_the_key_is_there_counts_where_nothing_else_pins(condition: dict[str, Any]) -> None:
    for loose in ({}, {"StringLike": {"sub": "repo:acme/*"}}):
        (problem,) = problems(RULE, role(github(**loose | condition)))
        assert "protects nothing" in problem.message
    assert problems(RULE, role(github(**PINNED | condition))) == []
    (told, _) = judged(RULE, role(github(**PINNED | condition)), profile="strict")
    assert len(told) == 1


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"repository_owner": "acme"}},
        {"StringEquals": {f"{GITHUB}/acme:sub": PROD}},
        {"StringLike": {"gitlab.com:sub": "project_path:acme/*"}},
        {"ForAnyValue:StringEquals": {"event_name": "push"}},
        {"ForAnyValue:StringNotEquals": {"event_name": "push"}},
        {"Null": {"event_name": "false"}},
        {"StringEquals": {f"https://{GITHUB}:sub": PROD}},
    ],
    ids=str,
)
def test_a_condition_that_fails_without_its_key_is_advice(condition: dict[str, Any]) -> None:
    (problem,) = problems(RULE, role(github(audience=False, **condition)))
    assert "lets nobody in" in problem.message
    assert (problem.severity, problem.advisory) == ("low", True)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringEquals": {"sub": PROD, "repository_id": "12", "repository_owner_id": "9", "actor": "maria"}},
        {"StringEquals": {f"{GITHUB.upper()}:SUB": PROD}},
        {"StringEqualsIfExists": {"environment": "prod", "ref": "refs/heads/main"}},
        {"ForAllValues:StringLike": {"job_workflow_ref": "acme/*"}},
        {"StringNotEquals": {"aws:PrincipalTag/team": "x", "sts:RoleSessionName": "x"}},
        {"Null": {"aws:TagKeys": "true"}},
        {"StringEqualsIfExists": {"email": "x@example.org", "oaud": "x", "amr": "x"}},
    ],
    ids=str,
)
def test_a_key_that_sts_sets_and_a_key_of_aws_pass(condition: dict[str, Any]) -> None:
    assert problems(RULE, role(github(**condition))) == []


@pytest.mark.parametrize("path", ["gitlab.com", f"{GITHUB}/acme", "agent.buildkite.com", "login.app.env0.com/"])
def test_every_key_that_sts_sets_for_a_provider_passes(path: str) -> None:
    asked = {f"{path}:{claim}": "x" for claim in claim_keys(path)}
    assert problems(RULE, role(statement({"Federated": OIDC + path}, WEB, StringEqualsIfExists=asked))) == []


def test_keys_of_each_provider_of_a_statement_count() -> None:
    other = "gitlab.com"
    asked = {f"{GITHUB}:sub": PROD, f"{other}:project_id": "7"}
    made = statement({"Federated": [PROVIDER, OIDC + other]}, WEB, StringEqualsIfExists=asked)
    assert problems(RULE, role(made)) == []
    made["Condition"]["StringEqualsIfExists"]["app.terraform.io:sub"] = "x"
    assert len(problems(RULE, role(made))) == 1


def test_a_deny_that_never_holds_protects_nothing() -> None:
    plain = statement("*", WEB, StringEquals={f"{GITHUB}:event_name": "pull_request"}) | {"Effect": "Deny"}
    (problem,) = problems(RULE, role(github(**PINNED), plain))
    assert problem.at == "assumeRolePolicy.Statement[1]"
    always = statement("*", WEB, StringNotEquals={f"{GITHUB}:event_name": "push"}) | {"Effect": "Deny"}
    assert problems(RULE, role(github(**PINNED), always)) == []
    mapped = statement("*", WEB, StringEquals={f"{GITHUB}:ref": "refs/heads/x"}) | {"Effect": "Deny"}
    assert problems(RULE, role(github(**PINNED), mapped)) == []
    assert problems(RULE, role(statement({"AWS": "444455556666"}), plain)) == []


def test_whom_no_provider_vouches_for_is_not_asked_about() -> None:
    asked = {"StringEqualsIfExists": {f"{GITHUB}:event_name": "push"}}
    assert problems(RULE, role(statement({"AWS": "444455556666"}, **asked), statement("*", **asked))) == []
    assert problems(RULE, role(github(provider=f"{OIDC}*", **asked))) == []


def test_a_saml_provider_has_keys_of_its_own() -> None:
    provider = {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}
    good = {"SAML:aud": "https://signin.aws.amazon.com/saml", "saml:sub_type": "persistent"}
    assert problems(RULE, role(statement(provider, "sts:AssumeRoleWithSAML", StringEquals=good))) == []
    bad = statement(provider, "sts:AssumeRoleWithSAML", StringEqualsIfExists={"SAML:groups": "ops"})
    assert "asks for 'SAML:groups'" in only(problems(RULE, role(bad)))


def test_a_known_key_of_an_unknown_value_is_undecided_and_hides_nothing() -> None:
    loose = github(**PINNED | {"StringNotEquals": {"event_name": "pull_request"}})
    document = trust(github(StringEquals={"sub": UNKNOWN}), loose)
    found, unknown = judged(RULE, Resource.of("aws-native:iam:Role", "deploy", assumeRolePolicyDocument=document))
    assert [problem.at for problem in found] == ["assumeRolePolicyDocument.Statement[1]"]
    assert unknown == [f"assumeRolePolicyDocument.Statement[0].Condition.StringEquals.{GITHUB}:sub"]


def test_an_unknown_trust_is_undecided_and_a_malformed_one_is_for_another_rule() -> None:
    assert judged(RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=UNKNOWN)) == (
        [],
        ["assumeRolePolicy"],
    )
    broken = Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy="{")
    assert problems(RULE, broken) == []
    assert "has a trust policy that cannot be read" in only(problems(catalog()["trust-is-not-public"], broken))


def test_a_secret_trust_is_judged_and_never_shown() -> None:
    canary = "canary-5d1c"
    document = json.dumps(trust(github(StringNotEquals={f"{GITHUB}:{canary}": canary})))
    (problem,) = problems(RULE, Resource.of("aws:iam/role:Role", "deploy", assumeRolePolicy=Secret(document)))
    assert canary not in repr(problem)


def test_the_key_tells_findings_apart_and_not_by_their_place() -> None:
    one = github(StringNotEquals={"event_name": "push"})
    two = github(StringNotEquals={"runner_environment": "self-hosted"})
    keys = [problem.key for problem in problems(RULE, role(one, two))]
    assert keys == [problem.key for problem in reversed(problems(RULE, role(two, one)))]
    assert len(set(keys)) == 2


@given(st.text(max_size=30), st.sampled_from(["StringEquals", "StringNotLike", "ForAllValues:StringLike", "Bool"]))
def test_whatever_the_key_there_is_an_answer_of_limited_length(claim: str, operator: str) -> None:
    made = github(**PINNED | {operator: {f"{GITHUB}:{claim * 50}": "x"}})
    assert all(len(problem.message) < 2000 for problem in problems(RULE, role(made)))


CORP = {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}
AUDIENCE = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
STAFF = {"SAML:edupersonaffiliation": ["faculty", "staff"]}


def from_corp(**asked: Any) -> list[Problem]:
    return problems(RULE, role(statement(CORP, "sts:AssumeRoleWithSAML", **{**AUDIENCE, **asked})))


@pytest.mark.parametrize(
    "asked",
    [
        {"ForAllValues:StringEquals": STAFF},
        {"ForAllValues:StringLike": {"SAML:eduPersonEntitlement": "urn:acme:*"}},
        {"StringEqualsIfExists": {"SAML:cn": "ops"}},
        {"ForAllValues:StringEquals": STAFF, "StringNotEquals": {"SAML:cn": "guest"}},
        {"ForAllValues:StringEquals": STAFF, "StringLike": {"SAML:mail": "*"}},
    ],
    ids=str,
)
def test_an_attribute_that_an_assertion_may_lack_is_told_where_nothing_else_says_who(asked: dict[str, Any]) -> None:
    (problem,) = from_corp(**asked)
    assert problem.message.endswith("by a condition that lets in an assertion without it")
    assert not problem.advisory


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"ForAnyValue:StringEquals": STAFF},
        {"ForAllValues:StringEquals": STAFF, "Null": {"SAML:edupersonaffiliation": "false"}},
        {"ForAllValues:StringEquals": STAFF, "ForAnyValue:StringLike": {"SAML:edupersonaffiliation": "s*"}},
        {"ForAllValues:StringEquals": STAFF, "StringLike": {"SAML:mail": "*@acme.example"}},
        {"StringNotEquals": {"SAML:edupersonaffiliation": "guest"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}},
        {"StringEqualsIfExists": {"SAML:sub_type": "persistent"}},
    ],
    ids=str,
)
def test_an_attribute_that_must_be_there_and_what_only_limits_tags_pass(asked: dict[str, Any]) -> None:
    assert from_corp(**asked) == []
