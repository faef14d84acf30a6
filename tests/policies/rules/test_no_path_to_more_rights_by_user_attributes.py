"""Whoever sets attributes of users, and may be one, gets what an identity pool gives by these attributes."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

SETS = "cognito-idp:AdminUpdateUserAttributes"
ENTERS = "cognito-idp:AdminSetUserPassword"
MAKES = "cognito-idp:AdminCreateUser"
ID = "eu-west-3_Dealers09"
POOL = f"arn:aws:cognito-idp:eu-west-3:{ACCOUNT}:userpool/{ID}"
PROVIDER = f"cognito-idp.eu-west-3.amazonaws.com/{ID}"
IDENTITIES = "eu-west-3:1a1a1a1a-5555-6666-7777-888888888888"
POOLS = "cognito-identity.amazonaws.com"
HOW = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
OF_A_USER = lets_in({"Federated": POOLS}, HOW)
BY_BRAND = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::prices/${aws:PrincipalTag/brand}/*")
READS = allow("s3:GetObject", "arn:aws:s3:::prices/*")
SYNC = allow([SETS, ENTERS, "cognito-idp:AdminGetUser"], POOL)
BY = f"({SETS})"
TOLD = f"may set the attributes of users, and so give itself, as a user, role 'dealer' {BY}"
TOLD_OF_TAG = f"may set the attributes of users, and so choose the tag of a session of role 'dealer' {BY}"


def tags(**inputs: Any) -> Resource:
    given = {"identityPoolId": IDENTITIES, "identityProviderName": PROVIDER, "principalTags": {"brand": "custom:brand"}}
    return aws("cognito/identityPoolProviderPrincipalTag", "tags", **{**given, **inputs})


def rules(claim: object = "custom:kind", role_arn: object = f"{ARN}role/dealer", **inputs: Any) -> Resource:
    rule = {"claim": claim, "matchType": "Equals", "value": "dealer", "roleArn": role_arn}
    mapping = {"identityProvider": f"{PROVIDER}:7def", "type": "Rules", "mappingRules": [rule]}
    return aws("cognito/identityPoolRoleAttachment", "roles", **{"roleMappings": [mapping], **inputs})


def pool(**inputs: Any) -> Resource:
    return aws("cognito/userPool", "dealers", **{"id": ID, "arn": POOL, **inputs})


def judged(
    *given: dict[str, Any],
    by: tuple[Resource, ...] = (),
    class_: str = "service",
    trust: dict[str, Any] | str = OF_A_USER,
    gives: dict[str, Any] = READS,
) -> Answer:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    stack = (holder, may("a", *given), role("dealer", trust), may("dealer", gives), *(by or (rules(),)))
    return judge_stack(no_path_to_more_rights, *stack)


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    "given",
    [
        [SYNC],
        [allow([SETS, MAKES], POOL)],
        [allow("cognito-idp:Admin*", f"arn:aws:cognito-idp:*:{ACCOUNT}:userpool/*")],
        [allow(SETS), allow(ENTERS, POOL)],
    ],
    ids=str,
)
def test_a_workload_that_sets_the_attribute_of_a_user_gets_the_role(class_: str, given: list[dict[str, Any]]) -> None:
    (problem,) = judged(*given, class_=class_).problems
    assert TOLD in problem.message
    assert (problem.severity, problem.advisory, problem.key) == ("medium", True, f"opens {SETS}")


CONFIRMS = "cognito-idp:AdminConfirmSignUp"
OPEN, BY_STAFF = ({"adminCreateUserConfig": {"allowAdminCreateUserOnly": only}} for only in (False, True))


@pytest.mark.parametrize("says", [{}, OPEN], ids=["by default", "as it says"])
def test_where_everyone_signs_up_who_confirms_a_user_is_one(says: dict[str, Any]) -> None:
    assert TOLD in messages(judged(allow([SETS, CONFIRMS], POOL), by=(rules(), pool(**says))))[0]
    assert passes(judged(allow([SETS, "cognito-idp:AdminGetUser"], POOL), by=(rules(), pool(**says))))
    assert passes(judged(allow(CONFIRMS, POOL), by=(rules(), pool(**says))))


def test_where_staff_alone_make_users_nobody_signs_up() -> None:
    assert passes(judged(allow([SETS, CONFIRMS], POOL), by=(rules(), pool(**BY_STAFF))))
    later = {"adminCreateUserConfig": {"allowAdminCreateUserOnly": UNKNOWN}}
    answer = judged(allow([SETS, CONFIRMS], POOL), by=(rules(), pool(**later)))
    assert not answer.problems
    assert unknowns(answer) == ["adminCreateUserConfig.allowAdminCreateUserOnly"]
    assert passes(judged(allow(SETS, POOL), by=(rules(), pool(**later))))
    assert TOLD in messages(judged(allow([SETS, ENTERS], POOL), by=(rules(), pool(**later))))[0]


def test_an_attribute_that_keeps_its_first_value_is_not_set_after_a_sign_up() -> None:
    kept = {"schemas": [{"name": "kind", "mutable": False}]}
    assert passes(judged(allow([SETS, CONFIRMS], POOL), by=(rules(), pool(**kept))))


@pytest.mark.parametrize(
    "gives",
    [
        BY_BRAND,
        allow("dynamodb:PutItem", Condition={"StringEquals": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/brand}"}}),
        allow("secretsmanager:GetSecretValue", Condition={"StringEquals": {"aws:PrincipalTag/Brand": "head-office"}}),
    ],
    ids=str,
)
@pytest.mark.parametrize("of", [(), (pool(),)], ids=["elsewhere", "here"])
def test_the_same_of_a_tag_by_which_a_role_opens_things(gives: dict[str, Any], of: tuple[Resource, ...]) -> None:
    assert TOLD_OF_TAG in messages(judged(SYNC, by=(tags(), *of), gives=gives))[0]


def test_the_same_of_the_other_provider() -> None:
    of = native(
        "cognito:IdentityPoolPrincipalTag",
        "tags",
        identityProviderName=PROVIDER,
        principalTags={"brand": "custom:brand"},
    )
    assert TOLD_OF_TAG in messages(judged(SYNC, by=(of,), gives=BY_BRAND))[0]


@pytest.mark.parametrize(
    "given",
    [
        [allow(SETS, POOL)],  # as after a sign-up: it hands out rights, and is nobody itself
        [allow([ENTERS, MAKES], POOL)],
        [allow([SETS, ENTERS], POOL.replace(ID, "eu-west-3_Staff0001"))],
        [allow([SETS, ENTERS], POOL.replace(ACCOUNT, OTHER))],
        [allow(SETS, POOL), allow(ENTERS, POOL.replace(ID, "eu-west-3_Staff0001"))],
        [SYNC, deny("cognito-idp:AdminUpdate*")],
        [SYNC, READS],
    ],
    ids=str,
)
def test_who_may_not_touch_them_or_be_one_or_has_it_anyhow(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize(
    "by",
    [
        rules("cognito:groups"),
        rules("sub"),
        rules(7),
        rules("custom:kind", f"{ARN}role/other"),
        rules(roles={"authenticated": f"{ARN}role/dealer"}),
        tags(principalTags={"brand": "cognito:username"}),
        tags(principalTags={"team": "custom:team"}),
        tags(identityProviderName="accounts.google.com"),
        tags(useDefaults=True),
    ],
    ids=lambda one: one.inputs.raw,
)
def test_other_claims_other_roles_and_other_providers(by: Resource) -> None:
    assert passes(judged(SYNC, by=(by,), gives=BY_BRAND if by.name == "tags" else READS))


def test_what_users_have_without_the_tag_is_not_by_the_tag() -> None:
    assert passes(judged(SYNC, by=(tags(),)))
    own = allow("s3:GetObject", f"arn:aws:s3:::prices/${{{POOLS}:sub}}/${{aws:PrincipalTag/brand}}/*")
    assert passes(judged(SYNC, by=(tags(),), gives=own))


def test_a_role_of_another_identity_pool_gets_no_such_tag() -> None:
    def asks(id_: str) -> dict[str, Any]:
        return lets_in({"Federated": POOLS}, HOW, Condition={"StringEquals": {f"{POOLS}:aud": id_}})

    other = "eu-west-3:2b2b2b2b-5555-6666-7777-888888888888"
    assert passes(judged(SYNC, by=(tags(),), gives=BY_BRAND, trust=asks(other)))
    assert TOLD_OF_TAG in messages(judged(SYNC, by=(tags(),), gives=BY_BRAND, trust=asks(IDENTITIES)))[0]


def test_what_keeps_its_first_value_is_set_by_who_makes_the_user() -> None:
    by = (rules(), pool(schemas=[{"name": "kind", "mutable": False}]))
    assert passes(judged(SYNC, by=by))
    assert TOLD in messages(judged(SYNC, allow(MAKES, POOL), by=by))[0]


@pytest.mark.parametrize("class_", ["pipeline", "break-glass"])
def test_pipelines_and_people_may_do_so(class_: str) -> None:
    assert passes(judged(SYNC, class_=class_))


def test_a_role_that_is_not_made_yet_is_known_by_what_the_rules_depend_on() -> None:
    dealer = role("dealer", OF_A_USER)
    by = replace(rules(role_arn=UNKNOWN), property_dependencies={"roleMappings": (dealer.urn,)})
    assert TOLD in messages(judged(SYNC, by=(by,)))[0]
    assert passes(judged(SYNC, by=(rules(role_arn=UNKNOWN),)))


NOT_KNOWN = [
    (rules(roleMappings=UNKNOWN), "roleMappings"),
    (rules(roleMappings=[UNKNOWN]), "roleMappings[0]"),
    (rules(UNKNOWN), "roleMappings[0].mappingRules[0].claim"),
    (tags(principalTags=UNKNOWN), "principalTags"),
    (tags(principalTags={"brand": UNKNOWN}), "principalTags.brand"),
    (tags(useDefaults=UNKNOWN), "useDefaults"),
    (tags(identityProviderName=UNKNOWN), "identityProviderName"),
]


@pytest.mark.parametrize(("by", "path"), NOT_KNOWN, ids=str)
def test_what_an_identity_pool_goes_by_may_not_be_known(by: Resource, path: str) -> None:
    gives = BY_BRAND if by.name == "tags" else READS
    answer = judged(SYNC, by=(by,), gives=gives)
    assert not answer.problems
    assert path in unknowns(answer)
    anyhow = allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::prices/*")
    for given in ([allow(SETS, POOL)], [allow("cognito-idp:AdminGetUser", POOL)], [SYNC, anyhow]):
        assert passes(judged(*given, by=(by,), gives=gives))  # it is no user, sets nothing, or has it anyhow
    assert passes(judged(SYNC, by=(by,), gives=gives, trust="lambda.amazonaws.com"))
    assert passes(judged(SYNC, by=(by,), gives=gives, class_="pipeline"))


def test_a_tag_that_is_not_known_gives_nothing_by_which_no_role_goes() -> None:
    assert passes(judged(SYNC, by=(tags(principalTags=UNKNOWN),), gives=READS))


def test_what_all_users_have_is_chosen_by_nobody_whatever_the_rules_turn_out_to_be() -> None:
    assert passes(judged(SYNC, by=(rules(roleMappings=UNKNOWN, roles={"authenticated": f"{ARN}role/dealer"}),)))
    dealer = role("dealer", OF_A_USER)
    waits = replace(
        rules(roleMappings=UNKNOWN, roles={"authenticated": UNKNOWN}), property_dependencies={"roles": (dealer.urn,)}
    )
    assert passes(judged(SYNC, by=(waits,)))


def test_the_schema_of_the_pool_may_not_be_known() -> None:
    by = (rules(), pool(schemas=[{"name": "kind", "mutable": UNKNOWN}]))
    answer = judged(SYNC, by=by)
    assert not answer.problems
    assert unknowns(answer) == ["schemas[0].mutable"]
    assert TOLD in messages(judged(SYNC, allow(MAKES, POOL), by=by))[0]


@pytest.mark.parametrize("odd", [None, 7, "", "text", [], {}, ["x"], {"a": []}, UNKNOWN, Secret("x"), Secret(UNKNOWN)])
def test_no_shape_breaks_it(odd: object) -> None:
    for by in (
        (rules(roleMappings=odd), pool(id=odd, arn=odd, schemas=odd)),
        (rules(odd), rules(role_arn=odd), pool(schemas=[odd])),
        (tags(principalTags=odd), tags(identityPoolId=odd), tags(identityProviderName=odd)),
    ):
        judged(SYNC, by=by, gives=BY_BRAND)


def test_nothing_that_is_marked_is_quoted() -> None:
    hidden = aws("iam/rolePolicy", "p", role="dealer", policy=Secret(document({**BY_BRAND, "Sid": "hush"})))
    stack = (
        role("a"),
        may("a", SYNC),
        role("dealer", OF_A_USER),
        hidden,
        tags(principalTags=Secret({"brand": "custom:brand"})),
    )
    (message,) = messages(judge_stack(no_path_to_more_rights, *stack))
    assert TOLD_OF_TAG in message
    assert "hush" not in message
    assert "brand" not in message


@pytest.mark.parametrize(
    ("called", "is_told"),
    [("onboarding", False), ("dealer-provisioner", False), ("DealersSignup", False), ("staff-onboarding", True)],
)
def test_what_is_called_after_bringing_users_in_gives_each_what_they_are_to_have(called: str, *, is_told: bool) -> None:
    dealer = role("dealer", OF_A_USER), may("dealer", READS), rules()
    stack = (role(called), may(called, allow([SETS, MAKES], POOL)), *dealer)
    assert bool(messages(judge_stack(no_path_to_more_rights, *stack))) is is_told
