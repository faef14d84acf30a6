"""A session that brings about the next one of its role is told, and none that must show what was not stolen with it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, deny, document, lets_in, may, role
from tests.support.grants import ARN, aws, policy
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_assuming_of_any_role import no_assuming_of_any_role
from daypass_policies.rules.session_does_not_renew_itself import session_does_not_renew_itself

ASSUME = "sts:AssumeRole"
ITSELF, ROOM = f"{ARN}role/reports", lets_in(f"{ARN}root")
MAY = allow(ASSUME, ITSELF)


def judged(*resources: Resource) -> Answer:
    return judge_stack(session_does_not_renew_itself, *resources)


def under(condition: dict[str, Any], principal: str = ITSELF) -> dict[str, Any]:
    return lets_in(principal, Condition=condition)


def to(name: str, **more: Any) -> dict[str, Any]:
    return allow(ASSUME, f"{ARN}role/{name}", **more)


def ring(*names: str, trust: dict[str, Any] | None = None) -> list[Resource]:
    """Each may assume the one behind it, and the last of them the first, which says itself whom it lets in."""
    before = dict(zip(names, (names[-1], *names), strict=False))
    after = dict(zip(names, (*names[1:], names[0]), strict=True))
    trusts = {name: f"{ARN}role/{before[name]}" for name in names}
    roles = [role(name, LAMBDA, trust if trust and name == names[0] else trusts[name]) for name in names]
    return [*roles, *(may(name, to(after[name])) for name in names)]


# Itself


def test_a_role_that_is_only_looked_up_is_asked_where_it_is_made() -> None:
    found = role("reports", LAMBDA, ITSELF)
    assert judged(found, may("reports", MAY)).problems
    assert passes(judged(replace(found, external=True), may("reports", MAY)))


@pytest.mark.parametrize("trust", [ITSELF, ROOM, under({"ArnLike": {"aws:PrincipalArn": f"{ARN}role/rep*"}}, "*")])
@pytest.mark.parametrize("assumed", [ITSELF, f"{ARN}role/rep*", "arn:aws:iam::*:role/reports"])
def test_a_role_that_may_assume_itself_is_told(trust: Any, assumed: str) -> None:
    message = only(judged(role("reports", LAMBDA, trust), may("reports", allow(ASSUME, assumed))))
    assert message.startswith("role 'reports' may assume itself, so that whoever has a session of it renews that")


def test_it_is_advice_of_medium_weight_and_no_policy_is_needed_where_the_trust_names_it() -> None:
    (problem,) = judged(role("reports", LAMBDA, ITSELF)).problems
    assert problem.at == "assumeRolePolicy.Statement[1]"
    rule = session_does_not_renew_itself
    said = (rule.risk, rule.severity, rule.confidence, rule.level)
    assert said == ("role-chaining", "medium", "medium", "advisory")


def test_since_2022_no_role_trusts_itself_unsaid() -> None:
    assert passes(judged(role("reports", LAMBDA), may("reports", MAY)))
    assert passes(judged(role("reports", LAMBDA, ROOM)))
    assert passes(judged(role("reports", LAMBDA, ROOM), may("reports", to("exports"))))
    assert passes(judged(role("reports", LAMBDA, f"{ARN}role/exports"), may("reports", MAY)))


@pytest.mark.parametrize("denied", [ITSELF, f"{ARN}role/*", "*"])
def test_a_deny_on_itself_keeps_it_from_that(denied: str) -> None:
    assert passes(judged(role("reports", LAMBDA, ITSELF), may("reports", MAY, deny(ASSUME, denied))))
    keeps_out = {"Effect": "Deny", "Principal": {"AWS": ITSELF}, "Action": ASSUME}
    assert passes(judged(role("reports", LAMBDA, ROOM, keeps_out), may("reports", MAY)))


def test_a_boundary_keeps_it_from_that_where_the_trust_leaves_it_to_its_policies() -> None:
    fence = policy("fence", policy=document(allow("s3:*")))
    bounded = role("reports", LAMBDA, ROOM, permissionsBoundary=f"{ARN}policy/fence")
    assert passes(judged(bounded, fence, may("reports", MAY)))
    elsewhere = role("reports", LAMBDA, ROOM, permissionsBoundary=f"{ARN}policy/platform")
    assert "unless a permissions boundary" in only(judged(elsewhere, may("reports", MAY)))


HELD = [
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}},
    {"StringEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}},
    {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}},
    {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    {"ArnLike": {"aws:SourceArn": "arn:aws:lambda:eu-west-1:111122223333:function:reports"}},
    {"StringEquals": {"aws:PrincipalTag/approved": "yes"}},
    {"DateLessThan": {"aws:CurrentTime": "2099-01-01T00:00:00Z"}},
]


@pytest.mark.parametrize("condition", HELD, ids=str)
def test_what_a_stolen_session_cannot_bring_again_ends_it(condition: dict[str, Any]) -> None:
    assert passes(judged(role("reports", LAMBDA, under(condition)), may("reports", MAY)))
    assert passes(judged(role("reports", LAMBDA, ROOM), may("reports", {**MAY, "Condition": condition})))
    open_too = role("reports", LAMBDA, under(condition), ITSELF)
    assert messages(judged(open_too, may("reports", MAY)))
    assert messages(judged(role("reports", LAMBDA, ROOM), may("reports", {**MAY, "Condition": condition}, MAY)))


@pytest.mark.parametrize(
    "condition",
    [
        {"NotIpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}},
        {"StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-0a1b2c3d"}},
    ],
    ids=str,
)
def test_a_deny_of_all_that_comes_from_elsewhere_ends_it(condition: dict[str, Any]) -> None:
    fenced = may("reports", MAY, {**deny("*"), "Condition": condition})
    assert passes(judged(role("reports", LAMBDA, ITSELF), fenced))
    keeps_out = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ASSUME, "Condition": condition}
    assert passes(judged(role("reports", LAMBDA, ITSELF, keeps_out), may("reports", MAY)))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"sts:RoleSessionName": "reports-*"}},
        {"ArnEquals": {"aws:PrincipalArn": ITSELF}},
        {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-0a1b2c3d"}},
        {"StringEquals": {"aws:PrincipalTag/team": "books"}},
    ],
    ids=str,
)
def test_what_every_session_of_it_has_or_says_itself_ends_nothing(condition: dict[str, Any]) -> None:
    assert messages(judged(role("reports", LAMBDA, under(condition), tags={"team": "books"}), may("reports", MAY)))


UNITY = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"


def test_a_storage_credential_assumes_itself_under_an_external_id() -> None:
    both = lets_in({"AWS": [UNITY, ITSELF]}, Condition={"StringEquals": {"sts:ExternalId": "0000"}})
    assert passes(judged(role("reports", both), may("reports", MAY)))
    assert messages(judged(role("reports", both, ITSELF), may("reports", MAY)))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:RequestTag/tenant": "?*"}},
        {"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": ["tenant"]}},
    ],
    ids=str,
)
def test_a_role_that_narrows_itself_to_a_tenant_renews_nothing(condition: dict[str, Any]) -> None:
    actions = [ASSUME, "sts:TagSession"]
    narrows = lets_in(ITSELF, actions, Condition=condition)
    assert passes(judged(role("reports", LAMBDA, narrows), may("reports", allow(actions, ITSELF))))
    narrowed = {**allow(actions, ITSELF), "Condition": condition}
    assert passes(judged(role("reports", LAMBDA, ROOM), may("reports", narrowed)))


def test_of_whoever_may_assume_any_role_another_rule_speaks() -> None:
    every = role("reports", LAMBDA, ROOM), may("reports", allow(ASSUME))
    assert messages(judge_stack(no_assuming_of_any_role, *every))
    assert passes(judged(*every))
    admin = role("reports", LAMBDA, ROOM, managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
    assert passes(judged(admin))


def test_what_is_not_known_is_undecided_where_the_other_side_lets_it() -> None:
    unread = aws("iam/rolePolicy", "p", role="reports", policy=UNKNOWN)
    assert unknowns(judged(role("reports", LAMBDA, ROOM), unread)) == ["policy"]
    assert passes(judged(role("reports", LAMBDA), unread))
    unsaid = aws("iam/role", "reports", name="reports", arn=ITSELF, assumeRolePolicy=UNKNOWN)
    assert unknowns(judged(unsaid, may("reports", MAY))) == ["assumeRolePolicy"]
    assert passes(judged(unsaid, may("reports", to("exports"))))


@pytest.mark.parametrize("given", [(), (MAY,)], ids=["by its trust alone", "by both"])
def test_by_its_name_alone_a_role_may_be_the_one_that_its_trust_names(given: tuple[dict[str, Any], ...]) -> None:
    def unread(trusted: str, **more: Any) -> Resource:
        trust = document(lets_in(LAMBDA), lets_in(f"{ARN}role/{trusted}"))
        return aws("iam/role", "reports", arn=UNKNOWN, assumeRolePolicy=trust, **more)

    held = (may("reports", *given),) if given else ()
    assert len(unknowns(judged(unread("reports", name="reports"), *held))) == 1
    assert passes(judged(unread("exports", name="reports")))
    assert passes(judged(unread("reports"), *held))


# Each other


def test_two_that_may_assume_each_other_are_told_once() -> None:
    message = only(judged(*ring("left", "right")))
    assert message.startswith("role 'left' may assume role 'right', which leads back to it, so that whoever has")
    assert message == only(judged(*reversed(ring("left", "right"))))


def test_a_longer_ring_is_told_once() -> None:
    message = only(judged(*ring("a", "b", "c", "d")))
    assert message.startswith("role 'a' may assume role 'b', which leads back to it over 'c', 'd', so that")
    assert len(messages(judged(*ring("a", "b", "c"), *ring("p", "q", "r"), *ring("x", "y")))) == 3


def test_a_chain_that_does_not_lead_back_passes() -> None:
    chain = role("left", LAMBDA), may("left", to("right")), role("right", f"{ARN}role/left")
    assert passes(judged(*chain))
    assert passes(judged(*chain, may("right", to("left"))))


@pytest.mark.parametrize("condition", HELD, ids=str)
def test_one_step_that_asks_for_what_was_not_stolen_breaks_a_ring(condition: dict[str, Any]) -> None:
    assert passes(judged(*ring("left", "right", trust=under(condition, f"{ARN}role/right"))))
    assert passes(judged(*ring("a", "b", "c", trust=under(condition, f"{ARN}role/c"))))


def test_an_external_id_between_two_is_no_secret_of_theirs() -> None:
    shown = under({"StringEquals": {"sts:ExternalId": "0000"}}, f"{ARN}role/right")
    assert messages(judged(*ring("left", "right", trust=shown)))


def test_a_deny_breaks_a_ring_and_an_unknown_trust_leaves_it_undecided() -> None:
    denied = may("right", to("left"), deny(ASSUME, f"{ARN}role/left"))
    *roles, _ = ring("left", "right")
    assert passes(judged(*roles, denied))
    unsaid = aws("iam/role", "left", name="left", arn=f"{ARN}role/left", assumeRolePolicy=UNKNOWN)
    assert unknowns(judged(unsaid, *ring("left", "right")[1:])) == ["assumeRolePolicy"]


def test_however_many_may_assume_each_other_each_is_told_once_at_most() -> None:
    names = [f"r{at:02}" for at in range(12)]
    many = [role(name, *(f"{ARN}role/{other}" for other in names if other != name)) for name in names]
    assert len(messages(judged(*many))) <= len(names)


@pytest.mark.parametrize(
    "condition",
    [
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
        {"Null": {"aws:SourceIp": "false"}},
    ],
)
def test_a_condition_that_lets_everybody_through_holds_no_session_back(condition: dict[str, Any]) -> None:
    assert only(judged(role("reports", LAMBDA, under(condition)), may("reports", MAY)))


def denied_under(condition: dict[str, Any]) -> Answer:
    return judged(role("reports", LAMBDA, ITSELF), may("reports", MAY, deny(ASSUME, ITSELF, Condition=condition)))


def test_a_denial_holds_back_whoever_is_elsewhere_and_not_whom_it_names() -> None:
    assert only(denied_under({"IpAddress": {"aws:SourceIp": "203.0.113.7/32"}}))
    assert only(denied_under({"Bool": {"aws:ViaAWSService": "true"}}))
    assert passes(denied_under({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))
    assert passes(denied_under({"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}))
