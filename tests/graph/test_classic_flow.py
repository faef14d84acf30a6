"""Who has one role of an identity pool with the classic flow may choose any other role that takes the pool's tokens."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, with_outputs

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


@pytest.mark.parametrize("classic", [True, "true"])
@pytest.mark.parametrize("chosen", [DISPATCHER, trusting("dispatcher", aud=""), trusting("dispatcher", amr="")])
def test_who_has_a_role_of_the_pool_may_choose_another(classic: Any, chosen: Resource) -> None:
    message = only(judged(pool(classic), given(), TABLET, chosen))
    assert message.startswith("role 'tablet' leads to role 'dispatcher', which may secretsmanager:GetSecretValue on ")
    assert "who has role 'tablet' from identity pool 'devices' may choose role 'dispatcher' by the classic" in message


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
        assert "role 'tablet' leads to" in only(judged(pool(), guests, trusting("tablet", amr="un*"), chosen))


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
