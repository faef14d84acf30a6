"""What is told about who gets more rights is the same in whatever order a program registers its resources."""

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import pytest
from tests.support.becoming import allow, deny, document, function, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.users_do_not_choose_their_role import users_do_not_choose_their_role

HERE = f"eu-west-1:{ACCOUNT}"
A = f"{ARN}role/a"
HOLDER = role("a")
ANY_BRANCH = lets_in(
    {"Federated": f"{ARN}oidc-provider/token.actions.githubusercontent.com"},
    "sts:AssumeRoleWithWebIdentity",
    Condition={"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/app:*"}},
)
OF_A_USER = lets_in({"Federated": "cognito-identity.amazonaws.com"}, "sts:AssumeRoleWithWebIdentity")
BY_POINTS = {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}}
EACH = ("0", "1", "2")
RULES = (no_path_to_more_rights, low_trust_does_not_trigger_high, users_do_not_choose_their_role)


def read(name: str) -> dict[str, Any]:
    return allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:{name}-??????")


def given(to: str, name: str, *statements: dict[str, Any]) -> Resource:
    return aws("iam/rolePolicy", name, role=to, policy=document(*statements))


def from_anchor(one: str) -> dict[str, Any]:
    anchor = f"arn:aws:rolesanywhere:{HERE}:trust-anchor/{one}"
    return lets_in("rolesanywhere.amazonaws.com", Condition={"ArnEquals": {"aws:SourceArn": anchor}})


def anchors() -> Iterable[Resource]:
    yield may("a", allow("rolesanywhere:UpdateTrustAnchor", f"arn:aws:rolesanywhere:{HERE}:trust-anchor/*"))
    for one in EACH:
        yield aws("rolesanywhere/trustAnchor", one, arn=f"arn:aws:rolesanywhere:{HERE}:trust-anchor/{one}")
        yield from (role(f"b{one}", from_anchor(one)), may(f"b{one}", read("x")))


def user_groups() -> Iterable[Resource]:
    yield may("a", allow("cognito-idp:AdminAddUserToGroup", f"arn:aws:cognito-idp:{HERE}:userpool/*"))
    for one in EACH:
        yield aws("cognito/userGroup", one, userPoolId=f"eu-west-1_{one}", roleArn=f"{ARN}role/b{one}")
        yield from (role(f"b{one}", OF_A_USER), may(f"b{one}", read("x")))


def user_attributes() -> Iterable[Resource]:
    of_pools = f"arn:aws:cognito-idp:{HERE}:userpool/*"
    yield may("a", allow(["cognito-idp:AdminUpdateUserAttributes", "cognito-idp:AdminSetUserPassword"], of_pools))
    for one in EACH:
        rule = {"claim": "custom:of", "value": one, "roleArn": f"{ARN}role/b{one}"}
        provider = f"cognito-idp.eu-west-1.amazonaws.com/eu-west-1_{one}"
        tags = {"of": "custom:of", "at": "custom:at"}
        mapping = {"identityProvider": provider, "type": "Rules", "mappingRules": [rule]}
        yield aws("cognito/identityPoolRoleAttachment", one, roleMappings=[mapping])
        yield aws("cognito/identityPoolProviderPrincipalTag", one, identityProviderName=provider, principalTags=tags)
        writes = ["custom:at", "custom:of"]
        yield aws("cognito/userPoolClient", one, userPoolId=f"eu-west-1_{one}", writeAttributes=writes)
        at = allow("s3:GetObject", "arn:aws:s3:::x/${aws:PrincipalTag/at}/*")
        yield from (role(f"b{one}", OF_A_USER), may(f"b{one}", read("x"), at))


def databases() -> Iterable[Resource]:
    for one in EACH:
        yield given("a", one, allow("rds-db:connect", f"arn:aws:rds-db:{HERE}:dbuser:{one}/*"))


def clusters() -> Iterable[Resource]:
    for one in EACH:
        yield given("a", one, allow("eks:AssociateAccessPolicy", f"arn:aws:eks:{HERE}:cluster/{one}"))


def access_points() -> Iterable[Resource]:
    for one in EACH:
        leaves = {"Effect": "Allow", "Principal": "*", "Action": "*", "Condition": BY_POINTS}
        things = [f"arn:aws:s3:::b{one}", f"arn:aws:s3:::b{one}/*"]
        yield given("a", one, allow("s3:PutAccessPointPolicy", f"arn:aws:s3:{HERE}:accesspoint/p{one}"))
        yield aws("s3/accessPoint", one, name=f"p{one}", bucket=f"b{one}")
        yield aws("s3/bucketPolicy", one, bucket=f"b{one}", policy=document({**leaves, "Resource": things}))


def functions() -> Iterable[Resource]:
    for one in EACH:
        yield given("a", one, allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:{HERE}:function:f{one}"))
        yield from (role(f"b{one}"), function(f"f{one}", f"b{one}"))
        yield from (given(f"b{one}", f"{one}{name}", read(name)) for name in ("x", "y"))


def branches() -> Iterable[Resource]:
    """Roles that assume each other in a ring."""
    for one in EACH:
        following = f"{ARN}role/b{(int(one) + 1) % len(EACH)}"
        yield role(f"b{one}", A, following, ANY_BRANCH)
        yield from (given(f"b{one}", f"{one}{name}", read(f"{one}{name}")) for name in ("x", "y"))


def groups() -> Iterable[Resource]:
    for one in EACH:
        makes = allow(["iam:CreateUser", "iam:CreateAccessKey"], f"{ARN}user/u{one}-*")
        yield given("a", one, allow("iam:AddUserToGroup", f"{ARN}group/g{one}-*"), makes)
        yield aws("iam/group", f"g{one}", name=f"g{one}-x", arn=f"{ARN}group/g{one}-x")
        yield aws("iam/groupPolicy", one, group=f"g{one}-x", policy=document(read(one)))


def kept_keys() -> Iterable[Resource]:
    """Users whose key is kept twice each, and read by rights that are given apart."""
    for one in EACH:
        key = replace(aws("iam/accessKey", one, user=f"u{one}"), id=f"AKIA2E0A8F3B244C998{one}")
        yield from (key, aws("iam/user", f"u{one}", name=f"u{one}", arn=f"{ARN}user/u{one}"))
        yield aws("iam/userPolicy", one, user=f"u{one}", policy=document(allow("iam:*")))
        for name in ("x", "y"):
            yield given("a", f"{one}{name}", read(f"{one}{name}"))
            yield aws(
                "secretsmanager/secretVersion",
                f"{one}{name}",
                secretId=f"{one}{name}",
                secretString=f"{key.id} {'x' * 40}",
            )


def kept_alike() -> Iterable[Resource]:
    """Keys of one user in secrets of one name, of which each is guarded in another way, and none has an ARN yet."""
    key = replace(aws("iam/accessKey", "k", user="u"), id="AKIA2E0A8F3B244C9986")
    yield from (key, aws("iam/user", "u", name="u", arn=f"{ARN}user/u"), given("a", "reads", read("x")))
    yield aws("iam/userPolicy", "u", user="u", policy=document(allow("*")))
    closed = document({**deny("secretsmanager:GetSecretValue"), "Principal": "*"})
    for one, guarded in (("free", {}), ("denied", {"policy": closed}), ("sealed", {"kmsKeyId": "alias/ops"})):
        vault = aws("secretsmanager/secret", one, name="x", **guarded)
        value = aws("secretsmanager/secretVersion", one, secretId=UNKNOWN, secretString=f"{key.id} {'x' * 40}")
        yield from (vault, replace(value, property_dependencies={"secretId": (vault.urn,)}))


STACKS: Final = (
    anchors,
    user_groups,
    user_attributes,
    databases,
    clusters,
    access_points,
    functions,
    branches,
    groups,
    kept_keys,
    kept_alike,
)


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.__name__)
def test_what_is_told_does_not_hang_on_the_order(stack: Any) -> None:
    resources, found = [HOLDER, *stack()], set[str]()
    for seed in range(8):
        random.Random(seed).shuffle(resources)
        answers = [judge_stack(one, *resources) for one in RULES]
        problems = [problem for answer in answers for problem in answer.problems]
        assert problems
        found.add(repr(sorted((one.message, one.key, one.at or "", one.within and one.within.urn) for one in problems)))
    assert len(found) == 1
