"""Whoever signed in to an app where anybody signs up takes no step unchecked to what users were not given."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

POOL = "eu-west-1_abc"
IDENTITIES = "eu-west-1:1111"
PROVIDER = f"cognito-idp.eu-west-1.amazonaws.com/{POOL}"
SUB = "${cognito-identity.amazonaws.com:sub}"
DELETES = allow("dynamodb:DeleteItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/posts")
TAGGED = {"StringEquals": {"aws:PrincipalTag/role": "moderator"}}


def signed_in(**asked: Any) -> dict[str, Any]:
    condition = {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": IDENTITIES, **asked},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    }
    return by_token("cognito-identity.amazonaws.com", condition)


def by_token(provider: str, condition: dict[str, Any]) -> dict[str, Any]:
    return lets_in({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", Condition=condition)


def app(
    users: dict[str, Any] | None = None,
    client: dict[str, Any] | None = None,
    roles: Any = None,
    mappings: Any = None,
    **pool: Any,
) -> tuple[Resource, ...]:
    providers = {"cognitoIdentityProviders": [{"clientId": "web", "providerName": PROVIDER}]}
    gives = {"roles": {"authenticated": f"{ARN}role/user"} if roles is None else roles, "roleMappings": mappings}
    return (
        aws("cognito/userPool", "users", id=POOL, **(users or {})),
        aws("cognito/userPoolClient", "web", id="web", userPoolId=POOL, **(client or {})),
        aws("cognito/identityPool", "app", id=IDENTITIES, **{**providers, **pool}),
        aws("cognito/identityPoolRoleAttachment", "app", identityPoolId=IDENTITIES, **gives),
    )


def judged(
    *around: Resource, trust: Any = None, right: Any = DELETES, moderator: Any = f"{ARN}role/user", **own: Any
) -> Answer:
    steps = role("user", trust or signed_in()), may("user", allow("sts:AssumeRole", f"{ARN}role/moderator"))
    stack = (*steps, role("moderator", moderator, **own), may("moderator", right), *around)
    return judge_stack(low_trust_does_not_trigger_high, *stack)


def test_every_user_has_what_their_role_leads_to() -> None:
    (problem,) = judged(*app()).problems
    assert problem.message.startswith("role 'user', which every signed-in user enters, leads to role 'moderator', ")
    assert problem.advisory


@pytest.mark.parametrize(
    "users",
    [
        {"adminCreateUserConfig": {"allowAdminCreateUserOnly": True}},
        {"adminCreateUserConfig": {"allowAdminCreateUserOnly": UNKNOWN}},
        {"lambdaConfig": {"preSignUp": "arn:aws:lambda:eu-west-1:111122223333:function:of-the-company"}},
        {"lambdaConfig": {"preSignUp": UNKNOWN}},
    ],
    ids=str,
)
def test_who_does_not_just_sign_up_is_somebody(users: dict[str, Any]) -> None:
    assert passes(judged(*app(users)))


@pytest.mark.parametrize(
    ("by", "is_told"), [(["Okta"], False), (["Google"], True), (["COGNITO", "Okta"], True), ([UNKNOWN], False)]
)
def test_a_provider_of_the_company_knows_its_people(by: list[Any], *, is_told: bool) -> None:
    assert bool(judged(*app(client={"supportedIdentityProviders": by})).problems) is is_told


@pytest.mark.parametrize(
    ("providers", "is_told"),
    [
        ({"supportedLoginProviders": {"accounts.google.com": "1.apps.googleusercontent.com"}}, True),
        ({"samlProviderArns": [f"{ARN}saml-provider/company"]}, False),
        ({"openidConnectProviderArns": [f"{ARN}oidc-provider/company"]}, False),
        ({"developerProviderName": "app"}, False),
    ],
    ids=str,
)
def test_it_depends_on_whom_the_pool_asks(providers: dict[str, Any], *, is_told: bool) -> None:
    assert bool(judged(*app(cognitoIdentityProviders=[], **providers)).problems) is is_told


@pytest.mark.parametrize(
    "roles",
    [
        {},
        {"authenticated": f"{ARN}role/another"},
        {"unauthenticated": f"{ARN}role/user"},
        UNKNOWN,
    ],
    ids=str,
)
def test_a_role_that_some_users_get_is_not_everybodys(roles: Any) -> None:
    assert passes(judged(*app(roles=roles)))


@pytest.mark.parametrize(("otherwise", "is_told"), [("Deny", False), ("AuthenticatedRole", True)])
def test_who_is_in_no_group_may_get_no_role(otherwise: str, *, is_told: bool) -> None:
    mappings = [{"identityProvider": f"{PROVIDER}:web", "type": "Token", "ambiguousRoleResolution": otherwise}]
    assert bool(judged(*app(mappings=mappings)).problems) is is_told


def test_a_pool_that_the_stack_does_not_have_says_nothing() -> None:
    assert passes(judged())


@pytest.mark.parametrize(
    "asked", [{"aws:SourceIp": "10.0.0.0/8"}, {"cognito-identity.amazonaws.com:sub": "x"}, {"aws:RequestTag/team": "x"}]
)
def test_a_trust_that_asks_for_more_is_not_for_everybody(asked: dict[str, Any]) -> None:
    assert passes(judged(*app(), trust=signed_in(**asked)))


@pytest.mark.parametrize(
    "right",
    [
        {**DELETES, "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [SUB]}}},
        allow("s3:PutObject", f"arn:aws:s3:::posts/{SUB}/*"),
        allow("s3:PutObject", "arn:aws:s3:::posts/${aws:PrincipalTag/sub}/*"),
    ],
    ids=str,
)
def test_what_is_below_their_own_name_is_theirs(right: dict[str, Any]) -> None:
    assert passes(judged(*app(), right=right))
    more = allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/posts")
    both = may("moderator", right, more)
    assert "may dynamodb:PutItem on" in only(judged(*app(), both, right=right))


def test_a_step_that_is_checked_passes() -> None:
    assert passes(judged(*app(), moderator=lets_in(f"{ARN}role/user", Condition=TAGGED)))


@pytest.mark.parametrize(
    ("provider", "asked", "is_told"),
    [
        ("accounts.google.com", {"accounts.google.com:aud": "1-x.apps.googleusercontent.com"}, True),
        ("accounts.google.com", {"accounts.google.com:aud": "115922334455"}, False),
        (
            "accounts.google.com",
            {"accounts.google.com:aud": "1-x.apps.googleusercontent.com", "accounts.google.com:sub": "1"},
            False,
        ),
        ("graph.facebook.com", {"graph.facebook.com:app_id": "77"}, True),
        ("graph.facebook.com", {"graph.facebook.com:app_id": "77", "graph.facebook.com:id": "1"}, False),
        ("www.amazon.com", {"www.amazon.com:app_id": "amzn1.application-oa2-client.x"}, True),
    ],
)
def test_users_of_an_app_of_a_provider_for_everybody(provider: str, asked: dict[str, Any], *, is_told: bool) -> None:
    found = messages(judged(trust=by_token(provider, {"StringEquals": asked})))
    assert ["which every signed-in user enters" in one for one in found] == [True] * is_told


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, [None], [{"providerName": 7}], [{"clientId": []}]])
def test_no_shape_breaks_it(odd: Any) -> None:
    for shape in ({"cognitoIdentityProviders": odd}, {"supportedLoginProviders": odd}):
        assert judged(*app(**shape)).error is None
    for key in ("lambdaConfig", "adminCreateUserConfig"):
        assert judged(*app({key: odd})).error is None
    assert judged(*app(client={"supportedIdentityProviders": odd})).error is None
