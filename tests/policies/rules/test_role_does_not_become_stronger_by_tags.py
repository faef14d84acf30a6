"""A workload goes on to a role that asks for a tag, which it puts on its session itself at the role before."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.role_does_not_become_stronger import role_does_not_become_stronger

ROOM = lets_in(f"{ARN}root")
STORES = allow("dynamodb:PutItem", f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders")
BOTH_ACTIONS = ["sts:AssumeRole", "sts:TagSession"]
DESK, HUB, VAULT = (f"{ARN}role/{name}" for name in ("desk", "hub", "vault"))
IN_TIER = {"StringEquals": {"aws:PrincipalTag/tier": "vault"}}
LETS_TAG = lets_in(DESK, BOTH_ACTIONS)
GOES_ON = allow("sts:AssumeRole", VAULT)


def judged(*resources: Resource) -> Answer:
    return judge_stack(role_does_not_become_stronger, *resources)


def over_a_hub(
    trust: dict[str, Any] = LETS_TAG,
    *held: dict[str, Any],
    asked: Any = IN_TIER,
    given: dict[str, Any] = STORES,
    first: Resource | None = None,
    **hub: Any,
) -> Answer:
    """Role 'desk' may become role 'hub' (`trust`), which may become role 'vault', if its session has the tag."""
    desk = first or role("desk", "lambda.amazonaws.com"), may("desk", *held, allow("logs:PutLogEvents", "*"))
    vault = role("vault", lets_in(HUB, Condition=asked)), may("vault", given)
    return judged(*desk, role("hub", trust, **hub), may("hub", GOES_ON), *vault)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringEquals": {"aws:RequestTag/ticket": "4711"}},
        {"StringLike": {"aws:RequestTag/tier": "*"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["ticket", "tier"]}},
        {"StringEqualsIfExists": {"aws:RequestTag/ticket": "4711"}},
    ],
    ids=str,
)
def test_a_tag_that_it_puts_on_itself_on_the_way_keeps_nobody_out(condition: dict[str, Any]) -> None:
    message = only(over_a_hub(lets_in(DESK, BOTH_ACTIONS, Condition=condition)))
    assert message.startswith("role 'desk' leads to role 'vault', which may dynamodb:PutItem on ")
    assert ", as it may not itself, by a tag that it puts on its session itself: " in message


@pytest.mark.parametrize(
    "asked", [{"StringLike": {"aws:PrincipalTag/tier": "va*"}}, {"Null": {"aws:PrincipalTag/tier": "false"}}], ids=str
)
def test_so_it_is_of_a_pattern_and_of_any_value(asked: dict[str, Any]) -> None:
    assert "by a tag that it puts on its session itself" in only(over_a_hub(asked=asked))


@pytest.mark.parametrize(
    "trust",
    [
        lets_in(DESK),
        lets_in(DESK, BOTH_ACTIONS, Condition={"StringEquals": {"aws:RequestTag/tier": "desk"}}),
        lets_in(DESK, BOTH_ACTIONS, Condition={"StringEquals": {"aws:RequestTag/tier": ["desk", "vault"]}}),
        lets_in(DESK, BOTH_ACTIONS, Condition={"StringEquals": {"aws:RequestTag/tier": "vault"}}),
        lets_in(DESK, BOTH_ACTIONS, Condition={"StringEquals": {"aws:RequestTag/tier": "${aws:PrincipalTag/tier}"}}),
        lets_in(DESK, BOTH_ACTIONS, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["ticket"]}}),
        lets_in(DESK, BOTH_ACTIONS, Condition={"Null": {"aws:RequestTag/tier": "true"}}),
        ROOM,
    ],
    ids=["no tags", "another", "of several", "the one it was given", "its own", "other keys", "none", "no right"],
)
def test_a_trust_that_limits_the_tag_or_gives_it_by_name_passes(trust: dict[str, Any]) -> None:
    assert passes(over_a_hub(trust, allow("sts:AssumeRole", HUB)))


@pytest.mark.parametrize(
    ("tagging", "is_told"),
    [
        ({}, True),
        ({"Condition": {"StringEquals": {"aws:RequestTag/tier": "desk"}}}, False),
        ({"Condition": {"StringEquals": {"aws:RequestTag/tier": "vault"}}}, False),
        ({"Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["ticket"]}}}, False),
        (None, False),
    ],
    ids=["any", "another", "the one it was given", "other keys", "none"],
)
def test_where_the_trust_leaves_it_to_the_account_the_workload_needs_the_right(
    tagging: dict[str, Any] | None, *, is_told: bool
) -> None:
    tags = () if tagging is None else (allow("sts:TagSession", HUB, **tagging),)
    told = over_a_hub(lets_in(f"{ARN}root", BOTH_ACTIONS), allow("sts:AssumeRole", HUB), *tags).problems
    assert any("by a tag that it puts on its session itself" in one.message for one in told) is is_told


def test_what_it_may_read_a_tag_of_the_role_and_what_is_asked_for_beside_pass() -> None:
    assert passes(over_a_hub(given=allow("dynamodb:GetItem", "*")))
    assert passes(over_a_hub(tags={"tier": "vault"}))
    assert passes(over_a_hub(asked={**IN_TIER, "Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    assert passes(over_a_hub(asked={"StringEquals": {**IN_TIER["StringEquals"], "aws:PrincipalOrgID": "o-a1b2c3d4e5"}}))


def test_a_pipeline_and_what_may_do_the_same_already_pass() -> None:
    assert passes(over_a_hub(first=role("desk", "codebuild.amazonaws.com")))
    assert passes(over_a_hub(LETS_TAG, STORES))


def test_who_becomes_an_administrator_so_is_refused() -> None:
    admin = role(
        "vault",
        lets_in(HUB, Condition=IN_TIER),
        managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"],
    )
    hub = may("hub", GOES_ON)
    (problem,) = judged(role("desk"), role("hub", LETS_TAG), hub, admin).problems
    assert "which may do everything, by a tag that it puts on its session itself: " in problem.message
    assert not problem.advisory
    assert passes(judged(role("desk"), role("hub", lets_in(DESK)), hub, admin))


def test_what_is_not_known_of_the_tags_leaves_an_administrator_undecided() -> None:
    asked = lets_in(
        HUB, Condition={"StringEquals": {"aws:PrincipalTag/tier": "vault", "aws:PrincipalOrgID": "o-1a2b3c4d5e"}}
    )
    admin = role("vault", asked, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    answer = judged(role("desk"), role("hub", LETS_TAG), may("hub", GOES_ON), admin)
    assert not answer.problems
    assert not passes(answer)


OF_TENANT = allow("s3:GetObject", "arn:aws:s3:::files/${aws:PrincipalTag/tenant}/*")


def test_who_poses_as_anothers_by_a_tag_goes_on_to_their_role() -> None:
    def posing(asks: dict[str, Any], opened: dict[str, Any] = OF_TENANT) -> tuple[Resource, ...]:
        files = role("files", lets_in(DESK, BOTH_ACTIONS, Condition=asks)), may("files", opened)
        return role("desk", tags={"tenant": "contoso"}), may("desk", allow(BOTH_ACTIONS, f"{ARN}role/files")), *files

    given, own = {"Null": {"aws:RequestTag/tenant": "false"}}, {"aws:RequestTag/tenant": "${aws:PrincipalTag/tenant}"}
    (problem,) = judged(*posing(given)).problems
    assert "choose the tag 'tenant' of its session" in problem.message
    assert problem.advisory
    assert "aws:RequestTag" in str(problem.remedy)
    assert passes(judged(*posing({"StringEquals": own})))
    assert passes(judged(*posing({"StringEquals": {"aws:RequestTag/tenant": "contoso"}})))
    certain = allow("s3:GetObject", "*", Condition={"StringEquals": {"aws:PrincipalTag/tenant": "contoso"}})
    assert passes(judged(*posing(given, certain)))  # that is no chain, and session-tags-are-limited's alone
