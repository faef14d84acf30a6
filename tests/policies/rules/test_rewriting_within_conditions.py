"""An edit that conditions keep from doing harm is none; one that a pattern, a list or a variable lets in is one."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ACCOUNT, ARN, aws, policy
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

FENCE = f"{ARN}policy/fence"
PUT = "iam:PutRolePermissionsBoundary"
PINNED: dict[str, Any] = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": FENCE}}}
ROLES = f"{ARN}role/*"
READS_BY_TAG = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/Team}/*")
TRUST = "iam:UpdateAssumeRolePolicy"


def judged(*statements: dict[str, Any]) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, role("a"), may("a", *statements))


def fenced(fence: dict[str, Any], *statements: dict[str, Any]) -> Answer:
    held = role("a", permissionsBoundary=FENCE)
    return judge_stack(no_rewriting_of_own_rights, held, policy("fence", policy=document(fence)), may("a", *statements))


def of_keys(keys: object, operator: str = "ForAllValues:StringEquals") -> dict[str, Any]:
    return allow("iam:TagRole", ROLES, Condition={operator: {"aws:TagKeys": keys}})


def root(task: str) -> Answer:
    asked = {"ArnEquals": {"sts:TaskPolicyArn": f"arn:aws:iam::aws:policy/root-task/{task}"}}
    resources = role("a"), may("a", allow("sts:AssumeRoot", "arn:aws:iam::*:root", Condition=asked))
    return judge_stack(no_path_to_more_rights, *resources)


def test_to_set_the_boundary_that_it_has_lifts_none() -> None:
    assert passes(fenced(allow(["s3:GetObject", PUT]), allow(PUT, ROLES, **PINNED)))
    (message,) = messages(fenced(allow(["s3:GetObject", PUT]), allow(PUT, f"{ARN}role/a")))
    assert "lift its own permissions boundary" in message


@pytest.mark.parametrize("on", [ROLES, f"{ARN}role/a"])
def test_a_pinned_boundary_that_allows_everything_or_is_its_own_to_write_holds_nothing(on: str) -> None:
    assert f"({PUT})" in only(fenced(allow("*"), allow(PUT, on, **PINNED)))
    writes = allow("iam:CreatePolicyVersion", FENCE)
    found = messages(fenced(allow(["s3:GetObject", PUT, "iam:CreatePolicyVersion"]), allow(PUT, on, **PINNED), writes))
    assert any(PUT in message for message in found)


def test_tags_for_which_nobody_asks_may_be_written() -> None:
    assert passes(judged(READS_BY_TAG, of_keys(["cost-center"])))
    assert passes(judged(READS_BY_TAG, allow("iam:UntagRole", ROLES, Condition=of_keys("cost-*")["Condition"])))


@pytest.mark.parametrize(
    "tags",
    [
        of_keys(["cost-center", "team"]),
        of_keys(["Team"]),
        of_keys(["T*"], "ForAllValues:StringLike"),
        of_keys(["cost-center"], "ForAnyValue:StringEquals"),
        allow("iam:TagRole", ROLES, Condition={"StringEquals": {"aws:RequestTag/cost-center": "1"}}),
    ],
    ids=str,
)
def test_tags_for_which_somebody_asks_may_not_be_written(tags: dict[str, Any]) -> None:
    (message,) = messages(judged(READS_BY_TAG, tags))
    assert "change the tags of any identity, for which policies ask" in message


TAGS = allow(["iam:TagRole", "iam:UntagRole"], ROLES)


def but(keys: object, operator: str, action: str | list[str] = "iam:*Role") -> dict[str, Any]:
    return deny(action, Condition={operator: {"aws:TagKeys": keys}})


@pytest.mark.parametrize(
    "given",
    [
        [TAGS, but(["team"], "ForAnyValue:StringEqualsIgnoreCase")],
        [TAGS, but(["cost-center"], "ForAnyValue:StringNotEquals")],
        [of_keys(["owner", "cost-center"]), but(["tier"], "ForAnyValue:StringEquals")],
    ],
    ids=str,
)
def test_a_key_that_a_denial_holds_back_may_not_be_written(given: list[dict[str, Any]]) -> None:
    assert passes(judged(READS_BY_TAG, *given))


@pytest.mark.parametrize(
    "denial",
    [
        but(["team"], "ForAnyValue:StringEquals"),
        but(["team", "Team", "TEAM"], "ForAnyValue:StringEquals"),
        but(["te*"], "ForAnyValue:StringLike"),
        but(["tier"], "ForAnyValue:StringEqualsIgnoreCase"),
        but(["team"], "ForAllValues:StringEqualsIgnoreCase"),
        but(["team"], "StringEqualsIgnoreCase"),
        but(["team"], "ForAnyValue:StringEqualsIgnoreCase", "iam:UntagRole"),
    ],
    ids=str,
)
def test_a_denial_that_another_case_or_another_key_evades_holds_nothing_back(denial: dict[str, Any]) -> None:
    (message,) = messages(judged(READS_BY_TAG, TAGS, denial))
    assert "change the tags of any identity, for which policies ask" in message


def test_a_denial_that_is_not_known_yet_may_hold_any_key_back() -> None:
    unknown = {"Version": "2012-10-17", "Statement": [TAGS, but([UNKNOWN], "ForAnyValue:StringEquals")]}
    answer = judge_stack(
        no_rewriting_of_own_rights,
        role("a", inlinePolicies=[{"name": "x", "policy": unknown}]),
        may("a", READS_BY_TAG),
    )
    assert not answer.problems
    assert answer.undecided


TAKES_OFF = allow("iam:DeleteRolePolicy", f"{ARN}role/a")
DENIES = deny("s3:DeleteObject")


def of_itself(given: dict[str, Any], **inputs: Any) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, role("a", **inputs), may("a", given, DENIES))


def test_who_takes_a_denial_off_itself_is_held_by_the_boundary_that_is_asked_for() -> None:
    (message,) = messages(of_itself(TAKES_OFF))
    assert "take away a policy that denies it something (iam:DeleteRolePolicy)" in message
    assert passes(of_itself({**TAKES_OFF, **PINNED}))
    message = only(of_itself({**TAKES_OFF, "Condition": {"Null": {"iam:PermissionsBoundary": "true"}}}))
    assert "may take away a policy that denies it something" in message


def test_who_has_that_boundary_takes_it_off() -> None:
    fence = policy("fence", policy=document(allow(["s3:*", "iam:DeleteRolePolicy"])))
    held = role("a", permissionsBoundary=FENCE)

    def judge_with(given: dict[str, Any]) -> Answer:
        return judge_stack(no_rewriting_of_own_rights, held, fence, may("a", given, DENIES))

    other = {"StringEquals": {"iam:PermissionsBoundary": f"{FENCE}-of-others"}}
    assert "may take away a policy that denies it something" in only(judge_with({**TAKES_OFF, **PINNED}))
    assert passes(judge_with({**TAKES_OFF, "Condition": other}))


@pytest.mark.parametrize(
    "task",
    ["IAMCreateRootUserPassword", "IAMDeleteRootUserCredentials", "S3UnlockBucketPolicy", "SQSUnlockQueuePolicy", "*"],
)
def test_a_task_of_root_that_changes_something_is_a_path(task: str) -> None:
    assert "path sts-x01" in only(root(task))


def test_a_task_of_root_that_only_reads_is_none() -> None:
    assert passes(root("IAMAuditRootUserCredentials"))


def test_where_all_that_is_seen_is_weak_their_trust_is_no_prize() -> None:
    pattern = allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/service/*")
    seen = role("chat", path="/service/", arn=f"{ARN}role/service/chat")
    reads = may("chat", allow("secretsmanager:GetSecretValue"))
    assert passes(judge_stack(no_rewriting_of_own_rights, role("a"), may("a", pattern), seen))
    message = only(judge_stack(no_rewriting_of_own_rights, role("a"), may("a", pattern), seen, reads))
    assert "may rewrite who may become roles that it names" in message


def test_what_is_for_tests_by_its_name_may_trust_whomever() -> None:
    assert passes(judged(allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/sandbox/*")))
    message = only(judged(allow("iam:UpdateAssumeRolePolicy", f"{ARN}role/sandbox/prod-*")))
    assert "may rewrite who may become roles that it names" in message


def test_whom_roles_trust_is_not_rewritten_by_a_pattern() -> None:
    (problem,) = judged(allow("iam:Update*", f"{ARN}role/service/*")).problems
    assert "rewrite who may become roles that it names by a pattern alone (iam:UpdateAssume" in problem.message
    assert (problem.severity, problem.advisory) == ("medium", True)


@pytest.mark.parametrize(
    "statement",
    [
        allow(TRUST, f"{ARN}role/service/reader"),
        allow([TRUST, "iam:CreateRole", "iam:PutRolePolicy"], f"{ARN}role/service/*", **PINNED),
        allow("iam:UpdateRoleDescription", f"{ARN}role/service/*"),
    ],
    ids=str,
)
def test_whom_a_named_or_a_bounded_role_trusts_may_be_rewritten(statement: dict[str, Any]) -> None:
    assert passes(judged(statement))


def test_a_role_passed_to_nothing_that_could_be_started_is_no_path() -> None:
    statement = {"Effect": "Allow", "NotAction": ["iam:A*", "iam:Put*", "iam:Up*", "sts:*"], "Resource": ROLES}
    assert passes(judge_stack(no_path_to_more_rights, role("a"), may("a", statement)))


def of_members(action: str) -> Answer:
    own = policy("care", policy=document(allow(action, f"arn:aws:iam::{ACCOUNT}:user/staff/${{aws:username}}")))
    joins = aws("iam/groupPolicyAttachment", "x", group="g", policyArn=f"{ARN}policy/care")
    return judge_stack(no_rewriting_of_own_rights, aws("iam/group", "g", name="g", path="/staff/"), own, joins)


def test_members_of_a_group_do_not_write_their_own_policies() -> None:
    assert any("write its own policies" in message for message in messages(of_members("iam:Put*")))
    assert passes(of_members("iam:ChangePassword"))


def test_all_that_can_be_done_to_policies_is_a_path_and_to_one_bucket_none() -> None:
    def but_deletion(on: str) -> Answer:
        statement = {"Effect": "Allow", "NotAction": ["iam:DeletePolicy"], "Resource": on}
        return judge_stack(no_path_to_more_rights, role("a"), may("a", statement))

    (message,) = messages(but_deletion(f"{ARN}policy/*"))
    assert "without iam:CreatePolicyVersion it cannot" in message
    assert passes(but_deletion("arn:aws:s3:::reports/*"))


@pytest.mark.parametrize(("area", "is_told"), [("draft", True), ("kept", False)])
def test_the_tags_of_its_own_policy_say_whether_it_may_write_that(area: str, *, is_told: bool) -> None:
    own = aws(
        "iam/policy", "own", name="own", arn=f"{ARN}policy/own", tags={"area": area}, policy=document(allow("s3:Get*"))
    )
    gives = aws("iam/rolePolicyAttachment", "gives", role="a", policyArn=f"{ARN}policy/own")
    tagged = {"StringEquals": {"aws:ResourceTag/area": "draft"}}
    writes = may("a", allow("iam:CreatePolicyVersion", f"{ARN}policy/*", Condition=tagged))
    answer = judge_stack(no_rewriting_of_own_rights, role("a"), own, gives, writes)
    assert bool(answer.problems) is is_told
