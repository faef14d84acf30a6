"""What is given beside nearly everything, and what a boundary leaves of everything, is told as of anyone else."""

from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ARN, policy
from tests.support.rules import judge_stack, messages

from daypass.data.escalation_paths import HANDS_OVER
from daypass.rule import Rule
from daypass_policies.rules.no_assuming_of_any_role import no_assuming_of_any_role
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights
from daypass_policies.rules.pass_role_names_its_roles import pass_role_names_its_roles

AWS = "arn:aws:iam::aws:policy/"
ALL = [f"{AWS}AdministratorAccess"]
ALL_BUT_IAM = [f"{AWS}PowerUserAccess"]
RULES = (no_assuming_of_any_role, no_path_to_more_rights, no_rewriting_of_own_rights, pass_role_names_its_roles)
ITSELF = f"{ARN}role/a"


def of(rule: Rule, managed: list[str], *statements: dict[str, Any], **inputs: Any) -> list[str]:
    beside = (may("a", *statements),) if statements else ()
    return messages(judge_stack(rule, role("a", managedPolicyArns=managed, **inputs), *beside))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("managed", [ALL, ALL_BUT_IAM])
def test_of_everything_and_of_nearly_everything_alone_another_rule_speaks(rule: Rule, managed: list[str]) -> None:
    assert not of(rule, managed)
    assert not of(rule, managed, {"Effect": "Allow", "NotAction": ["iam:*", "account:*"], "Resource": "*"})


def test_passing_any_role_is_told_beside_all_but_iam_and_not_beside_everything() -> None:
    (path,) = of(no_path_to_more_rights, ALL_BUT_IAM, allow(HANDS_OVER))
    assert path.endswith("without iam:PassRole it cannot")
    assert of(pass_role_names_its_roles, ALL_BUT_IAM, allow(HANDS_OVER))
    assert not of(no_path_to_more_rights, ALL, allow(HANDS_OVER))
    assert not of(no_path_to_more_rights, ALL_BUT_IAM, allow(HANDS_OVER, f"{ARN}role/reports"))


@pytest.mark.parametrize("action", ["iam:CreateAccessKey", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"])
def test_an_edit_of_iam_is_told_beside_all_but_iam(action: str) -> None:
    assert any(action in path for path in of(no_path_to_more_rights, ALL_BUT_IAM, allow(action)))


def test_an_edit_of_itself_is_told_beside_all_but_iam() -> None:
    (message,) = of(no_rewriting_of_own_rights, ALL_BUT_IAM, allow("iam:PutRolePolicy", ITSELF))
    assert message.startswith("role 'a' may write its own policies (iam:PutRolePolicy)")


def bounded(rule: Rule, *fence: dict[str, Any]) -> list[str]:
    name = f"{ARN}policy/fence"
    made = policy("fence", policy=document(*fence))
    return messages(judge_stack(rule, role("a", managedPolicyArns=ALL, permissionsBoundary=name), made))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("fence", [allow("s3:GetObject", "arn:aws:s3:::b/*"), allow("*")], ids=["little", "all"])
def test_a_boundary_that_leaves_little_or_all_of_everything_says_nothing_new(rule: Rule, fence: dict[str, Any]) -> None:
    assert not bounded(rule, fence)


def test_a_path_that_the_boundary_of_an_administrator_leaves_is_told() -> None:
    fence = allow([HANDS_OVER, "lambda:CreateFunction", "lambda:InvokeFunction"])
    (path,) = bounded(no_path_to_more_rights, fence)
    assert "path lambda-001" in path
    assert bounded(pass_role_names_its_roles, fence)


def test_an_administrator_that_may_lift_its_boundary_is_told() -> None:
    (message,) = bounded(no_rewriting_of_own_rights, allow(["s3:*", "iam:DeleteRolePermissionsBoundary"], ITSELF))
    assert message.startswith("role 'a' may lift its own permissions boundary")


def test_an_identity_within_a_boundary_of_all_but_iam_is_all_but_iam() -> None:
    fence = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert not any(bounded(rule, fence) for rule in RULES)
