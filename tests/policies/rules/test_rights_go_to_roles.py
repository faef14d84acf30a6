"""Rights that go to an IAM user are told, whether or not the stack makes the user."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.rights_go_to_roles import rights_go_to_roles

TO_MANY = ("aws:iam/policyAttachment:PolicyAttachment", "aws-native:iam:ManagedPolicy")
OF_USERS = (
    "aws-native:iam:UserPolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)


def test_every_way_of_giving_rights_to_a_user_is_asked_about() -> None:
    assert {*rights_go_to_roles.applies_to} == {*OF_USERS, *TO_MANY}


@pytest.mark.parametrize("type_", TO_MANY)
@pytest.mark.parametrize("users", [["ci"], UNKNOWN, [UNKNOWN], Secret(["ci"])], ids=repr)
def test_a_policy_of_many_is_told_where_it_names_users(users: Any, type_: str) -> None:
    (message,) = messages(judge_stack(rights_go_to_roles, Resource.of(type_, "ci", users=users, roles=["app"])))
    assert "policy" in message
    assert "'ci' gives rights to a user" in message


@pytest.mark.parametrize("type_", TO_MANY)
@pytest.mark.parametrize(
    "inputs", [{}, {"roles": ["app"]}, {"users": []}, {"groups": ["ops"], "users": None}], ids=repr
)
def test_one_of_roles_and_groups_passes(inputs: dict[str, Any], type_: str) -> None:
    assert passes(judge_stack(rights_go_to_roles, Resource.of(type_, "ci", **inputs)))


@pytest.mark.parametrize("type_", OF_USERS)
@pytest.mark.parametrize("inputs", [{}, {"user": "ci"}, {"user": UNKNOWN, "policy": UNKNOWN}, {"user": [1]}])
def test_that_it_is_there_decides(type_: str, inputs: dict[str, Any]) -> None:
    (message,) = messages(judge_stack(rights_go_to_roles, Resource.of(type_, "ci", **inputs)))
    assert "'ci' gives rights to a user, whose credentials do not end; instead: a policy " in message


def test_the_policy_is_not_shown() -> None:
    canary = "canary-77"
    inputs: dict[str, Any] = {"user": Secret(canary), "policy": canary}
    resource = Resource.of("aws:iam/userPolicy:UserPolicy", "ci", **inputs)
    assert canary not in repr(judge_stack(rights_go_to_roles, resource).problems)


def test_policies_with_which_users_look_after_themselves_pass() -> None:
    type_, own = "aws:iam/userPolicyAttachment:UserPolicyAttachment", "arn:aws:iam::aws:policy/IAMUserChangePassword"
    assert passes(judge_stack(rights_go_to_roles, Resource.of(type_, "ann", user="ann", policyArn=own)))
    alike = own.replace(":aws:policy", ":111122223333:policy")
    assert messages(judge_stack(rights_go_to_roles, Resource.of(type_, "ann", user="ann", policyArn=alike)))


@pytest.mark.parametrize(
    "policy",
    [
        Resource.of("aws:iam/userPolicy:UserPolicy", "ci", user="ci"),
        Resource.of("aws-native:iam:UserPolicy", "ci", userName="ci"),
        Resource.of("aws:iam/policyAttachment:PolicyAttachment", "ci", users=["ci"]),
        Resource.of("aws:iam/userPolicy:UserPolicy", "ci", user=UNKNOWN),
    ],
    ids=lambda policy: policy.type,
)
def test_the_rights_of_a_user_that_the_stack_makes_are_told_of_that_user(policy: Resource) -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci")
    given = replace(policy, property_dependencies={"user": (user.urn,)} if "user" in policy.inputs else {})
    assert passes(judge_stack(rights_go_to_roles, user, given))
    (problem,) = judge_stack(rights_go_to_roles, user, given, profile="strict").problems
    assert problem.on == given
    other = Resource.of("aws:iam/user:User", "other", name="other")
    assert len(judge_stack(rights_go_to_roles, other, given).problems) == 1


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ({"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/deployer"}, 0),
        ({"Action": ["sts:AssumeRole"], "Resource": ["arn:aws:iam::111122223333:role/ops/deployer"]}, 0),
        ({"Action": "sts:AssumeRole", "Resource": "*"}, 1),
        ({"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/*-admin"}, 1),
        ({"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:*"}, 1),
        ({"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/aws-reserved/*"}, 1),
        ({"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/deployer"}, 1),
        ({"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/*"}, 1),
        ({"Action": ["sts:AssumeRole", "s3:GetObject"], "Resource": "arn:aws:iam::111122223333:role/deployer"}, 1),
        ({"NotAction": "iam:*", "Resource": "arn:aws:iam::111122223333:role/deployer"}, 1),
    ],
    ids=str,
)
def test_a_user_may_enter_roles_that_are_named(statement: dict[str, Any], told: int) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    given = Resource.of("aws:iam/userPolicy:UserPolicy", "admin", user="admin", policy=json.dumps(document))
    native = Resource.of("aws-native:iam:UserPolicy", "admin", userName="admin", policyDocument=document)
    for policy in (given, native):
        assert len(judge_stack(rights_go_to_roles, policy).problems) == told


def test_a_user_of_another_stack_is_another_user() -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci")
    other = replace(user, urn="urn:pulumi:prod::other::aws:iam/user:User::ci")
    given = Resource.of("aws:iam/userPolicy:UserPolicy", "ci", user="ci")
    assert len(judge_stack(rights_go_to_roles, other, given).problems) == 1


def test_a_policy_of_another_user_beside_is_told() -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci")
    given = Resource.of("aws:iam/policyAttachment:PolicyAttachment", "ci", users=["ci", "made-by-hand"])
    assert len(judge_stack(rights_go_to_roles, user, given).problems) == 1
