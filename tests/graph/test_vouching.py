"""Who vouches for users to an identity pool has the role of whoever signed in there."""

from dataclasses import replace
from typing import Any

import pytest
from tests.graph.test_classic_flow import OTHER, POOL, TOKENS, given, trusting
from tests.support.becoming import allow, deny, graph, inner, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns, with_outputs

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HEAD = f"arn:aws:cognito-identity:eu-west-1:{ACCOUNT}:identitypool"
LEDGER = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/till-ledger"
VOUCHES = "cognito-identity:GetOpenIdTokenForDeveloperIdentity"
WRITES = allow("dynamodb:PutItem", LEDGER)
TILL = trusting("till")
OF_AWS = "arn:aws:iam::aws:policy"


def pool(provider: Any = "login.acme.kiosk", id_: str = POOL, **more: Any) -> Resource:
    said = {"identityPoolName": "kiosks", "developerProviderName": provider, **more}
    made = aws("cognito/identityPool", "kiosks", **said)
    return with_outputs(made, id=id_, arn=f"{HEAD}/{id_}") if id_ else made


def roles(of: Any = POOL, **named: str) -> Resource:
    return given(of, **(named or {"authenticated": f"{ARN}role/till"}))


def judged(
    *own: dict[str, Any], made: tuple[Resource, ...] = (), right: Any = WRITES, called: str = "inventory", **more: Any
) -> Answer:
    stack = made or (pool(), roles(), TILL)
    return judge_stack(no_path_to_more_rights, *stack, may("till", right), role(called, **more), may(called, *own))


@pytest.mark.parametrize("action", ["cognito-identity:Get*", "cognito-identity:*", "Cognito-Identity:GetOpenId*"])
@pytest.mark.parametrize("on", ["*", f"{HEAD}/{POOL}", f"{HEAD}/*"])
def test_a_pattern_of_actions_that_takes_it_in_gives_the_role_of_the_users(action: str, on: str) -> None:
    message = only(judged(allow(action, on)))
    assert message.startswith(f"role 'inventory' leads to role 'till', which may dynamodb:PutItem on {LEDGER}")
    assert f"as any user for whom it vouches to identity pool 'kiosks' (cognitoidentity-x01: {VOUCHES})" in message


def test_whoever_was_given_it_by_its_name_on_the_pool_is_who_vouches() -> None:
    assert passes(judged(allow(VOUCHES, f"{HEAD}/{POOL}")))
    assert passes(judged(allow([VOUCHES.lower(), "cognito-identity:LookupDeveloperIdentity"], f"{HEAD}/{POOL}")))
    assert passes(judged(managedPolicyArns=[f"{OF_AWS}/AmazonCognitoDeveloperAuthenticatedIdentities"]))


def test_whoever_counts_or_watches_what_others_do_vouches_for_nobody() -> None:
    assert "leads to role 'till'" in only(judged(allow(VOUCHES, f"{HEAD}/{POOL}"), called="login-statistics"))
    assert "leads to role 'till'" in only(judged(allow(VOUCHES, f"{HEAD}/{POOL}"), called="kiosk-monitor"))
    assert passes(judged(allow(VOUCHES, f"{HEAD}/{POOL}"), called="till-statistics"))


def test_by_its_name_on_any_pool_it_is_given_to_who_is_called_like_the_role() -> None:
    assert passes(judged(allow(VOUCHES), called="till-login"))
    assert "leads to role 'till'" in only(judged(allow(VOUCHES), called="inventory"))


@pytest.mark.parametrize("policy", ["AmazonCognitoReadOnly", "ReadOnlyAccess"])
def test_what_aws_lets_read_vouches_as_well(policy: str) -> None:
    assert "leads to role 'till'" in only(judged(managedPolicyArns=[f"{OF_AWS}/{policy}"]))


def test_a_role_that_may_do_everything_counts_whoever_vouches() -> None:
    message = only(judged(allow(VOUCHES, f"{HEAD}/{POOL}"), right=allow("*")))
    assert message.startswith("role 'inventory' may act as role 'till', which may do everything: ")


@pytest.mark.parametrize(
    "own",
    [
        allow(["cognito-identity:Describe*", "cognito-identity:List*", "cognito-identity:GetId"]),
        allow("cognito-identity:Get*", f"{HEAD}/{OTHER}"),
        allow("cognito-identity:Get*", Condition={"StringEquals": {"aws:ResourceTag/team": "facility"}}),
    ],
    ids=str,
)
def test_who_may_not_do_it_to_this_pool_is_quiet(own: dict[str, Any]) -> None:
    assert passes(judged(own))
    assert passes(judged(allow("cognito-identity:Get*"), deny("cognito-identity:GetOpenId*")))


@pytest.mark.parametrize(
    "made",
    [
        (pool(provider=None), roles(), TILL),
        (pool(provider=""), roles(), TILL),
        (pool(), roles(unauthenticated=f"{ARN}role/till"), TILL),
        (pool(), roles(OTHER), TILL),
        (pool(), TILL),
        (pool(), roles(), trusting("till", aud=OTHER)),
        (pool(), roles(), trusting("till", amr="graph.facebook.com")),
        (pool(), roles(), trusting("till", **{f"{TOKENS}:sub": f"{POOL}x"})),
        (pool(), roles(), role("till")),
    ],
    ids=["none", "empty", "guests", "another's", "gives none", "trusts another", "one provider's", "one user's", "no"],
)
def test_a_pool_or_a_role_that_takes_nobodys_word_is_quiet(made: tuple[Resource, ...]) -> None:
    assert passes(judged(allow("cognito-identity:Get*"), made=made))


@pytest.mark.parametrize(
    "chosen", [trusting("till", aud=""), trusting("till", amr=""), trusting("till", amr="login.*")]
)
def test_the_role_may_ask_for_the_provider_or_for_nothing(chosen: Resource) -> None:
    assert "leads to role 'till'" in only(judged(allow("cognito-identity:Get*"), made=(pool(), roles(), chosen)))


def test_pools_of_the_other_provider_are_asked_by_their_id() -> None:
    said = {"identityPoolName": "kiosks", "developerProviderName": "login.acme.kiosk"}
    made = replace(native("cognito:IdentityPool", "kiosks", **said), id=POOL)
    attached = native(
        "cognito:IdentityPoolRoleAttachment", "r", identityPoolId=POOL, roles={"authenticated": f"{ARN}role/till"}
    )
    stack = (made, attached, TILL)
    assert "leads to role 'till'" in only(judged(allow("cognito-identity:Get*", f"{HEAD}/{POOL}"), made=stack))
    assert passes(judged(allow("cognito-identity:Get*", f"{HEAD}/{OTHER}"), made=stack))


def test_a_pool_that_is_not_made_yet_may_be_the_one_that_is_named() -> None:
    stack = (pool(id_=""), roles(UNKNOWN), TILL)
    waiting = (
        stack[0],
        replace(stack[1], property_dependencies={"identityPoolId": (stack[0].urn,)}),
        trusting("till", aud=""),
    )
    assert "leads to role 'till'" in only(judged(allow("cognito-identity:Get*", f"{HEAD}/*"), made=waiting))
    named = judged(allow("cognito-identity:Get*", f"{HEAD}/{OTHER}"), made=waiting)
    assert not named.problems
    assert "arn" in unknowns(named)


def test_of_pipelines_secrets_count() -> None:
    secret = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:bank-??????")
    pipeline = {"tags": {"daypass:class": "pipeline"}}
    assert passes(judged(allow("cognito-identity:*"), **pipeline))
    assert "GetSecretValue" in only(judged(allow("cognito-identity:*"), right=secret, **pipeline))


@pytest.mark.parametrize(
    ("made", "untold"),
    [
        ((pool(provider=UNKNOWN), roles(), TILL), "developerProviderName"),
        ((pool(provider=Secret(UNKNOWN)), roles(), TILL), "developerProviderName"),
        ((pool(), roles(), replace(TILL, inputs=role("till", assumeRolePolicy=UNKNOWN).inputs)), "assumeRolePolicy"),
    ],
)
def test_what_is_not_known_of_the_pool_is_undecided(made: tuple[Resource, ...], untold: str) -> None:
    answer = judged(allow("cognito-identity:Get*"), made=made)
    assert not answer.problems
    assert untold in unknowns(answer)
    assert passes(judged(allow("cognito-identity:List*"), made=made))


def test_the_step_is_one_to_the_role() -> None:
    found = graph(pool(), roles(), TILL, role("inventory"), may("inventory", allow("cognito-identity:Get*")))
    (edge,) = inner(found, "inventory")
    assert (edge.how, edge.target.name, edge.is_certain, edge.thing) == ("federation", "till", True, f"{HEAD}/{POOL}")


@pytest.mark.parametrize("odd", [7, [], {}, "", UNKNOWN, Secret(""), [7], [UNKNOWN], True])
def test_no_shape_breaks_it(odd: Any) -> None:
    for made in (pool(provider=odd), pool(identityPoolName=odd, arn=odd, id_="")):
        for attached in (roles(odd), roles(authenticated=odd)):
            assert isinstance(judged(allow("cognito-identity:Get*"), made=(made, attached, TILL)).problems, tuple)
