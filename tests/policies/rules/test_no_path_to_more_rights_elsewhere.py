"""Whoever changes an administrator that another stack makes is told so, as sure as its name is."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ARN, aws, group, policy, user
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Rule
from daypass_policies.rules.no_assuming_of_any_role import no_assuming_of_any_role
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.pass_role_names_its_roles import pass_role_names_its_roles

EVERYTHING = "arn:aws:iam::aws:policy/AdministratorAccess"
ADMIN, ADMINS = f"{ARN}role/Administrator", f"{ARN}group/admins"
ORGANISATION = f"{ARN}role/OrganizationAccountAccessRole"
KEY = "iam:CreateAccessKey"
BOUNDED = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": f"{ARN}policy/fence"}}}


def judged(*statements: dict[str, Any], beside: tuple[Resource, ...] = ()) -> Answer:
    return judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), *beside)


@pytest.mark.parametrize(
    ("statement", "does"),
    [
        (allow("iam:UpdateAssumeRolePolicy", ADMIN), "rewrite whom role 'Administrator' trusts"),
        (allow("iam:PutRolePolicy", ADMIN), "write what role 'Administrator' may do"),
        (allow("iam:attach*", f"{ARN}role/ops/admin-role"), "write what role 'admin-role' may do"),
        (allow("iam:AddUserToGroup", ADMINS), "put users into group 'admins'"),
        (allow("iam:AddUserToGroup", "arn:aws:iam::*:group/Admins"), "put users into group 'Admins'"),
    ],
)
def test_one_that_is_called_an_administrator_is_advice(statement: dict[str, Any], does: str) -> None:
    (problem,) = judged(statement).problems
    assert does in problem.message
    assert problem.message.endswith("which is called an administrator")
    assert (problem.severity, problem.confidence, problem.advisory) == ("medium", "medium", True)


def test_one_that_aws_makes_an_administrator_counts() -> None:
    (problem,) = judged(allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], ORGANISATION)).problems
    assert problem.message == (
        "role 'a' may rewrite whom role 'OrganizationAccountAccessRole' trusts "
        "(iam:UpdateAssumeRolePolicy, iam:PutRolePolicy), which AWS makes an administrator of its account"
    )
    assert (problem.severity, problem.advisory) == ("high", False)
    assert problem.key == "administrator OrganizationAccountAccessRole"
    assert json.loads(problem.mended or "") == {"Statement": None}


@pytest.mark.parametrize(
    "statements",
    [
        (allow("iam:PutRolePolicy", f"{ARN}role/app-admin-console"),),
        (allow("iam:AddUserToGroup", f"{ARN}group/developers"),),
        (allow("iam:PutRolePolicy", ADMIN, **BOUNDED),),
        (allow("iam:PutRolePolicy", ADMIN), deny("iam:Put*", f"{ARN}role/*")),
        (allow("iam:GetRolePolicy", ADMIN),),
        (allow("iam:PutRolePolicy", "arn:aws:s3:::admin"),),
    ],
)
def test_others_and_what_is_held_back_pass(statements: tuple[dict[str, Any], ...]) -> None:
    assert passes(judged(*statements))


def test_what_the_stack_has_is_judged_by_what_it_may_do_and_not_by_its_name() -> None:
    joins = allow("iam:AddUserToGroup", ADMINS)
    attached = aws("iam/groupPolicyAttachment", "all", group="admins", policyArn=EVERYTHING)
    assert passes(judged(joins, beside=(group("admins"),)))
    (problem,) = judged(joins, beside=(group("admins"), attached)).problems
    assert "may put users into group 'admins' (iam:AddUserToGroup)" in problem.message
    assert not problem.advisory


def test_a_group_of_any_name_counts_where_it_may_do_everything() -> None:
    joins = allow("iam:AddUserToGroup", f"{ARN}group/staff")
    attached = aws("iam/groupPolicyAttachment", "all", group="staff", policyArn=EVERYTHING)
    assert "may act as group 'staff'" in only(judged(joins, beside=(group(), attached)))
    narrow = aws("iam/groupPolicy", "some", group="staff", policy=document(allow("s3:GetObject")))
    assert passes(judged(joins, beside=(group(), narrow)))
    assert passes(judged(joins, deny("iam:AddUserToGroup"), beside=(group(), attached)))


def test_a_role_that_makes_keys_for_a_user_of_another_stack_is_told_gently() -> None:
    (problem,) = judged(allow([KEY, "iam:UpdateLoginProfile"], "arn:aws:iam::*:user/lee")).problems
    assert problem.message == (
        f"role 'a' may make credentials for user 'lee' ({KEY}, iam:UpdateLoginProfile), and they outlast its sessions"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("low", True, "credentials lee")


@pytest.mark.parametrize(
    "resource",
    [f"{ARN}user/${{aws:username}}", f"{ARN}user/app-*", f"{ARN}user/lee"],
)
def test_own_keys_names_in_part_and_users_of_the_stack_pass(resource: str) -> None:
    assert passes(judged(allow(KEY, resource), beside=(user("lee"),)))


def test_a_policy_by_which_users_look_after_their_keys_passes() -> None:
    own = document(allow([KEY, "iam:DeleteAccessKey"], f"{ARN}user/lee"))
    assert passes(judge_stack(no_path_to_more_rights, policy("own", policy=own)))


def test_a_name_that_is_marked_as_secret_is_not_repeated() -> None:
    marked = aws("iam/rolePolicy", "p", role="a", policy=Secret(document(allow("iam:PutRolePolicy", ADMIN))))
    (problem,) = judge_stack(no_path_to_more_rights, role("a"), marked).problems
    assert "Administrator" not in repr((problem.message, problem.key, problem.mended))
    assert problem.key == "administrator"


def test_what_is_not_known_is_undecided() -> None:
    answer = judge_stack(no_path_to_more_rights, role("a"), aws("iam/rolePolicy", "p", role="a", policy=UNKNOWN))
    assert not answer.problems
    assert answer.undecided


@pytest.mark.parametrize("name", ["OrganizationAccountAccessRole", "AWSControlTowerExecution", "reports"])
def test_passing_a_role_that_no_service_may_have_or_that_is_none_passes(name: str) -> None:
    passing = allow("iam:PassRole", f"{ARN}role/{name}")
    assert passes(judge_stack(pass_role_names_its_roles, role("a"), may("a", passing)))


@pytest.mark.parametrize("rule", [no_path_to_more_rights, no_assuming_of_any_role, pass_role_names_its_roles])
def test_a_denial_that_is_not_known_yet_leaves_an_administrator_undecided(rule: Rule) -> None:
    edits = may("a", allow(["iam:UpdateAssumeRolePolicy", "sts:AssumeRole", "iam:PassRole"], ADMIN))
    statement = {"Effect": UNKNOWN, "Action": "*", "Resource": ADMIN}
    maybe = aws("iam/rolePolicy", "p", role="a", policy={"Version": "2012-10-17", "Statement": [statement]})
    answer = judge_stack(rule, role("a"), edits, maybe)
    assert not answer.problems
    assert answer.undecided


def test_passing_a_role_of_another_stack_that_is_called_an_administrator_is_advice() -> None:
    passing = may("a", allow("iam:PassRole", ADMIN))
    (problem,) = judge_stack(pass_role_names_its_roles, role("a"), passing).problems
    assert problem.message == "role 'a' may pass role 'Administrator', which is called an administrator"
    assert problem.advisory
    assert passes(judge_stack(pass_role_names_its_roles, role("a"), passing, role("Administrator")))
