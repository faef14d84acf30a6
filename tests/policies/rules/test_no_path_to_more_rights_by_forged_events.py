"""Whoever puts the event by which something is taken for approved agrees for everyone who should."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
BUS, ACTIVATOR = f"arn:aws:events:{HERE}:event-bus/access", f"arn:aws:lambda:{HERE}:function:activator"
PATTERN: dict[str, Any] = {"source": ["acme.board"], "detail-type": ["AccessApproved"]}
PUTS = allow("events:PutEvents", BUS)
SETS = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
ASSIGNS = allow("sso:CreateAccountAssignment", SETS)
BOARD = role("board"), may("board", PUTS)


def puts(**asked: Any) -> dict[str, Any]:
    return {**PUTS, "Condition": asked}


def rule(pattern: Any = None, **inputs: Any) -> Resource:
    arn = f"arn:aws:events:{HERE}:rule/access/approved"
    said = {"arn": arn, "name": "approved", "eventBusName": "access", "eventPattern": json.dumps(pattern or PATTERN)}
    return aws("cloudwatch/eventRule", "approved", **{**said, **inputs})


def judged(*given: Any, by: str = "widget", on: Resource | None = None, **others: Any) -> Answer:
    runs = function("activator", "activator"), role("activator"), may("activator", others.get("right", ASSIGNS))
    arn = others.get("arn", ACTIVATOR)
    target = aws("cloudwatch/eventTarget", "t", rule="approved", eventBusName="access", arn=arn)
    beside = others.get("beside", BOARD)
    return judge_stack(no_path_to_more_rights, role(by), may(by, *given), on or rule(), target, *runs, *beside)


def test_who_puts_the_event_that_says_so_gives_permission_sets() -> None:
    (problem,) = (one for one in judged(PUTS).problems if one.on and one.on.name == "widget")
    assert problem.message == (
        "role 'widget' may put the event that says that something was approved, by which event rule 'approved' starts "
        f"function 'activator' as role 'activator', which may sso:CreateAccountAssignment on {SETS} "
        "(events:PutEvents), by policy.Statement[0] of 'widget-policy'"
    )
    assert problem.advisory


def told(*given: Any, **others: Any) -> bool:
    found = judged(*given, **others)
    return any(one.on and one.on.name == others.get("by", "widget") for one in found.problems)


@pytest.mark.parametrize(
    ("right", "is_told"),
    [
        (allow("iam:AttachRolePolicy", "arn:aws:iam::*:role/jit-*"), True),
        (allow("identitystore:CreateGroupMembership"), True),
        (allow("sso:ListAccountAssignments"), False),
        (allow("s3:PutObject", "arn:aws:s3:::orders/*"), False),
    ],
    ids=str,
)
def test_what_changes_who_may_what_is_no_event_of_others(right: dict[str, Any], *, is_told: bool) -> None:
    assert told(PUTS, right=right) is is_told


@pytest.mark.parametrize(
    "given",
    [
        puts(StringEquals={"events:source": ["acme.board", "acme.bookings"]}),
        puts(StringLike={"events:source": "acme.*"}),
        puts(StringEquals={"events:detail-type": ["AccessApproved", "AccessAsked"]}),
        allow("events:Put*"),
    ],
    ids=str,
)
def test_a_condition_that_lets_it_put_such_an_event_holds_nothing(given: dict[str, Any]) -> None:
    assert told(given)


@pytest.mark.parametrize(
    "given",
    [
        [puts(StringEquals={"events:source": "acme.bookings"})],
        [puts(StringEquals={"events:detail-type": "AccessAsked"})],
        [PUTS, deny("events:PutEvents", BUS, Condition={"StringNotEquals": {"events:source": "acme.bookings"}})],
        [allow("events:PutEvents", f"{BUS}-inbox")],
        [allow("*")],
    ],
    ids=["its own source", "another type", "denied", "another bus", "everything"],
)
def test_who_may_not_put_such_an_event_passes(given: list[dict[str, Any]]) -> None:
    found = judged(*given)
    assert not any("put the event" in one.message and one.on and one.on.name == "widget" for one in found.problems)


def test_who_puts_events_of_this_very_source_is_the_one_that_approves() -> None:
    own = puts(StringEquals={"events:source": "acme.board"})
    assert not told(own)
    assert "'widget' may put" in only(judged(PUTS, beside=(role("board"), may("board", own))))


def test_who_is_there_for_approvals_and_who_alone_puts_them_pass() -> None:
    assert not told(PUTS, by="access-approvals")
    assert passes(judged(PUTS, beside=()))


@pytest.mark.parametrize(
    ("pattern", "is_told"),
    [
        ({"source": ["acme.board"], "detail": {"state": ["APPROVED"]}}, True),
        ({"source": ["acme.board"], "detail-type": ["AccessRequested"]}, False),
        ({"source": ["aws.sso"], "detail-type": ["AccessApproved"]}, False),
        ({"source": ["acme.board"], "detail-type": ["AccessApproved"], "account": ["222233334444"]}, False),
    ],
    ids=["by its detail", "is asked", "of AWS", "of another account"],
)
def test_what_is_an_approval_the_rule_says(pattern: dict[str, Any], *, is_told: bool) -> None:
    assert told(PUTS, on=rule(pattern)) is is_told


def test_what_a_rule_takes_may_not_be_known_yet() -> None:
    found = judged(PUTS, on=rule(eventPattern=UNKNOWN))
    assert not found.problems
    assert "eventPattern" in unknowns(found)
    assert passes(judged(allow("logs:PutLogEvents"), on=rule(eventPattern=UNKNOWN), beside=()))
    assert passes(judged(PUTS, on=rule(state="DISABLED")))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret("x")])
def test_no_shape_breaks_it(odd: Any) -> None:
    for key in ("name", "eventBusName", "eventPattern", "state"):
        assert judged(PUTS, on=rule(**{key: odd})).error is None
    assert judged(PUTS, arn=odd).error is None
