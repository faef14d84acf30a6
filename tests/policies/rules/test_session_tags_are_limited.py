"""What `session-tags-are-limited` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Secret
from daypass_policies.rules.session_tags_are_limited import session_tags_are_limited

WORKER = f"{ARN}role/worker"
TAGS = ["sts:AssumeRole", "sts:TagSession"]


def judged(trust: Any, condition: dict[str, Any], **others: Any) -> Answer:
    rights = may("tools", allow("secretsmanager:GetSecretValue", "*", Condition=condition))
    return judge_stack(session_tags_are_limited, role("tools", trust, **others), rights)


ELEVATED = {"StringEquals": {"aws:PrincipalTag/elevated": "true"}}
FREE = lets_in(WORKER, TAGS)


@pytest.mark.parametrize("principal", [WORKER, f"{ARN}root", "*"])
@pytest.mark.parametrize("action", [TAGS, "sts:*", ["sts:AssumeRole", "sts:tagsession"]], ids=str)
def test_a_tag_that_the_caller_chooses_gives_no_right(principal: str, action: Any) -> None:
    (problem,) = judged(lets_in(principal, action), ELEVATED).problems
    said = f"lets {principal!r} choose the tag 'elevated' of its session, and what it may do hangs on that"
    assert problem.message == f"role 'tools' {said}"
    assert problem.at == "assumeRolePolicy.Statement[0]"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:PrincipalTag/Elevated": "t*"}},
        {"Bool": {"aws:principaltag/elevated": "true"}},
        {"StringEqualsIgnoreCase": {"aws:PrincipalTag/elevated": ["true", "yes"]}},
    ],
    ids=str,
)
def test_however_the_value_is_asked_for(condition: dict[str, Any]) -> None:
    assert judged(FREE, condition).problems


@pytest.mark.parametrize(
    "limit",
    [
        {"StringEquals": {"aws:RequestTag/elevated": "false"}},
        {"StringLike": {"aws:RequestTag/Elevated": ["no-*", "false"]}},
        {"Null": {"aws:RequestTag/elevated": "true"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "project"]}},
    ],
    ids=str,
)
def test_a_trust_that_limits_the_tag_passes(limit: dict[str, Any]) -> None:
    assert passes(judged(lets_in(WORKER, TAGS, Condition=limit), ELEVATED))


@pytest.mark.parametrize(
    "limit",
    [
        {"StringLike": {"aws:RequestTag/elevated": "*"}},
        {"StringEqualsIfExists": {"aws:RequestTag/team": "a"}},
        {"StringEquals": {"aws:RequestTag/team": "a"}},
        {"ForAllValues:StringLike": {"aws:TagKeys": ["e*"]}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "Elevated"]}},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}},
    ],
    ids=str,
)
def test_what_limits_another_tag_or_nothing_does_not(limit: dict[str, Any]) -> None:
    assert judged(lets_in(WORKER, TAGS, Condition=limit), ELEVATED).problems


@pytest.mark.parametrize(
    "trust",
    [
        lets_in(WORKER),
        lets_in("pods.eks.amazonaws.com", TAGS),
        lets_in({"Federated": f"{ARN}oidc-provider/token.example.com"}, ["sts:AssumeRoleWithWebIdentity", *TAGS]),
    ],
    ids=["without tags", "a service", "an issuer"],
)
def test_who_cannot_choose_the_tag_passes(trust: dict[str, Any]) -> None:
    assert passes(judged(trust, ELEVATED))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"secretsmanager:ResourceTag/tenant": "${aws:PrincipalTag/tenant}"}},
        {"StringEquals": {"aws:PrincipalTag/tenant": "${aws:ResourceTag/tenant}"}},
        {"StringNotEquals": {"aws:PrincipalTag/elevated": "no"}},
        {"StringEqualsIfExists": {"aws:PrincipalTag/elevated": "true"}},
        {"StringEquals": {"aws:PrincipalAccount": "111122223333"}},
    ],
    ids=str,
)
def test_a_tag_that_hands_a_value_on_or_takes_away_is_no_right(condition: dict[str, Any]) -> None:
    assert passes(judged(FREE, condition))


def test_a_deny_of_other_values_limits_the_tag() -> None:
    denied = {**lets_in("*", "sts:TagSession"), "Effect": "Deny"}
    denied["Condition"] = {"StringNotEquals": {"aws:RequestTag/elevated": "false"}}
    rights = may("tools", allow("s3:GetObject", "*", Condition=ELEVATED))
    assert passes(judge_stack(session_tags_are_limited, role("tools", FREE, denied), rights))


def test_an_unknown_trust_is_undecided_and_a_secret_one_is_not_told() -> None:
    assert unknowns(judged(FREE, ELEVATED, assumeRolePolicy=UNKNOWN)) == ["assumeRolePolicy"]
    text = role("tools", FREE).state.raw["assumeRolePolicy"]
    (problem,) = judged(FREE, ELEVATED, assumeRolePolicy=Secret(text)).problems
    assert "worker" not in f"{problem.message} {problem.key}"


def test_the_tag_of_a_policy_that_is_marked_is_not_told() -> None:
    text = may("tools", allow("s3:GetObject", "*", Condition=ELEVATED)).state.raw["policy"]
    marked = aws("iam/rolePolicy", "tools-policy", role="tools", policy=Secret(text))
    (problem,) = judge_stack(session_tags_are_limited, role("tools", FREE), marked).problems
    assert "elevated" not in f"{problem.message} {problem.key}"


TENANT = allow("s3:GetObject", "arn:aws:s3:::files/${aws:PrincipalTag/tenant}/*")
OWN = {"StringEquals": {"aws:RequestTag/tenant": "${aws:PrincipalTag/tenant}"}}
SETS = allow(TAGS, f"{ARN}role/tools")


def of_tenant(*given: dict[str, Any], trust: Any = FREE, **others: Any) -> Answer:
    worker = role("worker", **{"tags": {"tenant": "a"}, **others})
    return judge_stack(
        session_tags_are_limited, worker, may("worker", *given), role("tools", trust), may("tools", TENANT)
    )


def test_a_tenant_that_may_pose_as_another_is_told() -> None:
    (problem,) = of_tenant(SETS).problems
    assert problem.message.startswith(f"role 'tools' lets {WORKER!r} choose the tag 'tenant' of its session")


@pytest.mark.parametrize(
    ("given", "others"),
    [
        ([{**SETS, "Condition": {"StringEquals": {"aws:RequestTag/tenant": "a"}}}], {}),
        ([allow("sts:AssumeRole", f"{ARN}role/tools")], {}),
        ([SETS], {"tags": {}}),
        ([SETS], {"tags": UNKNOWN}),
        ([SETS], {"trust": lets_in(WORKER, TAGS, Condition={"StringEquals": {"aws:RequestTag/tenant": "a"}})}),
        ([SETS], {"trust": lets_in(WORKER)}),
        ([SETS], {"trust": lets_in(WORKER, TAGS, Condition=OWN)}),
    ],
    ids=str,
)
def test_a_broker_and_a_tenant_that_is_held_to_its_own_pass(
    given: list[dict[str, Any]], others: dict[str, Any]
) -> None:
    assert passes(of_tenant(*given, **others))


@pytest.mark.parametrize(("tags", "is_told"), [({"tenant": "a"}, True), ({"other": "a"}, False), (UNKNOWN, False)])
def test_a_role_that_has_the_tag_itself_is_one_tenants(tags: Any, *, is_told: bool) -> None:
    broker = role("worker"), may("worker", SETS)
    answer = judge_stack(session_tags_are_limited, *broker, role("tools", FREE, tags=tags), may("tools", TENANT))
    assert bool(answer.problems) is is_told
    held = lets_in(WORKER, TAGS, Condition={"StringEquals": {"aws:RequestTag/tenant": "a"}})
    assert passes(judge_stack(session_tags_are_limited, *broker, role("tools", held, tags=tags), may("tools", TENANT)))


def test_whose_provider_tags_its_sessions_is_a_tenant_too() -> None:
    provider = {"Federated": f"{ARN}saml-provider/okta"}
    signed_in = ["sts:AssumeRoleWithSAML", "sts:TagSession"]
    for asked, is_told in (("aws:RequestTag/tenant", True), ("aws:RequestTag/cost", False)):
        enters = lets_in(provider, signed_in, Condition={"StringLike": {asked: "*"}})
        worker = role("worker", enters), may("worker", SETS)
        answer = judge_stack(session_tags_are_limited, *worker, role("tools", FREE), may("tools", TENANT))
        assert bool(answer.problems) is is_told


@pytest.mark.parametrize("key", ["tenant", "Tenant"])
def test_a_tag_on_which_a_right_hangs_in_two_ways_is_told_once(key: str) -> None:
    asks = allow("s3:PutObject", "*", Condition={"StringEquals": {f"aws:PrincipalTag/{key}": "admin"}})
    stack = role("worker", tags={"tenant": "a"}), may("worker", SETS), role("tools", FREE), may("tools", TENANT, asks)
    (problem,) = judge_stack(session_tags_are_limited, *stack).problems
    assert problem.key == f"{key} {WORKER}"
