"""Whoever writes their own rights, or those of anyone, is told so; whoever edits others within limits is not."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role, user_may
from tests.support.calls import calls
from tests.support.grants import ACCOUNT, ARN, aws, policy, user
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.identity_edits import identity_edits
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

ITSELF = f"{ARN}role/a"
FENCE = f"{ARN}policy/fence"
AWS = "arn:aws:iam::aws:policy/"
ADMINISTRATOR = f"{AWS}AdministratorAccess"
NEW_ROLE = ["iam:CreateRole", "iam:PutRolePolicy"]
OWN_TAG = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*")


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, *resources)


def of_role(*statements: dict[str, Any]) -> Answer:
    return judged(role("a"), may("a", *statements))


def fenced(*fence: dict[str, Any]) -> tuple[Resource, ...]:
    return role("a", permissionsBoundary=FENCE), policy("fence", policy=document(*fence))


@pytest.mark.parametrize("edit", identity_edits(), ids=lambda edit: edit.action)
def test_every_edit_of_anyone_is_found_by_this_rule_or_as_a_known_path(edit: Any) -> None:
    resources = role("a"), may("a", allow(edit.action))
    found = [*judged(*resources).problems, *judge_stack(no_path_to_more_rights, *resources).problems]
    assert any(edit.action in problem.message for problem in found)
    assert not any(problem.advisory for problem in found)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("iam:PutRolePolicy", "write its own policies"),
        ("iam:AttachRolePolicy", "write its own policies"),
        ("iam:Put*", "write its own policies"),
        ("iam:UpdateAssumeRolePolicy", "rewrite who may become it"),
    ],
)
def test_an_edit_of_itself_is_refused(action: str, said: str) -> None:
    (message,) = messages(of_role(allow(action, ITSELF)))
    assert f"role 'a' may {said} (" in message


def test_what_one_statement_lets_it_rewrite_is_told_in_one_sentence() -> None:
    both = ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"]
    (problem,) = of_role(allow(both, ITSELF)).problems
    assert problem.message == (
        "role 'a' may write its own policies (iam:PutRolePolicy), and rewrite who may become it "
        "(iam:UpdateAssumeRolePolicy), by policy.Statement[0] of 'a-policy'"
    )
    assert problem.key == "its own policies iam:PutRolePolicy; its own trust iam:UpdateAssumeRolePolicy"
    apart = of_role(allow(both[0], ITSELF), allow(both[1], ITSELF))
    assert [problem.at for problem in apart.problems] == ["policy.Statement[0]", "policy.Statement[1]"]


def test_whoever_writes_its_own_rights_is_not_told_whom_it_becomes_besides() -> None:
    strong = (user("admin"), user_may("admin", allow("*")))
    becomes = allow("iam:CreateAccessKey", f"{ARN}user/admin")
    other = (role("a"), may("a", becomes))
    (problem,) = judge_stack(no_path_to_more_rights, *strong, *other).problems
    assert "role 'a' may act as user 'admin'" in problem.message
    itself = (role("a"), may("a", becomes, allow("iam:PutRolePolicy", ITSELF)))
    assert passes(judge_stack(no_path_to_more_rights, *strong, *itself))
    assert "write its own policies" in only(judged(*strong, *itself))
    unknown = aws("kinesisanalyticsv2/application", "flink", serviceExecutionRole=UNKNOWN, runtimeEnvironment=UNKNOWN)
    assert passes(judge_stack(no_path_to_more_rights, *strong, *itself, unknown))


def test_a_policy_that_it_has_is_itself() -> None:
    made = policy("p", policy=document(allow("iam:CreatePolicyVersion", f"{ARN}policy/p")))
    attached = aws("iam/rolePolicyAttachment", "x", role="a", policyArn=f"{ARN}policy/p")
    (message,) = messages(judged(role("a"), made, attached))
    assert "write its own policies (iam:CreatePolicyVersion)" in message


def test_whoever_lifts_its_boundary_is_refused_and_whoever_stays_within_it_is_told() -> None:
    lifting = judged(*fenced(allow("*")), may("a", allow("iam:*Boundary", ITSELF)))
    assert "lift its own permissions boundary" in messages(lifting)[0]
    inside = judged(*fenced(allow(["s3:*", "iam:PutRolePolicy"])), may("a", allow("iam:PutRolePolicy", ITSELF)))
    (problem,) = inside.problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    assert passes(judged(*fenced(allow("s3:*")), may("a", allow("iam:PutRolePolicy", ITSELF))))


def test_tags_count_where_something_asks_for_them() -> None:
    assert passes(of_role(allow("iam:TagRole", ITSELF)))
    assert passes(of_role(allow("iam:TagRole")))
    (message,) = messages(of_role(allow("iam:TagRole", ITSELF), OWN_TAG))
    assert "change its own tags" in message
    asking = role(
        "b", lets_in(f"arn:aws:iam::{ACCOUNT}:root", Condition={"StringEquals": {"aws:PrincipalTag/team": "x"}})
    )
    (message,) = messages(judged(role("a"), may("a", allow("iam:TagRole")), asking))
    assert "change the tags of any identity" in message


def test_leaving_the_group_that_denies_it_something_is_refused() -> None:
    denies = aws("iam/groupPolicy", "denies", group="kept", policy=document(deny("secretsmanager:*")))
    someone = aws("iam/user", "u", name="u", arn=f"{ARN}user/u")
    group = aws("iam/group", "kept", name="kept", arn=f"{ARN}group/kept")
    member = aws("iam/userGroupMembership", "member", user="u", groups=["kept"])
    for left, is_told in (("kept", True), ("other", False)):
        leaves = user_may("u", allow("iam:RemoveUserFromGroup", f"{ARN}group/{left}"))
        answer = judge_stack(no_rewriting_of_own_rights, someone, group, member, denies, leaves)
        assert ["iam:RemoveUserFromGroup" in one for one in messages(answer)] == [True] * is_told


def test_taking_away_what_denies_it_something_is_refused() -> None:
    (message,) = messages(of_role(allow("iam:DeleteRolePolicy", ITSELF), deny("s3:*")))
    assert "take away a policy that denies it something" in message
    assert passes(of_role(allow("iam:DeleteRolePolicy", ITSELF)))
    assert passes(of_role(allow("iam:DetachRolePolicy", ITSELF), deny("s3:*")))


def test_a_role_of_its_own_without_a_boundary_is_refused() -> None:
    (message,) = messages(of_role(allow(NEW_ROLE, f"{ARN}role/app-*")))
    assert "make a role of its own" in message


def bounded(boundary: Any, *, operator: str = "StringEquals") -> dict[str, Any]:
    """Making roles within this boundary."""
    return allow(NEW_ROLE, f"{ARN}role/app/*", Condition={operator: {"iam:PermissionsBoundary": boundary}})


@pytest.mark.parametrize(
    "making",
    [
        bounded("*", operator="StringLike"),
        bounded("arn:*:*:*:*:*", operator="ArnLike"),
        bounded("false", operator="Null"),
        bounded(ADMINISTRATOR),
        bounded([FENCE, "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"]),
        bounded("arn:aws:iam::aws:policy/*", operator="ArnLike"),
        {**bounded(FENCE), "Condition": {"StringEqualsIfExists": {"IAM:permissionsBoundary": FENCE}}},
    ],
    ids=str,
)
def test_a_condition_on_the_boundary_that_limits_nothing_is_none(making: dict[str, Any]) -> None:
    (message,) = messages(of_role(making))
    assert "make a role of its own and write what that may do, without a boundary that holds" in message


def test_a_boundary_of_the_stack_that_allows_everything_holds_nothing() -> None:
    resources = role("a"), may("a", bounded(FENCE))
    assert "may make a role of its own" in only(judged(*resources, policy("fence", policy=document(allow("*")))))
    assert passes(judged(*resources, policy("fence", policy=document(allow("*"), deny("iam:*")))))
    assert passes(judged(*resources, policy("fence", policy=document(allow("s3:*")))))
    assert unknowns(judged(*resources, policy("fence", policy=UNKNOWN))) == ["policy"]  # that of the role
    assert passes(judged(*resources, policy("other", policy=document(allow("*")))))


@pytest.mark.parametrize(
    "undoing",
    [
        allow("iam:CreatePolicyVersion", FENCE),
        allow("iam:SetDefault*", f"{ARN}policy/f*"),
        allow("iam:DeleteRolePermissionsBoundary", f"{ARN}role/app/*"),
        allow("iam:PutRolePermissionsBoundary", f"{ARN}role/app/*"),
    ],
    ids=str,
)
def test_a_boundary_that_its_maker_can_undo_holds_nothing(undoing: dict[str, Any]) -> None:
    assert "without a boundary that holds" in messages(of_role(bounded(FENCE), undoing))[0]
    assert passes(of_role(bounded(FENCE), undoing, deny(undoing["Action"])))


def test_a_boundary_is_chosen_freely_from_those_that_its_maker_writes() -> None:
    chosen = bounded("arn:aws:iam::*:policy/bounds/*", operator="ArnLike")
    assert passes(of_role(chosen))
    assert "may make a role of its own" in only(of_role(chosen, allow("iam:CreatePolicy", f"{ARN}policy/bounds/*")))
    assert passes(of_role(chosen, allow("iam:CreatePolicy", f"{ARN}policy/app/*")))


def test_any_boundary_may_be_put_where_the_condition_lets_one_that_allows_everything() -> None:
    put = "iam:PutRolePermissionsBoundary"
    (message,) = messages(of_role(allow(put, Condition={"StringLike": {"iam:PermissionsBoundary": "*"}})))
    assert "lift the permissions boundary of any identity" in message


def test_policies_that_can_be_attached_to_a_role_of_its_own_count_by_what_they_give() -> None:
    for given, is_found in {
        "IAMFullAccess": True,
        "PowerUserAccess": True,
        "Power*": True,
        "AmazonS3ReadOnlyAccess": False,
        "service-role/*": False,
    }.items():
        named = {"ArnLike": {"iam:PolicyARN": ["arn:aws:iam::aws:policy/ReadOnlyAccess", AWS + given]}}
        for where, making in ((f"{ARN}role/app/*", allow("iam:CreateRole", f"{ARN}role/app/*")), (ITSELF, None)):
            statements = [allow("iam:AttachRolePolicy", where, Condition=named), *([making] if making else [])]
            assert bool(of_role(*statements).problems) is is_found, (given, where)


@pytest.mark.parametrize(
    "statements",
    [
        [
            bounded(FENCE),
            allow("iam:CreatePolicyVersion", f"{ARN}policy/app/*"),
            allow("iam:DeleteRolePermissionsBoundary", f"{ARN}role/old/*"),
            deny(["iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"], f"{ARN}role/app/*"),
        ],
        [
            bounded(FENCE),
            allow(
                "iam:PutRolePermissionsBoundary",
                f"{ARN}role/app/*",
                Condition={"StringEquals": {"iam:PermissionsBoundary": FENCE}},
            ),
        ],
        [bounded([FENCE, f"{ARN}policy/other"])],
        [allow(NEW_ROLE, f"{ARN}role/app/*", Condition={"StringLike": {"iam:PolicyARN": "*"}})],
        [bounded(f"{ARN}policy/fence*", operator="ArnLike")],
        [allow(NEW_ROLE, f"{ARN}role/app-*", Condition={"StringEquals": {"iam:PermissionsBoundary": FENCE}})],
        [
            allow("iam:CreateRole", f"{ARN}role/app-*"),
            allow("iam:AttachRolePolicy", Condition={"ArnEquals": {"iam:PolicyARN": f"{ARN}policy/reader"}}),
        ],
        [allow("iam:PutRolePolicy", f"{ARN}role/other")],
        [allow(["iam:PutRolePolicy", "iam:TagRole"], f"{ARN}role/app/*")],
        [allow("iam:SetDefaultPolicyVersion", f"{ARN}policy/reader")],
        [allow("iam:SetDefaultPolicyVersion"), deny("iam:SetDefault*")],
        [allow("iam:PutRolePermissionsBoundary", Condition={"StringEquals": {"iam:PermissionsBoundary": FENCE}})],
        [allow(["iam:CreateRole", "iam:PassRole"], f"{ARN}role/app-*")],
        [allow(["iam:Get*", "iam:List*", "sso:Describe*"])],
        [allow("iam:*")],
        [allow("*")],
    ],
    ids=str,
)
def test_edits_of_others_and_within_limits_pass(statements: list[dict[str, Any]]) -> None:
    assert passes(of_role(*statements))


def test_to_name_the_role_that_it_makes_limits_nothing_unless_the_stack_has_it() -> None:
    """Nobody else makes a role of that name, and it does what its maker writes."""
    makes = allow([*NEW_ROLE, "iam:PassRole"], f"{ARN}role/pilot")
    (message,) = messages(of_role(makes))
    assert "may make a role of its own and write what that may do" in message
    assert passes(judged(role("a"), may("a", makes), role("pilot")))
    fence = {"StringEquals": {"iam:PermissionsBoundary": FENCE}}
    assert passes(of_role(allow(NEW_ROLE, f"{ARN}role/pilot", Condition=fence)))
    elsewhere = [allow(NEW_ROLE, "arn:aws:iam::444455556666:role/pilot"), allow(NEW_ROLE, f"{ARN}role/")]
    assert passes(of_role(*elsewhere))


def test_a_role_that_may_have_the_name_is_undecided() -> None:
    def judged_beside(other: Resource) -> Answer:
        return judged(role("a"), may("a", allow(NEW_ROLE, f"{ARN}role/pilot-7")), other)

    assert passes(judged_beside(role("other", name="Pilot-7")))
    assert passes(judged_beside(replace(role("other", name=None), external=True, id="pilot-7", outputs=Properties({}))))
    for unnamed in (role("other", name=UNKNOWN), role("pilot", name=None), role("other", name=None, namePrefix="pil")):
        answer = judged_beside(replace(unnamed, outputs=Properties({})))
        assert (messages(answer), unknowns(answer) != []) == ([], True)
    assert messages(judged_beside(replace(role("other", name=None), outputs=Properties({}))))


def test_one_name_of_several_that_others_do_not_share_is_found() -> None:
    names = [f"{ARN}role/pilot-{number}" for number in range(4)]
    attaches = allow("iam:AttachRolePolicy", names)
    assert messages(of_role(attaches, allow("iam:CreateRole", names[3])))
    assert messages(of_role(allow(NEW_ROLE, names), deny("iam:CreateRole", names[:3])))
    assert passes(of_role(allow(NEW_ROLE, names), deny("iam:CreateRole", names)))


def test_more_names_than_are_asked_about_are_undecided_unless_one_is_open() -> None:
    names = [f"{ARN}role/pilot-{number}" for number in range(30)]
    answer = of_role(allow(NEW_ROLE, names), deny("iam:CreateRole", names[:29]))
    assert (messages(answer), len(unknowns(answer))) == ([], 1)
    assert messages(of_role(allow(NEW_ROLE, names)))


def test_what_names_many_roles_costs_in_proportion() -> None:
    def many(count: int) -> Resource:
        fences = [f"{ARN}policy/fence-{number}" for number in range(count)]
        names = [f"{ARN}role/pilot-{number}" for number in range(count)]
        return may("a", allow(NEW_ROLE, names, Condition={"StringEquals": {"iam:PermissionsBoundary": fences}}))

    few, more = (calls(lambda size=size: judged(role("a"), many(size))) for size in (10, 40))
    assert more <= 5 * few


def test_users_may_care_for_their_own_keys_and_not_for_their_own_policies() -> None:
    own = f"{ARN}user/${{aws:username}}"
    assert passes(judged(user("ann"), user_may("ann", allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], own))))
    (message,) = messages(judged(user("ann"), user_may("ann", allow("iam:PutUserPolicy", own))))
    assert "write its own policies" in message
    message = only(judged(policy("p", policy=document(allow("iam:AttachUserPolicy", own)))))
    assert "may write its own policies" in message


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(role("a"), aws("iam/rolePolicy", "p", role="a", policy=UNKNOWN))) == ["policy"]


def test_whoever_has_all_of_iam_but_what_a_guard_denies_may_take_off_the_guard() -> None:
    """That it has all of IAM is told by no-admin-access; that the guard holds nothing back, by nobody else."""
    everything = may("a", allow("iam:*", f"{ARN}role/*"))
    writes = ["iam:Put*", "iam:Attach*", "iam:Update*", "iam:Create*"]
    guard = policy("guard", policy=document(deny(writes)))
    attached = aws("iam/rolePolicyAttachment", "guarded", role="a", policyArn=f"{ARN}policy/guard")
    message = only(judged(role("a"), everything, guard, attached))
    assert "may take away a policy that denies it something (iam:DetachRolePolicy)" in message
    kept = policy("guard", policy=document(deny([*writes, "iam:Detach*", "iam:Delete*"])))
    assert passes(judged(role("a"), everything, kept, attached))
    assert passes(judged(role("a"), everything))
