"""Who has one role of an identity pool with the classic flow may choose any other role that takes the pool's tokens."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, graph, inner, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, depending, native
from tests.support.rules import judge_stack, only, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

POOL = "eu-west-1:0e1d2c3b-4a59-4687-b111-abcdefabcdef"
OTHER = "eu-west-1:11111111-4a59-4687-b111-abcdefabcdef"
TOKENS = "cognito-identity.amazonaws.com"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:fleet-??????"
READS = allow("secretsmanager:GetSecretValue", SECRET)


def trusting(name: str, aud: str = POOL, amr: str = "authenticated", **more: Any) -> Resource:
    """A role that takes tokens of a pool from those of this kind; "" for all of them."""
    asked: dict[str, Any] = {"StringEquals": {f"{TOKENS}:aud": aud, **more}} if aud else {}
    kind = {"ForAnyValue:StringLike": {f"{TOKENS}:amr": amr}} if amr else {}
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": TOKENS},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {**asked, **kind},
    }
    says = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return aws("iam/role", name, name=name, arn=f"{ARN}role/{name}", assumeRolePolicy=says)


def pool(classic: Any = "true", id_: str = POOL, name: str = "devices") -> Resource:
    made = aws("cognito/identityPool", name, identityPoolName=name, allowClassicFlow=classic)
    return with_outputs(made, id=id_) if id_ else made


def given(of: Any = POOL, **roles: str) -> Resource:
    named = roles or {"authenticated": f"{ARN}role/tablet"}
    return aws("cognito/identityPoolRoleAttachment", "roles", identityPoolId=of, roles=named)


TABLET, DISPATCHER = trusting("tablet"), trusting("dispatcher")


def judged(*made: Resource, right: Any = READS) -> Answer:
    return judge_stack(no_path_to_more_rights, *made, may("dispatcher", right))


@pytest.mark.parametrize("classic", [True, "true", "True", "1"])
@pytest.mark.parametrize("chosen", [DISPATCHER, trusting("dispatcher", aud=""), trusting("dispatcher", amr="")])
def test_who_has_a_role_of_the_pool_may_choose_another(classic: Any, chosen: Resource) -> None:
    message = only(judged(pool(classic), given(), TABLET, chosen))
    assert message.startswith("role 'tablet' leads to role 'dispatcher', which may secretsmanager:GetSecretValue on ")
    assert "who has role 'tablet' from identity pool 'devices' may choose role 'dispatcher' by the classic" in message


def test_whether_the_flow_is_on_is_asked_only_where_there_is_another_role_to_choose() -> None:
    found = judged(pool(UNKNOWN), given(), TABLET, DISPATCHER, right=allow("*"))
    assert not found.problems
    assert unknowns(found) == ["allowClassicFlow"]
    assert passes(judged(pool(UNKNOWN), given(), TABLET, trusting("dispatcher", aud=OTHER), right=allow("*")))


def test_one_that_may_do_everything_is_chosen_as_well() -> None:
    message = only(judged(pool(), given(), TABLET, DISPATCHER, right=allow("*")))
    assert message.startswith("role 'tablet' may act as role 'dispatcher', which may do everything: ")


@pytest.mark.parametrize(
    "made",
    [
        (pool("false"), given(), TABLET, DISPATCHER),
        (aws("cognito/identityPool", "devices", identityPoolName="devices"), given(), TABLET, DISPATCHER),
        (pool(), given(OTHER), TABLET, DISPATCHER),
        (pool(), given(), TABLET, trusting("dispatcher", aud=OTHER)),
        (pool(), given(), TABLET, trusting("dispatcher", amr="login.example")),
        (pool(), given(), TABLET, trusting("dispatcher", **{f"{TOKENS}:sub": f"{POOL}x"})),
        (pool(), given(unauthenticated=f"{ARN}role/tablet"), TABLET, DISPATCHER),
        (pool(), given(), TABLET, role("dispatcher")),
        (pool(), TABLET, DISPATCHER),
    ],
    ids=[
        "off",
        "not on",
        "another's",
        "trusts another",
        "one provider's",
        "one user's",
        "guests",
        "no tokens",
        "gives none",
    ],
)
def test_what_takes_no_token_of_theirs_is_not_chosen(made: tuple[Resource, ...]) -> None:
    assert passes(judged(*made))


def test_guests_choose_what_asks_for_guests_or_for_nothing() -> None:
    guests = given(unauthenticated=f"{ARN}role/tablet")
    for amr in ("unauthenticated", ""):
        chosen = trusting("dispatcher", amr=amr)
        message = only(judged(pool(), guests, trusting("tablet", amr="un*"), chosen))
        assert "role 'tablet', which every guest enters, leads to" in message


def test_one_role_for_both_kinds_is_that_of_both() -> None:
    both = given(authenticated=f"{ARN}role/tablet", unauthenticated=f"{ARN}role/tablet")
    for amr in ("authenticated", "unauthenticated"):
        chosen = trusting("dispatcher", amr=amr)
        assert "role 'tablet' leads to" in only(judged(pool(), both, trusting("tablet", amr=""), chosen))
    assert passes(judged(pool(), both, TABLET, trusting("dispatcher", amr="login.example")))


def later(of: Resource | tuple[Resource, ...] = TABLET, **roles: Any) -> Resource:
    """An attachment whose roles are not known yet but for those that it depends on."""
    urns = tuple(one.urn for one in (of if isinstance(of, tuple) else (of,)))
    return replace(given(**(roles or {"unauthenticated": UNKNOWN})), property_dependencies={"roles": urns})


def test_a_role_that_is_not_known_yet_is_that_of_whom_it_is_given_to() -> None:
    guests = trusting("dispatcher", amr="unauthenticated")
    assert passes(judged(pool(), later(), TABLET, DISPATCHER))
    assert "role 'tablet' leads to" in only(judged(pool(), later(), TABLET, guests))
    assert "role 'tablet' leads to" in only(judged(pool(), later(authenticated=UNKNOWN), TABLET, DISPATCHER))
    assert passes(judged(pool(), later(authenticated=UNKNOWN), TABLET, guests))


def choosing(*made: Resource) -> list[tuple[str, bool]]:
    """Whom who has the role of the tablet may choose, and whether that is certain."""
    edges = inner(graph(*made), "tablet")
    return [(edge.target.name, edge.is_certain) for edge in edges if edge.how == "federation"]


def test_which_of_two_roles_that_are_not_known_it_is_leaves_it_undecided() -> None:
    visitor = trusting("visitor", amr="unauthenticated")
    both = later((TABLET, visitor), authenticated=UNKNOWN, unauthenticated=UNKNOWN)
    assert choosing(pool(), both, TABLET, visitor, DISPATCHER) == [("dispatcher", False), ("visitor", False)]
    one = later((TABLET, visitor), authenticated=UNKNOWN, unauthenticated=f"{ARN}role/visitor")
    assert choosing(pool(), one, TABLET, visitor, DISPATCHER) == [("dispatcher", True)]
    whole = depending(given(), roles=TABLET)
    assert choosing(pool(), whole, TABLET, DISPATCHER) == [("dispatcher", False)]


def test_a_role_that_a_rule_gives_is_that_of_somebody_who_signed_in() -> None:
    rule = {"claim": "team", "matchType": "Equals", "value": "ops", "roleArn": f"{ARN}role/tablet"}
    mapping = {"identityProvider": "graph.facebook.com", "type": "Rules", "mappingRules": [rule]}
    inputs = {"identityPoolId": POOL, "roles": {"unauthenticated": f"{ARN}role/tablet"}, "roleMappings": [mapping]}
    rules = aws("cognito/identityPoolRoleAttachment", "roles", **inputs)
    assert "role 'tablet' leads to" in only(judged(pool(), rules, TABLET, DISPATCHER))


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {f"{TOKENS}:aud": POOL}},
        {"StringLike": {f"{TOKENS}:aud": "eu-west-1:*"}},
        {"StringEqualsIgnoreCase": {f"{TOKENS}:aud": POOL.upper()}},
        {"StringEquals": {f"{TOKENS}:aud": [OTHER, POOL]}},
        {"StringNotEquals": {f"{TOKENS}:aud": OTHER}},
    ],
    ids=str,
)
def test_a_pool_is_asked_for_in_many_ways(condition: dict[str, Any]) -> None:
    chosen = role("dispatcher", lets_in({"Federated": TOKENS}, "sts:AssumeRoleWithWebIdentity", Condition=condition))
    assert "role 'tablet' leads to" in only(judged(pool(), given(), TABLET, chosen))


def test_a_pool_that_is_not_made_yet_is_known_by_what_is_attached_where_it_is_the_only_one() -> None:
    new = pool(id_="")
    assert "role 'tablet' leads to" in only(judged(new, given(), TABLET, DISPATCHER))
    assert passes(judged(new, pool(id_="", classic="false", name="web"), given(), TABLET, DISPATCHER))


def test_a_trust_that_is_not_known_yet_may_be_for_the_pool_on_which_it_depends() -> None:
    new = pool()
    later = aws("iam/role", "dispatcher", name="dispatcher", arn=f"{ARN}role/dispatcher", assumeRolePolicy=UNKNOWN)
    behind = replace(later, property_dependencies={"assumeRolePolicy": (new.urn,)})
    (edge,) = [one for one in inner(graph(new, given(), TABLET, behind), "tablet") if one.how == "federation"]
    assert edge.target.name == "dispatcher"
    assert not edge.is_certain


def test_a_pool_of_aws_native_is_read_alike() -> None:
    made = native("cognito:IdentityPool", "devices", allowClassicFlow=True)
    gives = {"identityPoolId": POOL, "roles": {"authenticated": f"{ARN}role/tablet"}}
    roles = native("cognito:IdentityPoolRoleAttachment", "roles", **gives)
    assert "role 'tablet' leads to" in only(judged(with_outputs(made, id=POOL), roles, TABLET, DISPATCHER))
