"""An identity that is cut off cannot lift the ban on itself."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Answer
from daypass_policies.rules.revocation_cannot_be_undone import revocation_cannot_be_undone

ROLE = "aws:iam/role:Role"
ARN = "arn:aws:iam::111122223333:role/deploy"
LIFT = ["iam:DeleteRolePolicy", "iam:PutRolePolicy"]


def role(action: Any, resource: Any = "*", **more: Any) -> Resource:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return Resource.of(
        ROLE, "deploy", **({"name": "deploy", "inlinePolicies": [{"name": "w", "policy": policy}]} | more)
    )


def judged(*resources: Resource) -> Answer:
    return judge_stack(revocation_cannot_be_undone, *resources, profile="strict")


@pytest.mark.parametrize("resource", ["*", ARN, "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/d*"])
@pytest.mark.parametrize("action", [LIFT, "iam:*", "IAM:DeleteRolePolicy", "*"])
def test_who_may_delete_its_own_policies_is_told(action: Any, resource: str) -> None:
    (message,) = messages(judged(role(action, resource)))
    assert message.startswith("role 'deploy' may lift its own revocation (iam:DeleteRolePolicy")


@pytest.mark.parametrize(
    "resource", ["arn:aws:iam::*:role/app/*", "arn:aws:iam::111122223333:role/other", "arn:aws:iam::*:user/*"]
)
def test_who_manages_others_passes(resource: str) -> None:
    assert passes(judged(role(LIFT, resource)))
    assert passes(judged(role(LIFT, resource, arn=ARN)))


def test_a_name_that_pulumi_makes_up_begins_like_the_resource() -> None:
    assert len(judged(role(LIFT, "arn:aws:iam::*:role/deploy-*", name=None)).problems) == 1
    assert passes(judged(role(LIFT, "arn:aws:iam::*:role/app-*", name=None)))
    assert unknowns(judged(role(LIFT, "arn:aws:iam::*:role/app-*", name=UNKNOWN))) == ["name"]


def test_other_rights_pass() -> None:
    assert passes(judged(role(["iam:GetRole", "lambda:UpdateFunctionCode"])))


def test_users_are_asked_about_their_own() -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci")
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Action": "iam:*UserPolicy", "Resource": "*"}]})
    given = Resource.of("aws:iam/userPolicy:UserPolicy", "w", user="ci", policy=policy)
    assert len(judged(user, given).problems) == 1


def test_what_is_unknown_leaves_it_open() -> None:
    boundary = "arn:aws:iam::111122223333:policy/boundary"
    assert unknowns(judged(role(LIFT, permissionsBoundary=boundary))) == ["permissionsBoundary"]
    hidden = Resource.of(ROLE, "deploy", inlinePolicies=[{"name": "w", "policy": UNKNOWN}])
    assert len(judged(hidden).undecided) == 1
