"""A check that whoever it is for answers themselves is none: a source identity, or tags of the session."""

from typing import Any

import pytest
from tests.support.becoming import allow, from_github, lets_in, may, role
from tests.support.grants import ARN
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

A, B, C = (f"{ARN}role/{name}" for name in "abc")
AGENTS = "bedrock-agentcore.amazonaws.com"
ON_CALL = {"StringLike": {"sts:SourceIdentity": "oncall-*"}}
SETS = ["sts:AssumeRole", "sts:SetSourceIdentity"]
TAGS = ["sts:AssumeRole", "sts:TagSession"]
SECRET = allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:bank-??????")
LOGS = allow("logs:PutLogEvents", "*")
PULL_REQUEST = from_github("repo:acme/app:pull_request")


def judged(*resources: Resource) -> Answer:
    return judge_stack(low_trust_does_not_trigger_high, *resources)


def operator(condition: Any = ON_CALL, actions: Any = SETS, gains: Any = SECRET) -> tuple[Resource, ...]:
    return role("b", lets_in(A, actions, Condition=condition)), may("b", gains)


@pytest.mark.parametrize(
    ("agent", "who"),
    [
        (role("a", AGENTS), "which an agent enters"),
        (role("a", "codebuild.amazonaws.com"), "which a pipeline enters"),
        (role("a", tags={"daypass:class": "vendor"}), "of class vendor"),
    ],
)
def test_an_agent_that_says_itself_for_whom_it_acts_is_told(agent: Resource, who: str) -> None:
    (problem,) = judged(agent, *operator()).problems
    assert problem.message.startswith(
        f"role 'a', {who}, leads to role 'b', which may secretsmanager:GetSecretValue on "
    )
    assert ", as it may not itself, by a source identity that it sets itself: " in problem.message
    assert problem.advisory


def test_a_service_may_say_so() -> None:
    assert passes(judged(role("a"), *operator()))
    assert passes(judged(role("a", AGENTS, tags={"daypass:class": "service"}), *operator()))


@pytest.mark.parametrize(
    "resources",
    [
        operator({"StringLike": {"aws:SourceIdentity": "oncall-*"}}),
        operator(actions="sts:AssumeRole"),
        operator({"Bool": {"aws:MultiFactorAuthPresent": "true"}, **ON_CALL}),
        operator(gains=LOGS),
        operator({"StringEquals": {"aws:PrincipalTag/team": "ops"}}),
    ],
    ids=["set before", "not set here", "second factor", "nothing gained", "no identity asked for"],
)
def test_a_check_that_it_cannot_answer_or_that_gives_nothing_passes(resources: tuple[Resource, ...]) -> None:
    assert passes(judged(role("a", AGENTS), *resources))


def test_who_may_become_an_administrator_by_its_own_word_is_refused() -> None:
    approved = lets_in(A, TAGS, Condition={"StringLike": {"aws:RequestTag/approver": "?*"}})
    admin = role("b", approved, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    assert "which may do everything" in only(judged(role("a", tags={"daypass:class": "agent"}), admin))


APPROVED = {"StringEquals": {"aws:PrincipalTag/approved": "true"}}


def over_a_broker(trust: dict[str, Any], asked: dict[str, Any] = APPROVED) -> tuple[Resource, ...]:
    """What a pull request assumes, and the role that lets sessions of it in by their tag."""
    release = role("c", lets_in(B, Condition=asked)), may("c", SECRET)
    return role("a", PULL_REQUEST), role("b", trust), may("b", allow("sts:AssumeRole", C)), *release


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"ForAnyValue:StringEquals": {"aws:TagKeys": ["ticket"]}},
        {"StringEquals": {"aws:RequestTag/ticket": "4711"}},
        {"StringEquals": {"aws:RequestTag/approved": "true"}},
        {"StringEqualsIfExists": {"aws:RequestTag/approved": "false"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["ticket", "approved"]}},
    ],
    ids=str,
)
def test_a_tag_that_was_put_on_at_the_role_before_is_no_check(condition: dict[str, Any]) -> None:
    message = only(judged(*over_a_broker(lets_in(A, TAGS, Condition=condition))))
    assert message.startswith("role 'a', which every pull request enters, leads to role 'c'")


@pytest.mark.parametrize(
    "trust",
    [
        lets_in(A),
        lets_in(A, TAGS, Condition={"ForAllValues:StringEquals": {"aws:TagKeys": ["ticket"]}}),
        lets_in(A, TAGS, Condition={"StringEquals": {"aws:RequestTag/approved": "false"}}),
        lets_in(A, TAGS, Condition={"Null": {"aws:RequestTag/approved": "true"}}),
    ],
    ids=["no tags", "others", "another value", "none"],
)
def test_a_tag_that_nobody_may_put_on_there_is_one(trust: dict[str, Any]) -> None:
    assert passes(judged(*over_a_broker(trust)))


APPROVES = {"StringEquals": {"aws:RequestTag/approved": "true"}}
OF_SEVERAL: dict[str, dict[str, Any]] = {
    "the second": {"StringEquals": {"aws:PrincipalTag/approved": ["emergency", "true"]}},
    "the first": {"StringEquals": {"aws:PrincipalTag/approved": ["true", "emergency"]}},
    "a pattern": {"StringLike": {"aws:PrincipalTag/approved": "tr*"}},
    "any": {"Null": {"aws:PrincipalTag/approved": "false"}},
    "any, and a pattern": {
        "Null": {"aws:PrincipalTag/approved": "false"},
        "StringLike": {"aws:PrincipalTag/approved": "t*"},
    },
    "any but": {"StringNotEquals": {"aws:PrincipalTag/approved": "no"}},
}


@pytest.mark.parametrize("asked", OF_SEVERAL.values(), ids=OF_SEVERAL)
def test_of_several_values_the_one_that_may_be_put_on_is_enough(asked: dict[str, Any]) -> None:
    message = only(judged(*over_a_broker(lets_in(A, TAGS, Condition=APPROVES), asked)))
    assert message.startswith("role 'a', which every pull request enters, leads to role 'c'")


@pytest.mark.parametrize("asked", OF_SEVERAL.values(), ids=OF_SEVERAL)
def test_so_it_is_where_who_puts_it_on_is_held_to_one(asked: dict[str, Any]) -> None:
    trust = lets_in(f"{ARN}root", TAGS)
    own = may("a", allow("sts:AssumeRole", B), allow("sts:TagSession", B, Condition=APPROVES))
    assert "leads to role 'c'" in only(judged(*over_a_broker(trust, asked), own))


@pytest.mark.parametrize(
    "asked",
    [
        {"StringEquals": {"aws:PrincipalTag/approved": ["emergency", "board"]}},
        {"StringLike": {"aws:PrincipalTag/approved": "em*"}},
        {"StringNotEquals": {"aws:PrincipalTag/approved": "true"}, "Null": {"aws:PrincipalTag/approved": "false"}},
        {
            "StringEquals": {"aws:PrincipalTag/approved": ["emergency", "true"]},
            "StringLike": {"aws:PrincipalTag/approved": "e*"},
        },
    ],
    ids=str,
)
def test_a_value_that_nobody_may_put_on_is_a_check(asked: dict[str, Any]) -> None:
    assert passes(judged(*over_a_broker(lets_in(A, TAGS, Condition=APPROVES), asked)))


def test_what_else_the_role_asks_for_stays_a_check() -> None:
    """The organisation of the session is not known here, and nobody brings it along as a tag."""
    asked = {"StringEquals": {"aws:PrincipalTag/approved": "true", "aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    assert passes(judged(*over_a_broker(lets_in(A, TAGS), asked)))


@pytest.mark.parametrize(("passed_on", "is_told"), [(["origin"], False), (["ticket"], True), (None, True)])
def test_a_tag_that_was_passed_on_before_cannot_be_replaced(passed_on: Any, *, is_told: bool) -> None:
    pinned = {"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": passed_on}} if passed_on else {}
    first = lets_in(A, TAGS, Condition={"StringEquals": {"aws:RequestTag/origin": "pr"}, **pinned})
    released = {"StringEquals": {"aws:PrincipalTag/origin": "release"}}
    chain = (
        *(role("a", PULL_REQUEST), role("b", first), may("b", allow(TAGS, C)), role("c", lets_in(B, TAGS))),
        *(
            may("c", allow("sts:AssumeRole", f"{ARN}role/d")),
            role("d", lets_in(C, Condition=released)),
            may("d", SECRET),
        ),
    )
    assert any("leads to role 'd'" in one for one in messages(judged(*chain))) is is_told
