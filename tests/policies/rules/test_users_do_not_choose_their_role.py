"""Users do not write the attribute themselves by which an identity pool gives them a role, or tags their session."""

import json
from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ARN, aws, depending, native, new
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.users_do_not_choose_their_role import users_do_not_choose_their_role

ID = "eu-central-1_Clinic042"
PROVIDER = f"cognito-idp.eu-central-1.amazonaws.com/{ID}"
OTHER = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Labs00007"
SAML = f"{ARN}saml-provider/hospital"
SURGEON = f"{ARN}role/surgeon"
LEVEL = "custom:level"
POOLS = "cognito-identity.amazonaws.com"
OF_A_USER = lets_in({"Federated": POOLS}, ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"])
BY_WARD = allow("s3:GetObject", "arn:aws:s3:::charts/${aws:PrincipalTag/ward}/*")
TOLD = "app client 'app' lets users write 'custom:level', by which 'roles' gives them role 'surgeon'"
TOLD_OF_TAG = "app client 'app' lets users write 'custom:ward', by which 'tags' gives them the tag 'ward'"
ADMIN_ONLY = {"adminCreateUserConfig": {"allowAdminCreateUserOnly": True}}
SCOPE = "aws.cognito.signin.user.admin"
OF_SERVER = {"explicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "allowedOauthScopes": ["openid", "email"]}


def client(**inputs: Any) -> Resource:
    return aws("cognito/userPoolClient", "app", **{"userPoolId": ID, "writeAttributes": ["email", LEVEL], **inputs})


def pool(**inputs: Any) -> Resource:
    return aws("cognito/userPool", "people", **{"id": ID, **inputs})


def gives(claim: object = LEVEL, provider: object = f"{PROVIDER}:5abc", type_: object = "Rules") -> Resource:
    """The rule of an identity pool by which a claim gives the role of surgeons."""
    rule = {"claim": claim, "matchType": "Equals", "value": "surgeon", "roleArn": SURGEON}
    mapping = {"identityProvider": provider, "type": type_, "mappingRules": [rule]}
    return aws(
        "cognito/identityPoolRoleAttachment",
        "roles",
        roles={"authenticated": f"{ARN}role/nurse"},
        roleMappings=[mapping],
    )


def tags(**inputs: Any) -> Resource:
    given = {"identityProviderName": PROVIDER, "principalTags": {"ward": "custom:ward"}, **inputs}
    return aws("cognito/identityPoolProviderPrincipalTag", "tags", **given)


WARD = client(writeAttributes=["custom:ward"])
NURSES = (role("nurse", OF_A_USER), may("nurse", BY_WARD))


def judged(*resources: Resource) -> Answer:
    return judge_stack(users_do_not_choose_their_role, *resources)


@pytest.mark.parametrize(
    "writes",
    [
        client(),
        aws("cognito/managedUserPoolClient", "app", userPoolId=ID, writeAttributes=[LEVEL]),
        native("cognito:UserPoolClient", "app", userPoolId=ID, writeAttributes=[LEVEL, "name"]),
        client(writeAttributes=[UNKNOWN, LEVEL]),
        client(explicitAuthFlows=["ALLOW_USER_SRP_AUTH"], allowedOauthFlows=["code"]),
        client(**OF_SERVER),  # who signs up says it then
        client(**{**OF_SERVER, "allowedOauthScopes": [SCOPE]}),
    ],
    ids=lambda one: one.inputs.raw,
)
@pytest.mark.parametrize("of", [(), (pool(),), (pool(schemas=[{"name": "level", "mutable": False}]),)], ids=str)
def test_an_attribute_that_gives_a_role_is_not_the_users_to_write(writes: Resource, of: tuple[Resource, ...]) -> None:
    (problem,) = judged(writes, gives(), *of).problems
    assert problem.message == TOLD
    assert problem.on is writes
    assert (problem.at, problem.key, problem.advisory) == ("writeAttributes", LEVEL, False)


def test_it_is_mended_where_the_client_lists_the_rest() -> None:
    assert judged(client(), gives()).problems[0].mended == '{"writeAttributes": ["email"]}'
    mended = json.loads(judged(client(writeAttributes=[]), gives("profile")).problems[0].mended or "")
    assert "profile" not in mended["writeAttributes"]
    assert "zoneinfo" in mended["writeAttributes"]
    assert judged(client(writeAttributes=[UNKNOWN, LEVEL]), gives()).problems[0].mended is None


@pytest.mark.parametrize("of_provider", [{"identityProvider": f"{PROVIDER}:5abc"}, {}])
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("kept", ["rulesConfiguration", "RulesConfiguration"])
def test_the_other_provider_has_a_map_of_mappings(*, of_provider: dict[str, str], as_text: bool, kept: str) -> None:
    rules = {kept: {"rules": [{"claim": LEVEL, "roleArn": SURGEON}]}}
    if kept[0] == "R":
        rules = {kept: {"Rules": [{"Claim": LEVEL, "RoleARN": SURGEON}]}}
    key = "people" if of_provider else f"{PROVIDER}:5abc"
    mappings: Any = {key: {"type": "Rules", **of_provider, **rules}}
    if as_text and of_provider:
        mappings = json.dumps(mappings)
    found = judged(client(), native("cognito:IdentityPoolRoleAttachment", "roles", roleMappings=mappings))
    assert messages(found) == [TOLD]


@pytest.mark.parametrize(
    "writes",
    [
        client(writeAttributes=["email", "name"]),
        client(writeAttributes=None),  # custom attributes are written by nobody who does not list them
        client(writeAttributes=[]),
        client(userPoolId="eu-central-1_Labs00007"),
        client(generateSecret=True),
        client(clientSecret=Secret("hush")),
        client(allowedOauthFlows=["client_credentials"]),
        client(supportedIdentityProviders=["Hospital"], allowedOauthScopes=["openid"]),
    ],
    ids=lambda one: one.inputs.raw,
)
def test_other_attributes_other_pools_and_clients_of_no_users(writes: Resource) -> None:
    assert passes(judged(writes, gives(), pool()))


@pytest.mark.parametrize("claim", ["cognito:groups", "sub", "email_verified", "cognito:username", "custom:other"])
def test_claims_that_nobody_writes(claim: str) -> None:
    assert passes(judged(client(), client(writeAttributes=None), gives(claim)))


def test_a_client_that_lists_nothing_writes_the_standard_attributes() -> None:
    (told,) = messages(judged(client(writeAttributes=None), gives("profile")))
    assert "lets users write 'profile', by which" in told


@pytest.mark.parametrize(
    "other",
    [
        gives(provider=f"{OTHER}:5abc"),
        gives(provider="accounts.google.com"),
        gives(type_="Token"),
        aws(
            "cognito/identityPoolRoleAttachment",
            "roles",
            roles={"authenticated": SURGEON},
            roleMappings=gives().inputs.raw["roleMappings"],
        ),
    ],
    ids=lambda one: one.inputs.raw,
)
def test_mappings_of_others_and_by_groups_and_to_what_all_have(other: Resource) -> None:
    assert passes(judged(client(), other, pool()))


def test_who_makes_the_users_says_what_cannot_be_changed() -> None:
    fixed = [{"name": "level", "attributeDataType": "String"}]
    assert passes(judged(client(), gives(), pool(schemas=fixed, **ADMIN_ONLY)))
    assert messages(judged(client(), gives(), pool(schemas=[{**fixed[0], "mutable": True}], **ADMIN_ONLY))) == [TOLD]
    assert messages(judged(client(), gives(), pool(schemas=fixed))) == [TOLD]


def test_whether_an_attribute_may_be_changed_is_undecided_where_that_is_neither_yes_nor_no() -> None:
    fixed = {"name": "level", "mutable": "0"}
    assert passes(judged(client(), gives(), pool(schemas=[fixed], **ADMIN_ONLY)))
    for neither in (UNKNOWN, "maybe"):
        answer = judged(client(), gives(), pool(schemas=[{**fixed, "mutable": neither}], **ADMIN_ONLY))
        assert not answer.problems
        assert len(unknowns(answer)) == 1


def test_tokens_without_the_scope_of_cognito_change_nothing_where_nobody_signs_up() -> None:
    assert passes(judged(client(**OF_SERVER), gives(), pool(**ADMIN_ONLY)))
    asked = client(**{**OF_SERVER, "allowedOauthScopes": ["openid", SCOPE]})
    assert messages(judged(asked, gives(), pool(**ADMIN_ONLY))) == [TOLD]
    assert messages(judged(client(explicitAuthFlows=[]), gives(), pool(**ADMIN_ONLY))) == [TOLD]


def test_an_address_counts_once_it_is_verified() -> None:
    by_mail, writes = gives("email"), client(writeAttributes=["email"])
    asks = {"userAttributeUpdateSettings": {"attributesRequireVerificationBeforeUpdates": ["email"]}}
    assert passes(judged(writes, by_mail, pool(**asks)))
    assert passes(judged(writes, by_mail))
    assert "lets users write 'email'" in messages(judged(writes, by_mail, pool()))[0]


@pytest.mark.parametrize(
    "asked",
    [
        BY_WARD,
        allow("s3:GetObject", Condition={"StringEquals": {"s3:ExistingObjectTag/ward": "${aws:principaltag/Ward}"}}),
        allow("dynamodb:Query", Condition={"StringEquals": {"aws:PrincipalTag/ward": "intensive"}}),
    ],
    ids=str,
)
def test_a_tag_for_which_a_policy_asks(asked: dict[str, Any]) -> None:
    (problem,) = judged(WARD, tags(), role("nurse", OF_A_USER), may("nurse", asked)).problems
    assert (problem.message, problem.advisory) == (TOLD_OF_TAG, False)


@pytest.mark.parametrize("given", [{"ward": "custom:ward"}, '{"ward": "custom:ward"}'], ids=str)
def test_the_same_of_the_other_provider(given: object) -> None:
    of = native("cognito:IdentityPoolPrincipalTag", "tags", identityProviderName=PROVIDER, principalTags=given)
    assert messages(judged(WARD, of, *NURSES)) == [TOLD_OF_TAG]


def test_a_tag_that_the_policy_of_a_bucket_asks_for() -> None:
    text = json.dumps({"Statement": [{"Condition": {"StringLike": {"s3:prefix": "${aws:PrincipalTag/ward}/*"}}}]})
    bucket = aws("s3/bucketPolicy", "charts", bucket="charts", policy=text)
    assert messages(judged(WARD, tags(), bucket, role("nurse", OF_A_USER), may("nurse", allow("s3:GetObject"))))


def test_a_tag_for_which_nobody_asks_gives_nothing() -> None:
    others = allow("s3:GetObject", "arn:aws:s3:::charts/${aws:PrincipalTag/wards}/${aws:PrincipalTag/team}/*")
    assert passes(judged(WARD, tags(), role("nurse", OF_A_USER), may("nurse", others)))
    assert passes(judged(WARD, tags(useDefaults=True), *NURSES))
    assert passes(judged(WARD, tags(identityProviderName=SAML), *NURSES))


def test_where_no_role_of_users_is_seen_a_tag_is_advice() -> None:
    (problem,) = judged(WARD, tags(), role("worker"), may("worker", allow("s3:GetObject"))).problems
    assert (problem.message, problem.advisory, problem.confidence) == (TOLD_OF_TAG, True, "medium")


def test_one_attribute_is_told_once() -> None:
    writes = client(writeAttributes=[LEVEL])
    both = tags(principalTags={"level": LEVEL})
    assert len(judged(writes, gives(), both).problems) == 1


def test_what_is_new_is_known_by_what_it_depends_on() -> None:
    people, labs = new(pool(), "id"), aws("cognito/userPool", "labs", id=UNKNOWN)
    app = depending(client(), userPoolId=people)
    mapping = gives(provider=UNKNOWN)
    for behind in ((people, app), (app,), (people,)):
        by = Resource(
            mapping.urn,
            mapping.type,
            mapping.name,
            mapping.inputs,
            property_dependencies={"roleMappings": tuple(one.urn for one in behind)},
        )
        assert messages(judged(app, by, people, labs)) == [TOLD]
    assert passes(judged(depending(client(), userPoolId=labs), by, people, labs))


@pytest.mark.parametrize(
    ("stack", "left"),
    [
        ((client(writeAttributes=UNKNOWN), gives()), ["writeAttributes"]),
        ((client(userPoolId=UNKNOWN), gives()), ["userPoolId"]),
        ((client(), gives(UNKNOWN)), ["roleMappings[0].mappingRules[0].claim"]),
        ((client(), gives(provider=UNKNOWN)), ["roleMappings[0].identityProvider"]),
        ((client(generateSecret=UNKNOWN), gives()), ["generateSecret"]),
        ((WARD, tags(useDefaults=UNKNOWN), *NURSES), ["useDefaults"]),
        ((WARD, tags(principalTags=UNKNOWN), *NURSES), ["principalTags"]),
        (
            (WARD, tags(), role("nurse", OF_A_USER), aws("iam/rolePolicy", "p", role="nurse", policy=UNKNOWN)),
            ["policy of 'nurse'"],
        ),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_is_not_known_is_undecided(stack: tuple[Resource, ...], left: list[str]) -> None:
    found = judged(*stack)
    assert not found.problems
    assert unknowns(found) == left


def test_what_is_not_known_does_not_matter_where_the_client_writes_other_attributes() -> None:
    assert passes(judged(client(writeAttributes=["name"]), gives(provider=UNKNOWN)))
    assert passes(judged(client(userPoolId=UNKNOWN, writeAttributes=["name"]), gives()))
    assert passes(judged(client(writeAttributes=UNKNOWN)))


@pytest.mark.parametrize("odd", [None, 7, "", "text", "{", [], {}, ["x"], [["x"]], [{}], {"a": 1}, Secret(UNKNOWN)])
def test_no_shape_breaks_it(odd: Any) -> None:
    mapping = aws("cognito/identityPoolRoleAttachment", "roles", roles=odd, roleMappings=odd)
    for of in (
        (client(writeAttributes=odd), gives()),
        (client(userPoolId=odd, allowedOauthFlows=odd, explicitAuthFlows=odd), gives()),
        (client(), gives(odd), gives(provider=odd), gives(type_=odd), mapping),
        (client(), gives(), pool(id=odd, schemas=odd, adminCreateUserConfig=odd)),
        (WARD, tags(principalTags=odd), tags(identityProviderName=odd), tags(useDefaults=odd), *NURSES),
    ):
        judged(*of)


def test_what_is_marked_is_not_quoted() -> None:
    for stack in ((client(writeAttributes=Secret([LEVEL])), gives()), (client(), gives(Secret(LEVEL)))):
        (problem,) = judged(*stack).problems
        assert LEVEL not in f"{problem.message} {problem.key} {problem.mended}"
