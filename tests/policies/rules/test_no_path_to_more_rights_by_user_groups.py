"""Whoever puts users into a group of a user pool gives them, and so themselves, the role of the group."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import OTHER, allow, deny, document, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADDS = "cognito-idp:AdminAddUserToGroup"
ID = "eu-west-1_AbCdEf123"
POOL = f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/{ID}"
POOLS = "cognito-identity.amazonaws.com"
OF_A_USER = lets_in({"Federated": POOLS}, "sts:AssumeRoleWithWebIdentity")
READS = allow("s3:GetObject", "arn:aws:s3:::invoices/*")
OWN = "arn:aws:s3:::uploads/${cognito-identity.amazonaws.com:sub}/*"
JOINS = allow(ADDS, POOL)
TOLD = f"may put whom it likes into a group of users that get role 'finance' ({ADDS})"


def group(**inputs: Any) -> Resource:
    return aws("cognito/userGroup", "finance", **{"userPoolId": ID, "roleArn": f"{ARN}role/finance", **inputs})


def pool(**inputs: Any) -> Resource:
    return aws("cognito/userPool", "users", **{"id": ID, "arn": POOL, **inputs})


def chosen(kind: object) -> Resource:
    """How an identity pool chooses a role."""
    mapping = {"identityProvider": f"cognito-idp.eu-west-1.amazonaws.com/{ID}:client", "type": kind}
    return aws("cognito/identityPoolRoleAttachment", "roles", roleMappings=[mapping])


def judged(
    *given: dict[str, Any],
    class_: str = "service",
    of: tuple[Resource, ...] = (),
    trust: dict[str, Any] | str = OF_A_USER,
    gives: dict[str, Any] = READS,
) -> Answer:
    holder = role("a", tags={"daypass:class": class_} if class_ else {})
    stack = (holder, may("a", *given), role("finance", trust), may("finance", gives), *(of or (group(),)))
    return judge_stack(no_path_to_more_rights, *stack)


@pytest.mark.parametrize("class_", ["", "service", "agent"])
@pytest.mark.parametrize(
    "given",
    [JOINS, allow("cognito-idp:Admin*", POOL), allow(ADDS), allow(ADDS, f"arn:aws:cognito-idp:*:{ACCOUNT}:userpool/*")],
    ids=str,
)
def test_a_workload_that_puts_users_into_a_group_gets_its_role(class_: str, given: dict[str, Any]) -> None:
    (problem,) = judged(given, class_=class_).problems
    assert TOLD in problem.message
    assert (problem.severity, problem.advisory, problem.key) == ("medium", True, f"opens {ADDS}")


@pytest.mark.parametrize(
    "of",
    [
        (group(), pool()),
        (group(), chosen("Token")),
        (group(), chosen(UNKNOWN)),
        (native("cognito:UserPoolGroup", "finance", userPoolId=ID, roleArn=f"{ARN}role/finance"),),
        (group(roleArn="", name="plain"), group()),
    ],
    ids=str,
)
def test_the_pool_is_known_by_its_id(of: tuple[Resource, ...]) -> None:
    assert TOLD in messages(judged(JOINS, of=of))[0]


@pytest.mark.parametrize(
    "given",
    [
        [allow(ADDS, POOL.replace("AbC", "XyZ"))],
        [allow(ADDS, POOL.replace(ACCOUNT, OTHER))],
        [allow(["cognito-idp:AdminGetUser", "cognito-idp:AdminCreateUser"], POOL)],
        [JOINS, deny("cognito-idp:*ToGroup")],
        [JOINS, READS],
    ],
    ids=str,
)
def test_other_pools_other_actions_and_what_it_may_anyhow_pass(given: list[dict[str, Any]]) -> None:
    assert passes(judged(*given))


@pytest.mark.parametrize("class_", ["pipeline", "break-glass"])
def test_pipelines_and_who_comes_in_an_emergency_may_do_so(class_: str) -> None:
    assert passes(judged(JOINS, class_=class_))


def test_people_get_the_role_of_the_group_as_well() -> None:
    desk = role("a", lets_in({"Federated": f"{ARN}saml-provider/okta"}, "sts:AssumeRoleWithSAML")), may("a", JOINS)
    found = judge_stack(no_path_to_more_rights, *desk, role("finance", OF_A_USER), may("finance", READS), group())
    assert TOLD in messages(found)[0]


@pytest.mark.parametrize(
    "gives",
    [
        allow(["s3:GetObject", "s3:PutObject"], OWN),
        allow("dynamodb:PutItem", Condition={"StringEquals": {"dynamodb:LeadingKeys": f"${{{POOLS}:sub}}"}}),
        allow("execute-api:Invoke", f"arn:aws:execute-api:eu-west-1:{ACCOUNT}:abc/prod/GET/*"),
        deny("s3:*"),
    ],
    ids=str,
)
def test_what_each_user_has_of_their_own_is_nobodys_gain(gives: dict[str, Any]) -> None:
    assert passes(judged(JOINS, allow("execute-api:Invoke"), gives=gives))


@pytest.mark.parametrize("gives", [allow("dynamodb:PutItem"), allow("s3:GetObject", [OWN, "arn:aws:s3:::other/*"])])
def test_what_they_have_besides_is(gives: dict[str, Any]) -> None:
    assert TOLD in messages(judged(JOINS, gives=gives))[0]


def test_a_role_that_no_token_of_an_identity_pool_enters_is_given_to_nobody() -> None:
    assert passes(judged(JOINS, trust="lambda.amazonaws.com"))
    elsewhere = lets_in({"Federated": "accounts.google.com"}, "sts:AssumeRoleWithWebIdentity")
    assert passes(judged(JOINS, trust=elsewhere))


def test_where_the_identity_pool_does_not_go_by_groups_their_role_is_given_to_nobody() -> None:
    assert passes(judged(JOINS, of=(group(), chosen("Rules"))))
    plain = aws("cognito/identityPoolRoleAttachment", "roles", roles={"authenticated": f"{ARN}role/customer"})
    assert passes(judged(JOINS, of=(group(), plain)))


def test_a_tag_of_the_pool_limits_it() -> None:
    tagged = allow(ADDS, Condition={"StringEquals": {"aws:ResourceTag/app": "shop"}})
    assert passes(judged(tagged, of=(group(), pool(tags={"app": "bank"}))))
    assert TOLD in messages(judged(tagged, of=(group(), pool(tags={"app": "shop"}))))[0]


def test_a_pool_that_is_not_made_yet_is_named_by_nobody() -> None:
    new = replace(group(userPoolId=UNKNOWN), property_dependencies={"userPoolId": (pool().urn,)})
    for of in ((group(userPoolId=UNKNOWN),), (new, pool(id=UNKNOWN, arn=UNKNOWN))):
        assert passes(judged(JOINS, of=of))
        assert TOLD in messages(judged(allow(ADDS), of=of))[0]
    assert TOLD in messages(judged(JOINS, of=(new, pool())))[0]


@pytest.mark.parametrize("odd", [None, 7, "", "text", [], {}, ["x"], UNKNOWN, Secret("x"), Secret(UNKNOWN)])
def test_no_shape_breaks_it(odd: object) -> None:
    for of in (
        (group(userPoolId=odd), pool(id=odd, arn=odd, tags=odd)),
        (group(roleArn=odd), pool()),
        (group(), aws("cognito/identityPoolRoleAttachment", "roles", roleMappings=odd)),
        (group(), chosen(odd)),
    ):
        judged(JOINS, of=of)
    judge_stack(no_path_to_more_rights, role("a"), may("a", JOINS), role("finance", assumeRolePolicy=odd), group())


@pytest.mark.parametrize("marked", ["holder", "role"])
def test_nothing_of_a_marked_policy_is_quoted(marked: str) -> None:
    def policy(of: str, statement: dict[str, Any]) -> Resource:
        return aws("iam/rolePolicy", of, role=of, policy=Secret(document({**statement, "Sid": "hush"})))

    joins = policy("a", JOINS) if marked == "holder" else may("a", JOINS)
    reads = policy("finance", READS) if marked == "role" else may("finance", READS)
    stack = (role("a"), joins, role("finance", OF_A_USER), reads, group())
    (message,) = messages(judge_stack(no_path_to_more_rights, *stack))
    assert "hush" not in message
    assert ID not in message
    assert "invoices" not in message
