"""Rights that go to an IAM user are told, whether or not the stack makes the user."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, document
from tests.support.grants import aws, user
from tests.support.rules import judge_stack, messages, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.rights_go_to_roles import rights_go_to_roles

ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment"
OF_USERS = (
    "aws-native:iam:UserPolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
)


def test_every_way_of_giving_rights_to_a_user_is_asked_about() -> None:
    assert {*rights_go_to_roles.applies_to} == {*OF_USERS, ATTACHMENT}


@pytest.mark.parametrize("users", [["ci"], UNKNOWN, [UNKNOWN], Secret(["ci"])], ids=repr)
def test_an_attachment_of_many_is_told_where_it_names_users(users: Any) -> None:
    (message,) = messages(judge_stack(rights_go_to_roles, Resource.of(ATTACHMENT, "ci", users=users, roles=["app"])))
    assert message.startswith("policy attachment 'ci' gives rights to a user")


@pytest.mark.parametrize(
    "inputs", [{}, {"roles": ["app"]}, {"users": []}, {"groups": ["ops"], "users": None}], ids=repr
)
def test_one_of_roles_and_groups_passes(inputs: dict[str, Any]) -> None:
    assert passes(judge_stack(rights_go_to_roles, Resource.of(ATTACHMENT, "ci", **inputs)))


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


def test_of_a_user_of_the_stack_another_rule_speaks() -> None:
    ann, ben = user("ann"), user("ben")
    own = Resource.of("aws:iam/userPolicy:UserPolicy", "p", user="ann", policy=document(allow("s3:GetObject")))
    attached = aws("iam/userPolicyAttachment", "a", user="ann", policyArn="arn:aws:iam::111122223333:policy/elsewhere")
    assert passes(judge_stack(rights_go_to_roles, ann, own, attached))
    assert messages(judge_stack(rights_go_to_roles, ben, own))
    both = aws("iam/policyAttachment", "b", users=["ann", "ben"], policyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert passes(judge_stack(rights_go_to_roles, ann, ben, both))
    assert messages(judge_stack(rights_go_to_roles, ann, both))
    assert messages(judge_stack(rights_go_to_roles, replace(ann, external=True), own))
