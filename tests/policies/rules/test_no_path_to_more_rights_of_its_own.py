"""Who writes its own rights has all, also where a list of exceptions is to keep it from that."""

from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import ARN, policy, user
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights


def test_a_list_of_exceptions_that_forgets_a_way_to_more_rights_is_told() -> None:
    def given(*left_out: str) -> Answer:
        statement = {"Effect": "Allow", "NotAction": list(left_out), "Resource": "*"}
        return judge_stack(no_path_to_more_rights, role("a"), may("a", statement))

    assert "may write its own rights" in only(given("iam:*User*", "iam:*Group*", "organizations:*"))
    assert passes(given("iam:*", "organizations:*"))
    assert passes(given("organizations:*"))  # nobody tried to keep it from anything
    assert passes(given("iam:DeleteRole", "iam:DeleteUser", "iam:CreateServiceLinkedRole"))  # nor here
    assert only(given("*:PutRolePolicy"))
    closed = given("iam:*Policy*", "iam:*User*", "iam:*Group*", "iam:CreateRole", "iam:UpdateAssumeRolePolicy")
    assert not any("write its own rights" in one for one in messages(closed))


def test_a_list_that_forgets_one_way_hides_no_other() -> None:
    forgets = {"Effect": "Allow", "NotAction": ["iam:*User*"], "Resource": "*"}
    beside = may("a", forgets, allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]))
    fence = policy("fence", policy=document(allow(["iam:PassRole", "lambda:*", "s3:*"])))
    bounded = role("a", permissionsBoundary=f"{ARN}policy/fence")
    assert "may start something with any role that trusts lambda" in only(
        judge_stack(no_path_to_more_rights, bounded, beside, fence)
    )


def test_everything_besides_is_told_alone() -> None:
    also = role("a", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    forgets = may("a", {"Effect": "Allow", "NotAction": ["iam:*User*"], "Resource": "*"})
    assert passes(judge_stack(no_path_to_more_rights, also, forgets))


def test_a_denial_of_one_thing_or_of_some_requests_walls_nobody() -> None:
    for held in (deny("iam:PutRolePolicy", f"{ARN}role/one"), deny("iam:PutRolePolicy", Condition=NO_MFA)):
        found = messages(judge_stack(no_path_to_more_rights, role("a"), may("a", allow("iam:*"), held)))
        assert len(found) == 1


NO_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}


def test_a_user_that_writes_the_rights_of_roles_writes_those_of_others() -> None:
    roles = allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"])
    found = judge_stack(no_path_to_more_rights, user("a"), user_may("a", roles))
    assert "user 'a' may write the rights of any other identity" in only(found)
    also = judge_stack(no_path_to_more_rights, user("a"), user_may("a", roles, allow("iam:PutUserPolicy")))
    assert "user 'a' may write its own rights" in only(also)


def test_all_of_iam_behind_a_list_of_denials_is_told_by_what_that_forgets() -> None:
    admin = role("emergency", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    listed = [
        "iam:Put*",
        "iam:Attach*",
        "iam:Create*",
        "iam:Add*",
        "iam:Set*",
        "iam:Delete*",
        "iam:PassRole",
        "iam:Tag*",
    ]

    def found(*more: str) -> list[str]:
        given = may("a", allow("iam:*"), deny([*listed, "iam:*LoginProfile", "iam:Update*Device", *more]))
        return messages(judge_stack(no_path_to_more_rights, admin, role("a"), given))

    assert any("iam-012 (iam:UpdateAssumeRolePolicy" in one for one in found())
    assert not any("iam-012" in one for one in found("iam:Update*"))
