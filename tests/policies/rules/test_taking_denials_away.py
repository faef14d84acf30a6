"""Whoever may detach the one policy that denies them something takes it away; another policy is no denial."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, may, role, user_may
from tests.support.grants import ARN, aws, depending, group, new, policy, user
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

FREEZE, TRACING = f"{ARN}policy/freeze", f"{ARN}policy/tracing"
KEEPS_OUT = policy("freeze", policy=document(deny("kinesis:*", "arn:aws:kinesis:*:*:stream/ledger")))
LETS_LOOK = policy("tracing", policy=document(allow("xray:Get*")))


def of_policy(value: object, operator: str = "ArnEquals") -> dict[str, Any]:
    return {"Condition": {operator: {"iam:PolicyARN": value}}}


def of_a_role(given: dict[str, Any], *others: Resource) -> Answer:
    attached = (
        aws("iam/rolePolicyAttachment", "one", role="ops", policyArn=FREEZE),
        aws("iam/rolePolicyAttachment", "two", role="ops", policyArn=TRACING),
    )
    return judge_stack(
        no_rewriting_of_own_rights,
        *(role("ops"), KEEPS_OUT, LETS_LOOK, *attached, may("ops", allow("kinesis:GetRecords"), given), *others),
    )


def detaching(**condition: Any) -> dict[str, Any]:
    return allow("iam:DetachRolePolicy", f"{ARN}role/ops", **condition)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        of_policy(FREEZE),
        of_policy([TRACING, FREEZE]),
        of_policy("arn:aws:iam::*:policy/f*", "ArnLike"),
        of_policy(f"{ARN}policy/fr*", "StringLike"),
        of_policy(TRACING, "ArnNotEquals"),
        of_policy(f"{ARN}policy/t*", "StringNotLike"),
    ],
    ids=str,
)
def test_who_may_detach_what_denies_takes_it_away(condition: dict[str, Any]) -> None:
    (message,) = messages(of_a_role(detaching(**condition)))
    assert "take away a policy that denies it something (iam:DetachRolePolicy)" in message


@pytest.mark.parametrize(
    "condition",
    [
        of_policy(TRACING),
        of_policy([TRACING, f"{ARN}policy/freezer"]),
        of_policy("arn:aws:iam::*:policy/t*", "ArnLike"),
        of_policy("arn:aws:iam::aws:policy/*", "ArnLike"),
        of_policy(FREEZE, "ArnNotEquals"),
        of_policy(f"{ARN}policy/f*", "ArnNotLike"),
        of_policy(FREEZE, "StringNotEqualsIfExists"),
    ],
    ids=str,
)
def test_who_may_detach_others_alone_keeps_what_denies(condition: dict[str, Any]) -> None:
    assert passes(of_a_role(detaching(**condition)))


def test_a_denial_of_detaching_this_policy_keeps_it() -> None:
    held = may("ops", deny("iam:Detach*", **of_policy(FREEZE)), allow("iam:DetachRolePolicy", f"{ARN}role/ops"))
    others = (role("ops"), KEEPS_OUT, aws("iam/rolePolicyAttachment", "one", role="ops", policyArn=FREEZE))
    assert "iam:DetachRolePolicy" not in str(messages(judge_stack(no_rewriting_of_own_rights, *others, held)))


def test_a_request_that_deletes_a_policy_names_none() -> None:
    either = allow(["iam:DeleteRolePolicy", "iam:DetachRolePolicy"], f"{ARN}role/ops", **of_policy(TRACING))
    inline = aws("iam/rolePolicy", "inline", role="ops", policy=document(deny("sqs:*")))
    assert passes(of_a_role(either, inline))
    (message,) = messages(of_a_role(allow("iam:DeleteRolePolicy", f"{ARN}role/ops"), inline))
    assert "(iam:DeleteRolePolicy)" in message


def test_a_policy_whose_name_is_not_known_yet_may_be_the_one() -> None:
    unnamed = new(KEEPS_OUT)
    attached = depending(aws("iam/rolePolicyAttachment", "one", role="ops"), policyArn=unnamed)
    held = may("ops", detaching(**of_policy(TRACING)))
    answer = judge_stack(no_rewriting_of_own_rights, role("ops"), unnamed, attached, held)
    assert not answer.problems
    assert answer.undecided


@pytest.mark.parametrize(("named", "is_so"), [(FREEZE, messages), (TRACING, passes)])
def test_the_same_holds_of_users_and_of_their_groups(named: str, is_so: Callable[[Answer], object]) -> None:
    alone = judge_stack(
        no_rewriting_of_own_rights,
        user("ann"),
        KEEPS_OUT,
        aws("iam/userPolicyAttachment", "one", user="ann", policyArn=FREEZE),
        user_may("ann", allow("iam:DetachUserPolicy", f"{ARN}user/ann", **of_policy(named))),
    )
    member = judge_stack(
        no_rewriting_of_own_rights,
        *(user("ann"), group("staff"), KEEPS_OUT),
        aws("iam/userGroupMembership", "in", user="ann", groups=["staff"]),
        aws("iam/groupPolicyAttachment", "one", group="staff", policyArn=FREEZE),
        user_may("ann", allow("iam:DetachGroupPolicy", f"{ARN}group/staff", **of_policy(named))),
    )
    assert is_so(alone)
    assert is_so(member)
