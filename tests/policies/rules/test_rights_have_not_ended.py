"""What `rights-have-not-ended` refuses, passes and leaves undecided."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import TODAY, judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["rights-have-not-ended"]
ROLE = "aws:iam/role:Role"
PAST, FUTURE = "2026-06-30T00:00:00Z", "2027-06-30T00:00:00Z"


def before(day: Any, operator: str = "DateLessThan", key: str = "aws:CurrentTime", **more: Any) -> dict[str, Any]:
    condition = {operator: {key: day}}
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition, **more}


ALWAYS = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def judged(*statements: Any, **inputs: Any) -> Answer:
    policies = [{"name": f"p{index}", "policy": document(one)} for index, one in enumerate(statements)]
    return judge_stack(RULE, Resource.of(ROLE, "migration", **{"inlinePolicies": policies, **inputs}))


LEFT = ["role 'migration' has no rights left since 2026-06-30"]


@pytest.mark.parametrize(
    "statement",
    [
        before(PAST),
        before("2026-06-30"),
        before(PAST, "DateLessThanEquals"),
        before(PAST, key="AWS:currenttime"),
        before("1782777600", "NumericLessThan", "aws:EpochTime"),
        before(["2026-01-31", PAST]),
    ],
    ids=repr,
)
def test_a_role_whose_only_right_has_ended_is_left_behind(statement: Any) -> None:
    assert messages(judged(statement)) == LEFT


def test_the_last_end_counts() -> None:
    assert messages(judged(before("2025-01-31"), before(PAST))) == LEFT
    assert passes(judged(before(PAST), before(FUTURE)))
    assert passes(judged(before(PAST), ALWAYS))


@pytest.mark.parametrize(
    "statement",
    [
        ALWAYS,
        before(FUTURE),
        before(str(TODAY)),
        before("soon"),
        before([PAST, "soon"]),
        before([PAST, FUTURE]),
        before(PAST, "DateLessThanIfExists", "aws:TokenIssueTime"),
        before(PAST, "DateGreaterThan"),
        before(PAST, "ForAllValues:DateLessThan"),
        before(PAST, Effect="Deny"),
    ],
    ids=repr,
)
def test_what_still_gives_or_never_gave_passes(statement: Any) -> None:
    assert passes(judged(statement))


def test_a_role_without_rights_passes() -> None:
    assert passes(judge_stack(RULE, Resource.of(ROLE, "migration")))
    assert passes(judged({"Effect": "Deny", "Action": "*", "Resource": "*"}))


DENIED = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"DateGreaterThan": {"aws:CurrentTime": PAST}}}


def test_who_is_denied_everything_since_a_day_has_no_rights_either() -> None:
    assert messages(judged(ALWAYS, DENIED)) == LEFT
    assert passes(judged(ALWAYS, {**DENIED, "Condition": {"DateGreaterThan": {"aws:CurrentTime": FUTURE}}}))
    assert passes(judged(ALWAYS, {**DENIED, "Action": "s3:*"}))
    assert passes(judged(ALWAYS, {**DENIED, "Condition": {"DateGreaterThan": {"aws:TokenIssueTime": PAST}}}))
    elsewhere = {**DENIED["Condition"], "StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}
    assert passes(judged(ALWAYS, {**DENIED, "Condition": elsewhere}))
    assert passes(judged(DENIED))


def test_policies_of_every_kind_count() -> None:
    held = Resource.of(ROLE, "migration", name="migration")
    inline = Resource.of("aws:iam/rolePolicy:RolePolicy", "copy", role="migration", policy=document(before(PAST)))
    assert messages(judge_stack(RULE, held, inline)) == LEFT
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="migration", policyArn=arn)
    assert passes(judge_stack(RULE, held, inline, attached))


def test_users_are_asked_with_their_groups() -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci")
    own = Resource.of("aws:iam/userPolicy:UserPolicy", "w", user="ci", policy=document(before(PAST)))
    group = Resource.of("aws:iam/group:Group", "g", name="g")
    member = Resource.of("aws:iam/userGroupMembership:UserGroupMembership", "m", user="ci", groups=["g"])
    rights = Resource.of("aws:iam/groupPolicy:GroupPolicy", "gp", group="g", policy=document(ALWAYS))
    assert len(judge_stack(RULE, user, own).problems) == 1
    assert passes(judge_stack(RULE, user, own, group, member, rights))


def test_what_is_not_known_is_undecided_where_it_decides() -> None:
    unknown = [{"name": "a", "policy": document(before(PAST))}, {"name": "b", "policy": UNKNOWN}]
    assert unknowns(judged(inlinePolicies=unknown)) == ["inlinePolicies[1].policy"]
    still = [{"name": "a", "policy": document(ALWAYS)}, {"name": "b", "policy": UNKNOWN}]
    assert passes(judged(inlinePolicies=still))
    assert passes(judged(inlinePolicies=UNKNOWN))  # nothing shows that anything has ended


def of_policy(*statements: Any) -> Answer:
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", role="migration", policy={"Statement": list(statements)})
    return judge_stack(RULE, Resource.of(ROLE, "migration", name="migration"), given)


@pytest.mark.parametrize("end", [before(UNKNOWN), {**before(PAST), "Condition": UNKNOWN}], ids=["day", "condition"])
def test_an_end_that_is_not_known_yet_may_be_past(end: Any) -> None:
    assert len(unknowns(of_policy(end))) == 1
    assert len(unknowns(of_policy(before(PAST), end))) == 1
    assert passes(of_policy(ALWAYS, end))
    assert passes(of_policy({**ALWAYS, "Effect": UNKNOWN}))  # nothing speaks of an end


def test_what_is_marked_is_judged_and_not_told() -> None:
    marked = Secret([{"name": "a", "policy": document(before(PAST))}])
    assert messages(judged(inlinePolicies=marked)) == ["role 'migration' has no rights left"]


@given(st.lists(st.dates(date(2001, 1, 1), date(2060, 1, 1)), min_size=1, max_size=4))
def test_it_is_told_exactly_where_every_day_is_past(days: list[date]) -> None:
    found = judged(*(before(f"{day}T00:00:00Z") for day in days)).problems
    assert bool(found) == all(day < TODAY for day in days)
