"""What a trust asks for is met for certain where whoever asks may choose it, and perhaps where it is said of them."""

from typing import Any

import pytest
from tests.support.becoming import (
    LAMBDA,
    OTHER,
    ROOT,
    allow,
    every_edge,
    graph,
    inner,
    lets_in,
    may,
    not_known,
    role,
    told,
    user_may,
)
from tests.support.grants import ACCOUNT, ARN, user

from daypass.graph.becoming.edges import Edge
from daypass.model.resource import UNKNOWN, Resource, Secret

HOP = allow("sts:AssumeRole")
ORGANISATION = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}
NETWORK = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
STRANGERS = {"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}
EXTERNAL = {"StringEquals": {"sts:ExternalId": "acme"}}
TEAM = {"StringEquals": {"aws:PrincipalTag/team": "payments"}}


def hop(*trust: dict[str, Any], caller: Resource | None = None) -> Edge:
    """The one edge from role a to role b, which may do everything but what the trust of b forbids."""
    found = graph(caller or role("a"), may("a", HOP), role("b", *trust))
    (edge,) = inner(found, "a")
    return edge


def entry(*trust: dict[str, Any] | str) -> Edge:
    """The one edge from outside to role b."""
    (edge,) = (edge for edge in every_edge(graph(role("b", *trust))) if edge.source.is_outside)
    return edge


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, ROOT, f"{ARN}role/a"])
@pytest.mark.parametrize(
    "condition",
    [
        EXTERNAL,
        {"StringLike": {"sts:RoleSessionName": "ci-*"}},
        {"StringLike": {"sts:SourceIdentity": "*"}},
        {"NumericLessThanEquals": {"sts:DurationSeconds": "3600"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}},
        {"StringEquals": {"aws:RequestTag/team": "payments"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}},
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        {"ArnLike": {"aws:PrincipalArn": f"{ARN}role/*"}},
        {"StringEquals": {"aws:PrincipalType": "AssumedRole"}},
        {"StringEquals": {"aws:ResourceAccount": ACCOUNT}},
        {"StringLike": {"AWS:PRINCIPALORGID": "o-*"}},  # whoever writes it is in one, and so is nearly everyone
    ],
)
def test_what_whoever_asks_may_choose_or_the_stack_tells_is_certain(
    principal: str | dict[str, Any], condition: dict[str, Any]
) -> None:
    edge = hop(lets_in(principal, Condition=condition))
    assert (edge.is_certain, edge.unknown) == (True, ())
    assert edge.witness


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, ROOT, f"{ARN}role/a"])
@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        (ORGANISATION, "organisation"),
        ({"StringLike": {"AWS:PRINCIPALORGID": "o-abcdef1234"}}, "organisation"),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdef1234/*"}}, "organisation"),
        (NETWORK, "network"),
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, "network"),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, "network"),
        ({"StringEquals": {"aws:VpceOrgID": "o-abcdef1234"}}, "network"),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, "second factor"),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, "second factor"),
        ({"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}, "unique id"),
        ({"StringEquals": {"ec2:SourceInstanceARN": "arn:aws:ec2:eu-west-1:1:instance/i-1"}}, "circumstances"),
        ({**EXTERNAL, **NETWORK}, "network"),
    ],
)
def test_what_depends_on_who_or_where_somebody_is_is_possible_and_says_so(
    principal: str | dict[str, Any], condition: dict[str, Any], unknown: str
) -> None:
    edge = hop(lets_in(principal, Condition=condition))
    assert not_known(edge) in ((f"{unknown} of 'a'",), (f"{unknown} of whoever asks",))
    assert edge.witness is None


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abcdef1234"}},
        {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
        {"StringLike": {"aws:SourceVpc": "*"}},
    ],
)
def test_a_condition_that_asks_for_nothing_leaves_it_certain(condition: dict[str, Any]) -> None:
    assert hop(lets_in(ROOT, Condition=condition)).is_certain


def test_one_way_that_is_certain_is_enough() -> None:
    """Whatever the other statements ask for, and in whatever order they stand."""
    limited = [lets_in("*", Condition=ORGANISATION), lets_in(ROOT, Condition=NETWORK)]
    for free in (lets_in(ROOT), lets_in(ROOT, Condition=EXTERNAL), lets_in(f"{ARN}role/a", Condition=EXTERNAL)):
        assert hop(*limited, free).is_certain
        assert hop(free, *limited).is_certain


def test_a_way_that_cannot_be_gone_does_not_make_another_one_certain() -> None:
    contradicted = {"StringEquals": {"sts:ExternalId": "acme"}, "StringLike": {"sts:ExternalId": "b*"}}
    edge = hop(lets_in(ROOT, Condition=contradicted), lets_in(ROOT, Condition=NETWORK))
    assert not_known(edge) == ("network of whoever asks",)


def test_a_deny_of_strangers_leaves_it_open_who_is_one() -> None:
    for principal in ("*", {"AWS": "*"}):
        kept_out = {**lets_in(principal, Condition=STRANGERS), "Effect": "Deny"}
        assert not_known(hop(lets_in(ROOT), kept_out)) == ("organisation of 'a'",)
        assert not_known(hop(lets_in(f"{ARN}role/a", Condition=EXTERNAL), kept_out)) == ("organisation of 'a'",)


def test_a_deny_that_is_not_about_the_caller_leaves_it_certain() -> None:
    kept_out = {**lets_in(f"{ARN}role/c", Condition=STRANGERS), "Effect": "Deny"}
    assert hop(lets_in(ROOT), kept_out).is_certain
    avoided = {**lets_in("*", Condition={"StringNotEquals": {"sts:ExternalId": "acme"}}), "Effect": "Deny"}
    assert hop(lets_in(ROOT), avoided).is_certain


def test_an_organisation_that_its_policy_names_too_may_be_another_one() -> None:
    """Both sides want one, and the stack says none: that they agree makes nobody a member."""
    own = allow("sts:AssumeRole", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}})
    found = graph(role("a"), may("a", own), role("b", lets_in(ROOT, Condition=ORGANISATION)))
    assert told(found) == {("a", "assume?", "b")}
    other = allow("sts:AssumeRole", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}})
    assert told(graph(role("a"), may("a", other), role("b", lets_in(ROOT, Condition=ORGANISATION)))) == set()


def test_tags_that_the_stack_tells_are_known_and_others_may_be_the_ones_that_are_asked_for() -> None:
    asked = lets_in(ROOT, Condition=TEAM)
    for tags in ({"team": "payments"}, {"team": Secret("payments")}):
        assert hop(asked, caller=role("a", tags=tags)).is_certain
    for tags in ({"team": UNKNOWN}, UNKNOWN):
        assert not_known(hop(asked, caller=role("a", tags=tags))) == ("tags of 'a'",)
    assert told(graph(role("a", tags={"team": "other"}), may("a", HOP), role("b", asked))) == set()


def test_tags_of_a_session_are_whatever_its_maker_says() -> None:
    """Whoever assumes a role that takes tags may override those of the role itself."""
    asked = lets_in(ROOT, Condition=TEAM)
    taking = role("a", lets_in(LAMBDA, ["sts:AssumeRole", "sts:TagSession"]), tags={"team": "payments"})
    assert told(graph(role("a"), may("a", HOP), role("b", asked))) == set()
    assert not_known(hop(asked, caller=taking)) == ("tags of 'a'",)


def test_tags_of_the_role_itself_that_are_not_known_leave_it_open() -> None:
    own = {"StringEquals": {"aws:ResourceTag/team": "payments"}}
    found = graph(role("a"), may("a", HOP), role("b", lets_in(ROOT, Condition=own), tags=UNKNOWN))
    (edge,) = inner(found, "a")
    assert not_known(edge) in (("tags of 'b'",), ("tags of whoever asks",))


def test_a_user_comes_with_or_without_a_second_factor() -> None:
    found = graph(
        user("ann"),
        user_may("ann", HOP),
        role("b", lets_in(ROOT, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
    )
    assert told(found) == {("ann", "assume?", "b")}


def test_a_service_that_is_handed_a_role_comes_from_wherever_it_is_started() -> None:
    start = allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])
    source = {"ArnLike": {"aws:SourceArn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:*"}}
    own = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    for condition in (source, own):
        found = graph(role("a"), may("a", start), role("b", lets_in(LAMBDA, Condition=condition)))
        assert told(found) == {("a", "pass role", "b")}
    ours = {"StringEquals": {"aws:SourceOrgID": "o-abcdef1234"}}
    found = graph(role("a"), may("a", start), role("b", lets_in(LAMBDA, Condition=ours)))
    assert told(found) == {("a", "pass role?", "b")}


def test_everyone_in_an_organisation_is_not_everyone() -> None:
    paths = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdef1234/*"}}
    for condition in (ORGANISATION, paths, {**paths, **EXTERNAL}):
        edge = entry(lets_in("*", Condition=condition))
        assert edge.source.kind == "someone"
        assert not_known(edge) == ("organisation of someone whom a condition names",)
    assert not entry(lets_in("*"), {**lets_in("*", Condition=STRANGERS), "Effect": "Deny"}).is_certain


def test_one_whom_a_condition_names_among_everyone_is_not_everyone() -> None:
    edge = entry(lets_in("*", Condition={"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/theirs"}}))
    assert edge.source.kind == "someone"
    assert not_known(edge) == ("who meets the conditions of 'b'",)


@pytest.mark.parametrize(
    ("trust", "unknown"),
    [
        (lets_in("*"), ()),
        (lets_in("*", Condition=EXTERNAL), ()),
        (lets_in("*", Condition=TEAM), ()),
        (lets_in("*", Condition=NETWORK), ("network of everyone",)),
        (lets_in(OTHER), ()),
        (lets_in(OTHER, Condition=EXTERNAL), ()),
        (lets_in(OTHER, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), ()),
        (lets_in(OTHER, Condition=NETWORK), (f"network of account '{OTHER}'",)),
        (lets_in(OTHER, Condition=ORGANISATION), (f"organisation of account '{OTHER}'",)),
        (lets_in(LAMBDA, Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}}), ()),
    ],
)
def test_among_those_outside_someone_has_each_tag_but_nobody_chooses_where_they_are(
    trust: dict[str, Any], unknown: tuple[str, ...]
) -> None:
    assert not_known(entry(trust)) == unknown


def test_what_a_secret_trust_asks_for_is_not_shown() -> None:
    trust = {"Statement": [lets_in(OTHER, Condition={"StringEquals": {"aws:PrincipalOrgID": Secret("o-hidden1234")}})]}
    found = graph(role("b", assumeRolePolicy=trust))
    shown = "".join(f"{edge!r}{edge.why}{edge.unknown}" for edge in every_edge(found))
    assert OTHER not in shown
    assert "o-hidden1234" not in shown
