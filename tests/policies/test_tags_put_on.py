"""A tag is no limit for whoever may put it on: what holds for paths to more rights holds for the rights beside them."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.rules import judge_stack, passes

from daypass.rule import Rule
from daypass_policies.rules import catalog

ASKED = [
    ("no-rewriting-of-any-policy", "kms:PutKeyPolicy", "kms:TagResource"),
    ("no-rewriting-of-any-policy", "secretsmanager:PutResourcePolicy", "secretsmanager:TagResource"),
    ("no-rewriting-of-any-policy", "ecr:SetRepositoryPolicy", "ecr:TagResource"),
    ("record-cannot-be-stopped", "cloudtrail:StopLogging", "cloudtrail:AddTags"),
    ("record-cannot-be-stopped", "guardduty:DeleteDetector", "guardduty:TagResource"),
    ("revocation-cannot-be-undone", "iam:DeleteRolePolicy", "iam:TagRole"),
]
"""A rule, the action of which it tells, and the one that puts tags on what it is done to."""

TEAM = {"StringEquals": {"aws:ResourceTag/team": "platform"}}
each = pytest.mark.parametrize(("rule", "action", "tagging"), [(catalog()[name], *more) for name, *more in ASKED])


def found(rule: Rule, *statements: dict[str, Any]) -> bool:
    answer = judge_stack(rule, role("app"), may("app", *statements))
    assert not answer.undecided
    return bool(answer.problems)


@each
def test_who_may_put_the_tag_on_is_not_limited_by_it(rule: Rule, action: str, tagging: str) -> None:
    assert found(rule, allow(action, Condition=TEAM), allow(tagging))
    service = action.partition(":")[0]
    assert found(rule, allow([action, f"{service}:List*"], Condition=TEAM), allow(f"{service}:*Tag*"))
    asked = {"StringEquals": {"aws:RequestTag/team": "platform"}}
    assert found(rule, allow(action, Condition=TEAM), allow(tagging, Condition=asked))


@each
def test_a_deny_for_what_is_tagged_otherwise_is_lifted_by_the_tag(rule: Rule, action: str, tagging: str) -> None:
    others = {"StringNotEquals": {"aws:ResourceTag/team": "platform"}}
    assert passes(judge_stack(rule, role("app"), may("app", allow(action), deny(action, Condition=others))))
    assert found(rule, allow([action, tagging]), deny(action, Condition=others))


@each
@pytest.mark.parametrize(
    "tags",
    [
        None,
        allow("*", Condition=TEAM),
        allow("*", Condition={"StringEquals": {"aws:RequestTag/team": "web"}}),
        allow("*", Condition={"ForAllValues:StringEquals": {"aws:TagKeys": "cost"}, "Null": {"aws:TagKeys": "false"}}),
    ],
    ids=["none", "its own", "another value", "another tag"],
)
def test_who_may_not_put_it_on_is_limited(rule: Rule, action: str, tagging: str, tags: dict[str, Any] | None) -> None:
    puts = [{**tags, "Action": tagging}] if tags else []
    assert not found(rule, allow(action, Condition=TEAM), *puts)
    assert not found(rule, allow([action, tagging], Condition=TEAM), deny(tagging))


@each
def test_all_of_a_service_by_a_tag_is_told_where_the_tag_can_be_put_on(rule: Rule, action: str, tagging: str) -> None:
    service = action.partition(":")[0]
    assert not found(rule, allow(f"{service}:*", Condition=TEAM))
    assert found(rule, allow(f"{service}:*", Condition=TEAM), allow(tagging))


@each
def test_what_is_kept_apart_by_the_callers_own_tag_passes(rule: Rule, action: str, tagging: str) -> None:
    own = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    assert not found(rule, allow(action, Condition=own)), tagging


@each
def test_a_tag_of_the_caller_is_asked_for_as_well_and_may_be_there(rule: Rule, action: str, tagging: str) -> None:
    of_admins = {"StringEquals": {"aws:PrincipalTag/role": "admin"}}
    assert found(rule, allow([action, tagging], Condition=of_admins), deny(action, Condition=TEAM))
    signed_in = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert found(rule, allow(action, Condition={**TEAM, **signed_in}), allow(tagging))


def test_who_asks_may_be_whoever_a_condition_names() -> None:
    of_ops = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ops"}}
    rule = catalog()["record-cannot-be-stopped"]
    assert found(rule, allow("cloudtrail:StopLogging", Condition=of_ops), allow("s3:GetObject", Condition=TEAM))
