"""Who puts on any key the tag by which it may sign with keys signs with all of them."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.key_uses import key_uses
from daypass.data.read import Read
from daypass.data.tagging_actions import tagging_action
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

KEYS = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/*"
TAG = "kms:TagResource"
TEAM = "${aws:PrincipalTag/team}"
BY_TEAM = {"StringEquals": {"aws:ResourceTag/team": TEAM}}
TAKES_TAGS = document(lets_in(f"arn:aws:iam::{ACCOUNT}:root", ["sts:AssumeRole", "sts:TagSession"]))


def of_billing(*statements: dict[str, Any], **inputs: Any) -> Answer:
    billing = {"tags": {"team": "billing"}, **inputs}
    return judge_stack(no_rewriting_of_own_rights, role("a", **billing), may("a", *statements))


def signs(condition: dict[str, Any] = BY_TEAM) -> dict[str, Any]:
    return allow(["kms:Sign", "kms:Verify", "kms:ListResourceTags"], KEYS, Condition=condition)


def test_the_tag_that_the_holder_sets_guards_no_key() -> None:
    (problem,) = of_billing(signs(), allow(TAG, KEYS)).problems
    assert problem.message == (
        "role 'a' may put on any key, or whatever else signs, the tag without which its policies do not let it use "
        "that (kms:Sign), by policy.Statement[0] of 'a-policy'"
    )
    assert (problem.severity, problem.advisory, problem.key) == ("high", False, "any keys kms:Sign")


@pytest.mark.parametrize("use", key_uses(), ids=lambda use: use.action)
@pytest.mark.parametrize(
    ("test", "value"),
    [
        ("StringEquals", TEAM),
        ("StringEquals", "billing"),
        ("StringEqualsIgnoreCase", TEAM),
        ("StringLike", TEAM),
        ("StringLike", "bill*"),
    ],
)
def test_each_use_is_known_with_what_tags_it(use: Read, test: str, value: str) -> None:
    arn = Arn.parse(use.resource)
    tagger = tagging_action(arn.service, arn.resource) if arn else None
    assert tagger
    uses = allow(use.action, Condition={test: {"aws:ResourceTag/team": value}})
    assert "whatever else signs, the tag without which" in only(of_billing(uses, allow(tagger)))
    assert passes(of_billing(uses))
    assert passes(of_billing(uses, allow(tagger), deny(tagger)))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:ResourceTag/team": TEAM}},
        {"StringEquals": {"aws:ResourceTag/team": "payouts"}},
        {"StringEquals": {"aws:ResourceTag/team": [TEAM, "shared"]}},
        {"StringEquals": {"aws:ResourceTag/team": ["shared", "payouts"]}},
        {"StringEquals": {"AWS:resourcetag/Team": TEAM}},
        {"StringEquals": {"kms:ResourceTag/team": TEAM}},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"StringEquals": {"aws:RequestTag/team": ["billing", "payouts"]}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "Team", "cost-centre"]}},
    ],
    ids=str,
)
def test_however_the_tag_is_asked_for_it_is_put_on(condition: dict[str, Any], limits: dict[str, Any]) -> None:
    tags = allow(TAG, KEYS, Condition=limits) if limits else allow(TAG, KEYS)
    assert "any key, or whatever else signs" in only(of_billing(signs(condition), tags))


def test_tags_of_a_session_are_its_own_as_well() -> None:
    assert "any key, or whatever else signs" in only(
        of_billing(signs(), allow(TAG, KEYS), tags=UNKNOWN, assumeRolePolicy=TAKES_TAGS)
    )
    answer = of_billing(signs(), allow(TAG, KEYS), tags=UNKNOWN)
    assert (messages(answer), unknowns(answer)) == ([], ["tags"])
    assert "any key, or whatever else signs" in only(of_billing(signs(), allow(TAG, KEYS), tags={"team": UNKNOWN}))
    assert passes(of_billing(signs(), allow(TAG, KEYS), tags={"stage": "prod"}))


@pytest.mark.parametrize(
    "tagging",
    [
        (allow(TAG, KEYS, Condition=BY_TEAM),),
        (allow(TAG, KEYS, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["cost-centre"]}}),),
        (
            allow(
                TAG,
                KEYS,
                Condition={
                    "ForAllValues:StringEquals": {"aws:TagKeys": ["cost-centre"]},
                    "Null": {"aws:TagKeys": "false"},
                },
            ),
        ),
        (allow(TAG, KEYS, Condition={"StringEquals": {"aws:RequestTag/team": "lab"}}),),
        (allow(TAG, KEYS, Condition={"Null": {"aws:RequestTag/team": "true"}}),),
        (allow(TAG, KEYS), deny(TAG, Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}})),
        (allow(TAG, KEYS), deny(TAG, Condition={"StringNotEquals": BY_TEAM["StringEquals"]})),
        (allow(TAG, KEYS), deny("kms:*", KEYS, Condition={"Null": {"aws:RequestTag/team": "false"}})),
        (allow(TAG, KEYS), deny("kms:Sign")),
        (allow(TAG, KEYS.replace("*", "1234abcd-12ab-34cd-56ef-1234567890ab")),),
        (allow("kms:UntagResource", KEYS),),
        (allow("secretsmanager:TagResource"),),
    ],
    ids=str,
)
def test_who_cannot_put_the_tag_on_the_keys_of_others_passes(tagging: tuple[dict[str, Any], ...]) -> None:
    assert passes(of_billing(signs(), *tagging))
    assert passes(of_billing(signs(), *tagging, assumeRolePolicy=TAKES_TAGS))


def test_what_needs_no_tag_or_only_checks_signatures_passes() -> None:
    assert passes(of_billing(allow("kms:Sign", KEYS), allow(TAG, KEYS)))
    assert passes(of_billing(allow(["kms:Verify", "kms:Encrypt"], KEYS, Condition=BY_TEAM), allow(TAG, KEYS)))
