"""People are told from workloads by how they come, and a role is a workload's by who else comes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import AUDIENCE, GITHUB, github, role, statement, trust
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.workload_trusts_no_people import workload_trusts_no_people

ACCOUNT = "arn:aws:iam::111122223333:"
SSO = f"{ACCOUNT}role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Developer_0123456789abcdef"
LAMBDA = statement({"Service": "lambda.amazonaws.com"})
SAML = statement({"Federated": f"{ACCOUNT}saml-provider/Okta"}, "sts:AssumeRoleWithSAML")
PIPELINE = github(StringEquals={"sub": "repo:acme/invoice:environment:prod", **AUDIENCE})
USER = f"{ACCOUNT}user/team/anna"


def judged(*statements: Any, **inputs: Any) -> Answer:
    return judge(workload_trusts_no_people, role(*statements, **inputs))


def of_class(name: str) -> dict[str, str]:
    return {"daypass:class": name}


@pytest.mark.parametrize(
    ("principal", "who"),
    [
        (SSO, "the people of permission set 'Developer'"),
        (f"{ACCOUNT}role/AWSReservedSSO_Admin_0123456789abcdef", "the people of permission set 'Admin'"),
        ("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/anna", "permission set 'Ops'"),
        ("arn:aws-cn:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_0123456789abcdef", "'X'"),
        ("arn:aws:sts::111122223333:federated-user/anna", "federated user 'anna'"),
    ],
)
@pytest.mark.parametrize("other", [LAMBDA, PIPELINE], ids=["service", "issuer"])
def test_people_beside_a_workload_are_found(principal: str, who: str, other: Any) -> None:
    (problem,) = judged(other, statement({"AWS": principal})).problems
    assert problem.message.endswith(who)
    assert problem.advisory is False


def test_a_saml_provider_vouches_for_people() -> None:
    assert messages(judged(LAMBDA, SAML)) == [
        "role 'deploy' of a workload lets in whoever signs in through a SAML provider"
    ]


@pytest.mark.parametrize(
    "provider",
    [
        "cognito-identity.amazonaws.com",
        "graph.facebook.com",
        "www.amazon.com",
        f"{ACCOUNT}oidc-provider/cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",
        f"{ACCOUNT}oidc-provider/appleid.apple.com",
    ],
)
def test_customers_who_sign_in_are_people(provider: str) -> None:
    entered = statement({"Federated": provider}, "sts:AssumeRoleWithWebIdentity")
    assert messages(judged(LAMBDA, entered)) == ["role 'deploy' of a workload lets in whoever signs in as a customer"]
    assert passes(judged(entered))
    assert passes(judged(entered, tags=of_class("service")))  # there is no class for customers


def test_a_user_is_a_person_in_all_likelihood() -> None:
    (problem,) = judged(LAMBDA, statement({"AWS": USER})).problems
    assert (problem.advisory, problem.confidence, problem.key) == (True, "medium", "anna")


@pytest.mark.parametrize("name", ["Developer", "developers", "data-engineers", "teams/EngineerAccess", "analyst-role"])
def test_a_role_that_is_called_after_people_is_theirs(name: str) -> None:
    (problem,) = judged(LAMBDA, statement({"AWS": f"{ACCOUNT}role/{name}"})).problems
    assert problem.advisory
    assert passes(judged(statement({"AWS": f"{ACCOUNT}role/{name}"})))


@pytest.mark.parametrize("name", ["developer-portal", "engineering-metrics", "analystics", "humanise", "developer-api"])
def test_a_role_that_only_sounds_like_people_is_not(name: str) -> None:
    assert passes(judged(LAMBDA, statement({"AWS": f"{ACCOUNT}role/{name}"})))


def test_a_vendors_user_with_an_external_id_is_a_machine() -> None:
    vendor = statement({"AWS": "arn:aws:iam::444455556666:user/abc1-b-s"}, StringEquals={"sts:ExternalId": "x7"})
    assert passes(judged(vendor, tags=of_class("vendor")))
    assert passes(judged(LAMBDA, vendor))


def test_a_second_factor_is_a_persons() -> None:
    root = {"AWS": f"{ACCOUNT}root"}
    for condition in (
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}},
    ):
        (problem,) = judged(LAMBDA, statement(root, **condition)).problems
        assert problem.advisory
    assert passes(judged(LAMBDA, statement(root, Bool={"aws:MultiFactorAuthPresent": "false"})))
    assert passes(judged(LAMBDA, statement(root, BoolIfExists={"aws:MultiFactorAuthPresent": "true"})))


@pytest.mark.parametrize("operator", ["ArnLike", "StringLike", "ArnEquals"])
def test_people_by_a_pattern_are_people(operator: str) -> None:
    pattern = f"{ACCOUNT}role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Developer_*"
    (problem,) = judged(
        LAMBDA, statement({"AWS": f"{ACCOUNT}root"}, **{operator: {"aws:PrincipalArn": [pattern]}})
    ).problems
    assert problem.key == "Developer"


def test_people_who_are_kept_out_are_not_let_in() -> None:
    kept_out = statement({"AWS": f"{ACCOUNT}root"}, ArnNotLike={"aws:PrincipalArn": SSO})
    assert passes(judged(LAMBDA, kept_out))
    denied = {**statement({"AWS": SSO}), "Effect": "Deny"}
    assert passes(judged(LAMBDA, denied))


@pytest.mark.parametrize(
    "people", [[SAML], [statement({"AWS": SSO})], [statement({"AWS": USER})], [SAML, statement({"AWS": SSO})]]
)
def test_a_role_that_only_people_enter_is_theirs(people: Any) -> None:
    assert passes(judged(*people))
    assert passes(judged(*people, tags=of_class("break-glass")))
    assert not passes(judged(*people, tags=of_class("service")))
    assert not passes(judged(*people, tags={"daypass:workload": "invoices"}))


def test_a_role_for_emergencies_may_know_people_beside_a_service() -> None:
    assert passes(judged(LAMBDA, statement({"AWS": SSO}), tags=of_class("break-glass")))


def test_issuers_that_vouch_for_both_decide_nothing() -> None:
    okta = statement({"Federated": f"{ACCOUNT}oidc-provider/acme.okta.com"}, "sts:AssumeRoleWithWebIdentity")
    assert passes(judged(okta, SAML))
    google = statement({"Federated": "accounts.google.com"}, "sts:AssumeRoleWithWebIdentity")
    assert passes(judged(google, LAMBDA))


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": f"{ACCOUNT}role/daypass/deploy-prod"},
        {"AWS": f"{ACCOUNT}root"},
        {"AWS": "111122223333"},
        {"AWS": "*"},
        {"AWS": "arn:aws:sts::111122223333:assumed-role/deploy/session"},
        {"AWS": f"{ACCOUNT}role/users/superuser"},
        {"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]},
    ],
)
def test_workloads_are_no_people(principal: Any) -> None:
    assert passes(judged(LAMBDA, statement(principal)))


def test_each_person_is_said_once() -> None:
    again = [statement({"AWS": [SSO, USER]}), statement({"AWS": SSO})]
    assert [problem.key for problem in judged(LAMBDA, *again).problems] == ["Developer anna"]


def test_a_role_is_told_once_with_its_people_in_whatever_order_it_has_them() -> None:
    users = [f"{ACCOUNT}user/{name}" for name in ("eve", "ben", "dan", "anna", "carl")]
    for named in (users, users[::-1]):
        (problem,) = judged(LAMBDA, statement({"AWS": [*named, f"{ACCOUNT}role/app"]})).problems
        assert problem.message == (
            "role 'deploy' of a workload lets in IAM user 'anna', IAM user 'ben', IAM user 'carl' and 2 more"
        )
        assert (problem.key, problem.advisory, problem.confidence) == ("anna ben carl dan eve", True, "medium")
        assert json.loads(str(problem.mended)) == {"Principal": {"AWS": [f"{ACCOUNT}role/app"]}}


def test_who_is_certain_comes_first_and_stops_the_update() -> None:
    (problem,) = judged(LAMBDA, statement({"AWS": USER}), statement({"AWS": SSO})).problems
    assert problem.message.endswith("lets in the people of permission set 'Developer', IAM user 'anna'")
    assert (problem.advisory, problem.confidence) == (False, None)
    assert problem.at == "assumeRolePolicy.Statement[2]"
    assert json.loads(str(problem.mended)) == {"Statement": None}


def test_an_unknown_principal_is_undecided_and_hides_no_other() -> None:
    made = trust(LAMBDA, statement({"AWS": UNKNOWN}), statement({"AWS": SSO}))
    answer = judge(workload_trusts_no_people, Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=made))
    assert len(answer.problems) == 1
    assert unknowns(answer) == ["assumeRolePolicyDocument.Statement[1].Principal.AWS"]
    assert unknowns(judge(workload_trusts_no_people, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN)))


def test_an_unknown_class_is_undecided_where_there_are_people() -> None:
    unknown = {"daypass:class": UNKNOWN}
    assert unknowns(judged(statement({"AWS": SSO}), tags=unknown)) == ["tags.daypass:class"]
    assert passes(judged(LAMBDA, tags=unknown))


def test_a_secret_trust_is_judged_and_not_quoted() -> None:
    made = role(LAMBDA, statement({"AWS": SSO}))
    hidden = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=Secret(made.inputs["assumeRolePolicy"]))
    (problem,) = judge(workload_trusts_no_people, hidden).problems
    assert "Developer" not in str(problem)


def test_a_trust_that_nobody_can_read_lets_in_nobody() -> None:
    assert passes(judge(workload_trusts_no_people, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")))


@given(st.text(max_size=30))
def test_no_name_of_a_workload_is_taken_for_a_persons(name: str) -> None:
    plain = "".join(character for character in name if character.isalnum()) or "x"
    assert passes(judged(LAMBDA, statement({"AWS": f"{ACCOUNT}role/{plain}"})))


def test_the_issuer_of_a_pipeline_is_no_person() -> None:
    assert GITHUB in str(PIPELINE)
    assert passes(judged(PIPELINE, LAMBDA))


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        (f"{ACCOUNT}role/*AWSReservedSSO_*", "permission sets"),
        (f"{ACCOUNT}role/*/AWSReservedSSO_Developer_*", "Developer"),
        (f"{ACCOUNT}*AWSReservedSSO_Developer_????????????????", "Developer"),
        (f"{ACCOUNT}role/aws-reserved/*", "permission sets"),
        (f"{ACCOUNT}role/aws-reserved/sso*", "permission sets"),
        ("arn:*:iam:*:*:role/*/sso.amazonaws.com/*", "permission sets"),
    ],
)
@pytest.mark.parametrize("operator", ["StringLike", "ArnLike", "ArnEquals"])
def test_a_pattern_need_not_spell_the_path_to_take_in_people(pattern: str, key: str, operator: str) -> None:
    asked = {operator: {"aws:PrincipalArn": pattern}}
    (problem,) = judged(LAMBDA, statement({"AWS": f"{ACCOUNT}root"}, **asked)).problems
    assert (problem.key, problem.advisory) == (key, False)


@pytest.mark.parametrize(
    "pattern", [f"{ACCOUNT}role/*", f"{ACCOUNT}role/daypass/*", f"{ACCOUNT}role/sso-*", f"{ACCOUNT}role/app-reserved/*"]
)
def test_a_pattern_that_names_no_people_is_another_rules(pattern: str) -> None:
    assert passes(judged(LAMBDA, statement({"AWS": f"{ACCOUNT}root"}, ArnLike={"aws:PrincipalArn": pattern})))


def test_a_text_may_be_compared_from_its_end() -> None:
    asked = {"StringLike": {"aws:PrincipalArn": "*AWSReservedSSO_*"}}
    (problem,) = judged(LAMBDA, statement({"AWS": f"{ACCOUNT}root"}, **asked)).problems
    assert problem.message.endswith("lets in the people of permission sets")


def test_a_star_that_is_compared_as_text_takes_in_nobody() -> None:
    asked = {"StringEquals": {"aws:PrincipalArn": f"{ACCOUNT}role/*AWSReservedSSO_*"}}
    assert passes(judged(LAMBDA, statement({"AWS": f"{ACCOUNT}root"}, **asked)))


@pytest.mark.parametrize(
    ("condition", "keys"),
    [
        ({"StringEquals": {"aws:username": ["anna", "ben"]}}, ["anna", "ben"]),
        ({"StringLike": {"AWS:UserName": "an*"}}, ["an*"]),
        ({"StringEquals": {"aws:userid": "AIDAEXAMPLE1"}}, ["AIDAEXAMPLE1"]),
        ({"StringLike": {"aws:userid": ["AROAEXAMPLE1:*", "AIDAEXAMPLE1"]}}, ["AIDAEXAMPLE1"]),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, ["users"]),
        ({"StringLike": {"sts:RoleSessionName": "${aws:username}"}}, ["users"]),
        ({"StringEquals": {"aws:PrincipalType": "AssumedRole"}}, []),
        ({"StringNotEquals": {"aws:PrincipalType": "User"}}, []),
        ({"StringLike": {"sts:RoleSessionName": "deploy-*"}}, []),
        ({"StringLike": {"aws:userid": "AROAEXAMPLE1:*"}}, []),
        ({"StringNotEquals": {"aws:username": "anna"}}, []),
        ({"StringEqualsIfExists": {"aws:username": "anna"}}, []),
        ({"StringEquals": {"aws:username": "ci", "sts:ExternalId": "x7"}}, []),
        ({"Null": {"aws:username": "false"}}, []),
    ],
)
def test_users_of_an_account_may_be_named_by_a_condition(condition: Any, keys: list[str]) -> None:
    found = judged(LAMBDA, statement({"AWS": f"{ACCOUNT}root"}, **condition))
    assert [problem.key for problem in found.problems] == ([" ".join(keys)] if keys else [])
    assert all(problem.advisory for problem in found.problems)


def denied(principal: Any = "*", action: Any = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:
    return {**statement(principal, action, **condition), "Effect": "Deny"}


OF_SSO = f"{ACCOUNT}role/aws-reserved/sso.amazonaws.com/*"


@pytest.mark.parametrize(
    "deny",
    [
        denied(ArnLike={"aws:PrincipalArn": OF_SSO}),
        denied({"AWS": "*"}, "sts:*", StringLike={"aws:PrincipalArn": [f"{ACCOUNT}role/x", "*AWSReservedSSO_*"]}),
        denied({"AWS": f"{ACCOUNT}root"}, ArnLike={"aws:PrincipalArn": OF_SSO}),
        denied(ArnNotEquals={"aws:PrincipalArn": f"{ACCOUNT}role/daypass/scheduler-prod"}),
    ],
)
def test_people_whom_a_deny_tells_by_the_arn_are_not_let_in(deny: Any) -> None:
    assert passes(judged(LAMBDA, statement({"AWS": SSO}), deny))


def test_a_pattern_of_people_is_kept_out_by_a_wider_one() -> None:
    let_in = statement({"AWS": f"{ACCOUNT}root"}, ArnLike={"aws:PrincipalArn": f"{OF_SSO}/AWSReservedSSO_Developer_*"})
    assert passes(judged(LAMBDA, let_in, denied(ArnLike={"aws:PrincipalArn": OF_SSO})))
    narrower = denied(ArnLike={"aws:PrincipalArn": f"{OF_SSO}/AWSReservedSSO_Developer_0*"})
    assert len(judged(LAMBDA, let_in, narrower).problems) == 1


@pytest.mark.parametrize(
    "deny",
    [
        denied(ArnLike={"aws:PrincipalArn": f"{ACCOUNT}role/other/*"}),
        denied(ArnLike={"aws:PrincipalArn": OF_SSO}, Bool={"aws:MultiFactorAuthPresent": "false"}),
        denied(action="sts:TagSession", ArnLike={"aws:PrincipalArn": OF_SSO}),
        denied({"AWS": "arn:aws:iam::444455556666:root"}, ArnLike={"aws:PrincipalArn": OF_SSO}),
        denied(ArnNotLike={"aws:PrincipalArn": OF_SSO}),
    ],
)
def test_a_deny_of_something_else_leaves_them_in(deny: Any) -> None:
    assert len(judged(LAMBDA, statement({"AWS": SSO}), deny).problems) == 1


def by_saml(**asked: Any) -> dict[str, Any]:
    return statement({"Federated": f"{ACCOUNT}saml-provider/Okta"}, "sts:AssumeRoleWithSAML", **asked)


def test_one_subject_of_a_saml_provider_may_be_a_machine_and_an_address_is_a_person() -> None:
    assert passes(judged(LAMBDA, by_saml(StringEquals={"SAML:sub": "svc-portal", "SAML:sub_type": "persistent"})))
    (problem,) = judged(LAMBDA, by_saml(StringEquals={"SAML:sub": ["svc-portal", "anna@example.org"]})).problems
    assert (problem.key, problem.advisory) == ("anna@example.org", True)
    for loose in ({"StringLike": {"SAML:sub": "svc-*"}}, {"StringEqualsIfExists": {"SAML:sub": "svc-portal"}}):
        (problem,) = judged(LAMBDA, by_saml(**loose)).problems
        assert problem.key == "SAML"
