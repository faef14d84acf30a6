"""Whoever becomes an identity of another stack, and writes what it may do, has what they like."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, *resources)


def of_role(*statements: dict[str, Any]) -> Answer:
    return judged(role("a"), may("a", *statements))


BUILDER, PUSHER = f"{ARN}role/builder", f"{ARN}user/cache-push"


@pytest.mark.parametrize(
    ("named", "actions"),
    [
        (BUILDER, ["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy"]),
        (BUILDER, ["iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy"]),
        (PUSHER, ["iam:CreateAccessKey", "iam:AttachUserPolicy"]),
        (PUSHER, ["iam:UpdateLoginProfile", "iam:PutUserPolicy"]),
    ],
)
def test_whoever_becomes_an_identity_of_another_stack_and_writes_it_has_what_they_like(
    named: str, actions: list[str]
) -> None:
    message = only(of_role(allow(actions, named)))
    whom = "role 'builder'" if named == BUILDER else "user 'cache-push'"
    assert f"role 'a' may write what {whom} may do, and become it ({', '.join(actions)})" in message
    assert only(of_role(allow(actions, named.replace("111122223333", "*")))) == message
    assert passes(of_role(allow(actions[:1], named)))
    assert passes(of_role(allow(actions[1:], named)))
    assert passes(of_role(allow(actions[0], named), allow(actions[1], named.replace("-push", "").replace("er", "ers"))))
    fenced = {"StringEquals": {"iam:PermissionsBoundary": f"{ARN}policy/fence"}}
    assert passes(of_role(allow(actions[0], named), allow(actions[1], named, Condition=fenced)))


def test_that_it_makes_credentials_for_that_one_is_no_second_finding() -> None:
    both = may("a", allow(["iam:CreateAccessKey", "iam:AttachUserPolicy"], PUSHER))
    assert passes(judge_stack(no_path_to_more_rights, role("a"), both))
    keys = may("a", allow("iam:CreateAccessKey", PUSHER))
    assert "may make credentials for user" in only(judge_stack(no_path_to_more_rights, role("a"), keys))


def test_what_is_attached_to_it_may_be_named_too() -> None:
    reads = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}
    assert passes(of_role(allow("iam:CreateAccessKey", PUSHER), allow("iam:AttachUserPolicy", PUSHER, Condition=reads)))


def test_one_that_the_stack_shows_is_told_by_the_path_to_it() -> None:
    writes = may("a", allow(["iam:CreateAccessKey", "iam:AttachUserPolicy"], PUSHER))
    pusher = aws("iam/user", "cache-push", name="cache-push", arn=PUSHER)
    assert passes(judged(role("a"), writes, pusher))
    message = only(judge_stack(no_path_to_more_rights, role("a"), writes, pusher))
    assert "may act as user 'cache-push', which gets whatever rights are written for it" in message


def test_one_of_many_names_is_found_and_too_many_are_left_open() -> None:
    names = [f"{ARN}user/svc-{number}" for number in range(12)]
    message = only(of_role(allow("iam:PutUserPolicy", names), allow("iam:CreateAccessKey", names[11])))
    assert "write what user 'svc-11' may do" in message
    fence = deny("iam:CreateAccessKey", names[:10])
    answer = of_role(allow(["iam:PutUserPolicy", "iam:CreateAccessKey"], names), fence)
    assert (messages(answer), len(unknowns(answer))) == ([], 1)


def test_a_name_in_a_policy_that_is_marked_as_secret_is_not_said() -> None:
    text = document(allow(["iam:CreateAccessKey", "iam:AttachUserPolicy"], PUSHER))
    message = only(judged(role("a"), aws("iam/rolePolicy", "p", role="a", policy=Secret(text))))
    assert "may write what an identity that it names may do, and become it" in message
    assert "cache-push" not in message


def test_users_by_a_pattern_are_advice_and_so_is_what_a_pipeline_names() -> None:
    both = ["iam:PutUserPolicy", "iam:CreateAccessKey"]
    (problem,) = of_role(allow(both, f"{ARN}user/smtp-*")).problems
    assert "users that it names by a pattern alone" in problem.message
    assert (problem.severity, problem.advisory) == ("medium", True)
    (problem,) = judged(role("a", "codebuild.amazonaws.com"), may("a", allow(both, PUSHER))).problems
    assert (problem.severity, problem.advisory) == ("high", True)
    assert not of_role(allow(both, PUSHER)).problems[0].advisory


def test_a_guard_of_something_else_adds_nothing_to_an_administrator() -> None:
    leaves = deny("organizations:LeaveOrganization")
    assert passes(judged(role("a", managedPolicyArns=[ADMINISTRATOR]), may("a", leaves)))
    assert passes(of_role(allow("iam:*"), leaves))
