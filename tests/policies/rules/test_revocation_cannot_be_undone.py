"""An identity that is cut off cannot lift the ban on itself."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
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


def by_default(*resources: Resource) -> Answer:
    return judge_stack(revocation_cannot_be_undone, *resources)


ANY_ROLE = ["role 'deploy' may lift the revocation of every role"]
ACCOUNT = "arn:aws:iam::111122223333"


@pytest.mark.parametrize("resource", ["*", "arn:aws:iam::*:role/*", f"{ACCOUNT}:role/*", f"{ACCOUNT}:*", ["x", "*"]])
@pytest.mark.parametrize(
    "action", [LIFT, "IAM:deleterolepolicy", "iam:Delete?olePolicy", ["s3:GetObject", "iam:*RolePolicy"]]
)
def test_who_may_delete_the_policies_of_every_role_is_told(action: Any, resource: Any) -> None:
    (problem,) = by_default(role(action, resource)).problems
    assert [problem.message] == ANY_ROLE
    assert problem.key == "iam:DeleteRolePolicy"


@pytest.mark.parametrize(
    "resource",
    ["arn:aws:iam::*:role/app/*", f"{ACCOUNT}:role/app-*", f"{ACCOUNT}:role/other", ARN, "arn:aws:iam::*:user/*"],
)
def test_a_pipeline_that_manages_named_roles_passes(resource: str) -> None:
    assert passes(by_default(role(LIFT, resource)))


@pytest.mark.parametrize("action", ["iam:*", "*", "iam:PutRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole"])
def test_what_other_rules_say_is_not_said_again(action: str) -> None:
    assert passes(by_default(role(action)))


def test_who_is_given_itself_by_its_whole_arn_is_told() -> None:
    assert messages(by_default(role(LIFT, ARN, arn=ARN))) == [
        "role 'deploy' may lift its own revocation (iam:DeleteRolePolicy on itself)"
    ]
    unseen = f"{ACCOUNT}:policy/unseen"
    assert by_default(role(LIFT, ARN, arn=ARN, permissionsBoundary=unseen)).problems
    assert passes(by_default(role("iam:PutRolePolicy", ARN, arn=ARN)))
    assert passes(by_default(role(LIFT, f"{ARN}*", arn=ARN)))


@pytest.mark.parametrize(
    ("pattern", "tells"),
    [("role/dep*", True), ("role/d?ploy", True), ("role/*", False), ("role/*ploy", False), ("role/app-*", False)],
)
def test_who_is_given_itself_by_how_its_name_begins_is_told_unless_it_writes_its_rights(
    pattern: str, *, tells: bool
) -> None:
    told = messages(by_default(role("iam:DeleteRolePolicy", [f"{ACCOUNT}:{pattern}"], arn=ARN)))
    itself = ["role 'deploy' may lift its own revocation (iam:DeleteRolePolicy on itself)"]
    assert told == (itself if tells else ANY_ROLE if pattern == "role/*" else [])
    assert itself != messages(by_default(role(LIFT, f"{ACCOUNT}:{pattern}", arn=ARN)))


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def holding(*statements: Any, **more: Any) -> Resource:
    return Resource.of(ROLE, "deploy", inlinePolicies=[{"name": "w", "policy": document(*statements)}], **more)


DELETE = {"Effect": "Allow", "Action": "iam:DeleteRolePolicy", "Resource": "*"}


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"iam:PermissionsBoundary": f"{ACCOUNT}:policy/daypass/daypass-boundary"}},
        {"StringLike": {"iam:permissionsboundary": "*"}},
        {"StringEquals": {"iam:ResourceTag/team": "payments"}},
        {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
    ],
)
def test_who_may_only_where_the_role_says_so_passes(condition: Any) -> None:
    assert passes(by_default(holding({**DELETE, "Condition": condition})))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        {"StringEqualsIfExists": {"iam:ResourceTag/team": "payments"}},
        {"ForAllValues:StringEquals": {"iam:ResourceTag/team": "payments"}},
        {"Null": {"iam:ResourceTag/team": "true"}},
    ],
)
def test_a_condition_that_holds_without_a_tag_keeps_nothing_out(condition: Any) -> None:
    assert messages(by_default(holding({**DELETE, "Condition": condition}))) == ANY_ROLE


def test_a_condition_on_who_asks_or_when_changes_nothing() -> None:
    within = {**DELETE, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
    assert messages(by_default(holding(within))) == ANY_ROLE


def test_a_denial_counts() -> None:
    for resource in ("*", "arn:aws:iam::*:role/daypass/*"):
        assert passes(by_default(holding(DELETE, {**DELETE, "Effect": "Deny", "Resource": resource})))
    assert messages(by_default(holding(DELETE, {**DELETE, "Effect": "Deny", "Resource": "*/break-glass"}))) == ANY_ROLE


def test_a_boundary_counts_where_the_stack_has_it() -> None:
    def boundary(action: str) -> Resource:
        allowed = document({"Effect": "Allow", "Action": action, "Resource": "*"})
        return Resource.of("aws:iam/policy:Policy", "b", name="b", arn=f"{ACCOUNT}:policy/b", policy=allowed)

    held = holding(DELETE, permissionsBoundary=f"{ACCOUNT}:policy/b")
    assert passes(by_default(held, boundary("s3:*")))
    assert messages(by_default(held, boundary("iam:*"))) == ANY_ROLE
    assert messages(by_default(held)) == ANY_ROLE  # one that is not here holds nothing back, as far as anybody can see


def test_users_may_be_cut_off_too() -> None:
    (message,) = messages(by_default(role(["iam:DeleteRolePolicy", "iam:DeleteUserPolicy"])))
    assert message == "role 'deploy' may lift the revocation of every role and every user"


def test_a_policy_for_somebody_elsewhere_is_asked_as_well() -> None:
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "w", role="elsewhere", policy=document(DELETE))
    assert messages(by_default(given)) == ["the role of policy 'w' may lift the revocation of every role"]


def test_the_mended_policy_is_the_same_without_it() -> None:
    (problem,) = by_default(role(["iam:DeleteRolePolicy", "iam:GetRole"])).problems
    assert problem.mended == '{"Action": ["iam:GetRole"]}'


def test_a_marked_policy_is_judged_and_not_told() -> None:
    secret = Secret([{"name": "w", "policy": document({**DELETE, "Sid": "canary"})}])
    (problem,) = by_default(Resource.of(ROLE, "deploy", inlinePolicies=secret)).problems
    assert (problem.key, problem.mended) == ("", None)


@pytest.mark.parametrize("policy", ["{", "[]", document({"Effect": "Allow", "Action": 7, "Resource": "*"}), ""])
def test_what_nobody_can_read_is_another_rules_matter(policy: str) -> None:
    assert not by_default(Resource.of(ROLE, "deploy", inlinePolicies=[{"name": "w", "policy": policy}])).problems


@pytest.mark.parametrize("resource", [ARN, f"{ACCOUNT}:role/deploy*"])
@pytest.mark.parametrize("action", [LIFT, "iam:*", "IAM:DeleteRolePolicy", "*"])
def test_who_may_delete_its_own_policies_is_told_in_strict(action: Any, resource: str) -> None:
    (message,) = messages(judged(role(action, resource)))
    assert message.startswith("role 'deploy' may lift its own revocation (iam:DeleteRolePolicy")
    assert passes(by_default(role(action, resource)))


def test_who_may_delete_everybodys_is_told_once() -> None:
    assert messages(judged(role(LIFT))) == ANY_ROLE
    (message,) = messages(judged(role("iam:*")))
    assert message.startswith("role 'deploy' may lift its own revocation")


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
    assert unknowns(judged(role(LIFT, ARN, permissionsBoundary=boundary))) == ["permissionsBoundary"]
    hidden = Resource.of(ROLE, "deploy", inlinePolicies=[{"name": "w", "policy": UNKNOWN}])
    assert unknowns(by_default(hidden)) == ["inlinePolicies[0].policy"]
