"""Who is signed into by people is told from who is used by machines, and both at once is found."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.roles import github, statement, trust
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.workload_has_no_console import workload_has_no_console

LOGIN = "arn:aws:signin:*:*:oauth2/public-client/*"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(workload_has_no_console, *resources, **ask)


def user(**inputs: Any) -> Resource:
    return Resource.of("aws:iam/user:User", "kim", **{"name": "kim", **inputs})


def password(of: Any = "kim") -> Resource:
    return Resource.of("aws:iam/userLoginProfile:UserLoginProfile", "kim-password", user=of)


def key(of: Any = "kim") -> Resource:
    return Resource.of("aws:iam/accessKey:AccessKey", "kim-key", user=of)


def policy(holder: str, action: Any, resource: Any = "*", *more: Any) -> Resource:
    allow = {"Effect": "Allow", "Action": action, "Resource": resource}
    document: Any = {"Version": "2012-10-17", "Statement": [allow, *more]}
    kind = "aws:iam/rolePolicy:RolePolicy" if holder == "role" else "aws:iam/userPolicy:UserPolicy"
    return Resource.of(kind, "p", **{holder: "kim", "policy": document})


def test_a_user_with_a_password_and_a_key_is_found() -> None:
    (problem,) = judged(user(), password(), key()).problems
    assert problem.message.startswith("user 'kim' has a console password and a key")
    assert (problem.on, problem.key) == (user(), None)


def test_a_user_with_one_of_them_passes() -> None:
    assert passes(judged(user(), password()))
    assert passes(judged(user(), key()))
    assert passes(judged(user(), password(), key("other")))
    assert passes(judged())


def test_a_user_of_another_stack_is_known_by_its_name() -> None:
    (problem,) = judged(password("anna"), key("anna")).problems
    assert problem.message.startswith("the user of 'kim-password' has a console password and a key")


@pytest.mark.parametrize("tags", [{"daypass:class": "pipeline"}, {"daypass:workload": "invoices"}])
def test_a_workloads_user_with_a_password_is_found(tags: Any) -> None:
    assert messages(judged(user(tags=tags), password())) == ["user 'kim' is a workload's and has a console password"]
    native = Resource.of(
        "aws-native:iam:User",
        "kim",
        loginProfile={"password": Secret("x")},
        tags=[{"key": key_, "value": value} for key_, value in tags.items()],
    )
    assert "is a workload's and has a console password" in only(judged(native))


@pytest.mark.parametrize("name", ["svc-billing", "github-actions", "ci", "Deploy_Bot", "jenkins01"])
def test_a_user_that_is_called_as_machines_are_has_no_password(name: str) -> None:
    assert "is a workload's and has a console password" in only(judged(user(name=name), password(name)))
    assert "is a workload's and has a console password" in only(judged(password(name)))
    assert passes(judged(user(name=name), key(name)))


@pytest.mark.parametrize(
    "name", ["anna", "anna.service@example.org", "cicero", "botha", "agentur", "anna-app@example.org"]
)
def test_a_user_that_is_called_as_people_are_may_be_one(name: str) -> None:
    assert passes(judged(user(name=name), password(name)))


def test_a_user_for_emergencies_may_sign_in() -> None:
    assert passes(judged(user(tags={"daypass:class": "break-glass"}), password(), key()))


def test_in_a_preview_a_user_is_known_by_the_dependency() -> None:
    made = user(name=UNKNOWN)
    waiting = [replace(one, property_dependencies={"user": (made.urn,)}) for one in (password(UNKNOWN), key(UNKNOWN))]
    assert "has a console password and a key, so" in only(judged(made, *waiting))


def test_whose_it_is_may_not_be_known_yet() -> None:
    answer = judged(user(), password(), key(UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["user"])
    assert unknowns(judged(user(tags={"daypass:class": UNKNOWN}), password())) == ["tags.daypass:class"]


def test_a_password_alone_may_be_a_machines() -> None:
    assert unknowns(judged(password(UNKNOWN))) == ["user"]
    assert unknowns(judged(password(UNKNOWN), key(UNKNOWN))) == ["user", "user"]
    assert passes(judged(user(), key(), key(UNKNOWN)))  # a key alone signs nobody in


def test_a_key_that_makes_console_sessions_is_found() -> None:
    found = judged(user(), key(), policy("user", "sts:GetFederationToken"))
    assert [problem.key for problem in found.problems] == ["sts:GetFederationToken"]
    message = only(judged(user(), key(), policy("user", ["STS:getfederationtoken"])))
    assert "of a workload may sign in interactively" in message
    assert passes(judged(user(), policy("user", "sts:GetFederationToken")))
    assert passes(judged(user(), key(), policy("user", ["sts:Get*", "sts:*", "*", "sts:GetSessionToken"])))


def role(*statements: Any, **inputs: Any) -> Resource:
    made = json.dumps(trust(*(statements or (statement({"Service": "lambda.amazonaws.com"}),))))
    return Resource.of("aws:iam/role:Role", "kim", name="kim", assumeRolePolicy=made, **inputs)


@pytest.mark.parametrize(
    "action", ["signin:AuthorizeOAuth2Access", "signin:*", ["s3:Get*", "SIGNIN:authorizeoauth2access"]]
)
def test_a_workloads_role_that_may_sign_in_is_found(action: Any) -> None:
    assert "of a workload may sign in interactively" in only(judged(role(), policy("role", action)))
    assert "of a workload may sign in interactively" in only(judged(role(), policy("role", action, LOGIN)))
    pipeline = role(github(StringEquals={"sub": "repo:acme/a:ref:refs/heads/main"}))
    assert "of a workload may sign in interactively" in only(judged(pipeline, policy("role", action, LOGIN)))


def test_the_policy_of_aws_counts_like_ones_own() -> None:
    attached = Resource.of(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "a",
        role="kim",
        policyArn="arn:aws:iam::aws:policy/SignInLocalDevelopmentAccess",
    )
    assert "of a workload may sign in interactively" in only(judged(role(), attached))


def test_an_agent_that_signs_in_to_the_tools_of_aws_is_no_person() -> None:
    tools = policy("role", "signin:AuthorizeOAuth2Access", "arn:aws:signin:*:*:service-principal/aws-mcp.amazonaws.com")
    assert passes(judged(role(), tools))


def test_peoples_roles_may_sign_in() -> None:
    people = statement({"Federated": "arn:aws:iam::111122223333:saml-provider/Okta"}, "sts:AssumeRoleWithSAML")
    assert passes(judged(role(people), policy("role", "signin:*")))
    assert passes(judged(role(tags={"daypass:class": "break-glass"}), policy("role", "signin:*")))


def test_a_deny_takes_the_right_away() -> None:
    deny = {"Effect": "Deny", "Action": "signin:*", "Resource": "*"}
    assert passes(judged(role(), policy("role", "signin:AuthorizeOAuth2Access", LOGIN, deny)))


@pytest.mark.parametrize("action", ["*", "sts:GetFederationToken", "s3:*", "signin:CreateAccount", "sign*"])
def test_other_rights_of_a_role_are_not_asked_about(action: str) -> None:
    assert passes(judged(role(), policy("role", action)))


def test_a_trust_that_is_not_known_is_undecided_only_where_there_is_the_right() -> None:
    unknown = Resource.of("aws:iam/role:Role", "kim", name="kim", assumeRolePolicy=UNKNOWN)
    assert unknowns(judged(unknown, policy("role", "signin:*"))) == ["assumeRolePolicy"]
    assert passes(judged(unknown, policy("role", "s3:*")))
    document = trust({"Effect": "Allow", "Principal": UNKNOWN, "Action": "sts:AssumeRole"})
    half = Resource.of("aws:iam/role:Role", "kim", name="kim", assumeRolePolicy=document)
    assert unknowns(judged(half, policy("role", "signin:*"))) == ["assumeRolePolicy.Statement[0].Principal"]


def test_a_right_that_is_not_known_yet_may_be_the_one() -> None:
    assert unknowns(judged(role(), policy("role", UNKNOWN))) == ["policy.Statement[0].Action"]
    assert unknowns(
        judged(role(), replace(policy("role", "s3:*"), inputs=Properties({"role": "kim", "policy": UNKNOWN})))
    )
    known = {"Effect": "Allow", "Action": "signin:*", "Resource": "*"}
    assert "of a workload may sign in interactively" in only(judged(role(), policy("role", UNKNOWN, "*", known)))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN)])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(user(name=odd), password(odd), key(odd), policy("user", "sts:GetFederationToken"))
    assert "canary" not in str(judged(password(Secret("canary")), key(Secret("canary"))).problems)
