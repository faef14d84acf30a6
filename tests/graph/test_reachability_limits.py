"""What denies, bounds or asks for more breaks an edge, and nothing else does."""

from typing import Any

import pytest
from tests.support.becoming import (
    FUNCTION,
    LAMBDA,
    OTHER,
    ROOT,
    allow,
    deny,
    document,
    function,
    graph,
    lets_in,
    may,
    role,
    told,
    user_may,
)
from tests.support.grants import ACCOUNT, ARN, SET, aws, permission_set, policy, user

from daypass.model.resource import Resource

START = ["lambda:CreateFunction", "lambda:InvokeFunction"]
BY_TAG = allow("sts:AssumeRole", f"{ARN}role/${{aws:PrincipalTag/to}}")
PASS = allow(["iam:PassRole", *START])
HOP = allow("sts:AssumeRole")
EDIT = "iam:PutRolePolicy"
FENCE = f"{ARN}policy/fence"


def fence(*statements: dict[str, Any]) -> Resource:
    return policy("fence", policy=document(*statements))


def bounded(name: str = "a", **inputs: Any) -> Resource:
    return role(name, permissionsBoundary=FENCE, **inputs)


def equals(key: str, value: str | list[str]) -> dict[str, Any]:
    return {"StringEquals": {key: value}}


def passing_to(service: str) -> dict[str, Any]:
    return allow("iam:PassRole", Condition=equals("iam:PassedToService", service))


def trust(principal: str = ROOT, **condition: Any) -> dict[str, Any]:
    return lets_in(principal, Condition=condition)


def audit(account: str) -> tuple[Resource, ...]:
    return (
        permission_set("Audit"),
        aws("ssoadmin/accountAssignment", "x", permissionSetArn=SET, targetId=account),
        aws("ssoadmin/permissionSetInlinePolicy", "p", permissionSetArn=SET, inlinePolicy=document(HOP)),
    )


PAYMENTS = {"team": "payments"}

BROKEN: dict[str, tuple[tuple[str, str, str], tuple[Resource, ...], tuple[Resource, ...]]] = {
    "a Deny of the role": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP, deny("sts:*", f"{ARN}role/c")), role("b", ROOT)),
        (role("a"), may("a", HOP, deny("sts:*", f"{ARN}role/b")), role("b", ROOT)),
    ),
    "a Deny in another policy, although the trust names it": (
        ("a", "assume", "b"),
        (role("a"), may("a", allow("s3:*")), role("b", f"{ARN}role/a")),
        (role("a"), may("a", deny("sts:AssumeRole")), role("b", f"{ARN}role/a")),
    ),
    "a Deny in the trust": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", ROOT, {**lets_in(f"{ARN}role/c"), "Effect": "Deny"})),
        (role("a"), may("a", HOP), role("b", ROOT, {**lets_in(f"{ARN}role/a"), "Effect": "Deny"})),
    ),
    "a trust that names another": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", f"{ARN}role/a")),
        (role("a"), may("a", HOP), role("b", f"{ARN}role/c")),
    ),
    "a trust in another account": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", ACCOUNT)),
        (role("a"), may("a", HOP), role("b", OTHER)),
    ),
    "a policy that is missing where the trust names the account": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", ROOT)),
        (role("a"), may("a", allow("sts:GetCallerIdentity")), role("b", ROOT)),
    ),
    "a policy that is missing where the trust is of another account": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", f"{ARN}role/a", account=OTHER)),
        (role("a"), role("b", f"{ARN}role/a", account=OTHER)),
    ),
    "a boundary without the action": (
        ("a", "assume", "b"),
        (bounded(), fence(allow("sts:*")), may("a", HOP), role("b", ROOT)),
        (bounded(), fence(allow("s3:*")), may("a", HOP), role("b", ROOT)),
    ),
    "a boundary that denies": (
        ("a", "assume", "b"),
        (bounded(), fence(allow("*"), deny("iam:*")), may("a", HOP), role("b", ROOT)),
        (bounded(), fence(allow("*"), deny("sts:*")), may("a", HOP), role("b", ROOT)),
    ),
    "a tag that the caller has not": (
        ("a", "assume", "b"),
        (role("a", tags=PAYMENTS), may("a", HOP), role("b", trust(**equals("aws:PrincipalTag/team", "payments")))),
        (role("a", tags={"team": "x"}), may("a", HOP), role("b", trust(**equals("aws:PrincipalTag/team", "payments")))),
    ),
    "a tag that its own policy asks of the role": (
        ("a", "assume", "b"),
        (
            role("a"),
            may("a", allow("sts:AssumeRole", Condition=equals("aws:ResourceTag/team", "payments"))),
            role("b", ROOT, tags=PAYMENTS),
        ),
        (
            role("a"),
            may("a", allow("sts:AssumeRole", Condition=equals("aws:ResourceTag/team", "payments"))),
            role("b", ROOT),
        ),
    ),
    "a tag that a variable compares": (
        ("a", "assume", "b"),
        (
            role("a", tags={"to": "b"}),
            may("a", BY_TAG),
            role("b", ROOT),
        ),
        (
            role("a", tags={"to": "c"}),
            may("a", BY_TAG),
            role("b", ROOT),
        ),
    ),
    "an ARN that a condition of the trust asks for": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", trust("*", ArnLike={"aws:PrincipalArn": f"{ARN}role/a*"}))),
        (role("a"), may("a", HOP), role("b", trust("*", ArnLike={"aws:PrincipalArn": f"{ARN}role/c*"}))),
    ),
    "conditions that contradict each other": (
        ("a", "assume", "b"),
        (
            role("a"),
            may("a", allow("sts:AssumeRole", Condition=equals("sts:ExternalId", ["x", "y"]))),
            role("b", trust(**equals("sts:ExternalId", ["y", "z"]))),
        ),
        (
            role("a"),
            may("a", allow("sts:AssumeRole", Condition=equals("sts:ExternalId", "x"))),
            role("b", trust(**equals("sts:ExternalId", "y"))),
        ),
    ),
    "a trust for users alone": (
        ("a", "assume", "b"),
        (role("a"), may("a", HOP), role("b", trust(**equals("aws:PrincipalType", "AssumedRole")))),
        (role("a"), may("a", HOP), role("b", trust(**equals("aws:PrincipalType", "User")))),
    ),
    "another service": (
        ("a", "pass role", "b"),
        (role("a"), may("a", PASS), role("b", LAMBDA)),
        (role("a"), may("a", PASS), role("b", "ec2.amazonaws.com")),
    ),
    "a role that may go to another service": (
        ("a", "pass role", "b"),
        (role("a"), may("a", passing_to(LAMBDA), allow(START)), role("b")),
        (role("a"), may("a", passing_to("ec2.amazonaws.com"), allow(START)), role("b")),
    ),
    "a role of another account": (
        ("a", "pass role", "b"),
        (role("a"), may("a", PASS), role("b", LAMBDA)),
        (role("a"), may("a", PASS), role("b", LAMBDA, account=OTHER)),
    ),
    "a role that it may not pass": (
        ("a", "pass role", "b"),
        (role("a"), may("a", allow("iam:PassRole", f"{ARN}role/b*"), allow(START)), role("b")),
        (role("a"), may("a", allow("iam:PassRole", f"{ARN}role/c*"), allow(START)), role("b")),
    ),
    "a start that is denied": (
        ("a", "pass role", "b"),
        (role("a"), may("a", PASS, deny("lambda:DeleteFunction")), role("b")),
        (role("a"), may("a", PASS, deny("lambda:CreateFunction")), role("b")),
    ),
    "a function of another account as source": (
        ("a", "pass role", "b"),
        (role("a"), may("a", PASS), role("b", lets_in(LAMBDA, Condition=equals("aws:SourceAccount", ACCOUNT)))),
        (role("a"), may("a", PASS), role("b", lets_in(LAMBDA, Condition=equals("aws:SourceAccount", OTHER)))),
    ),
    "another function": (
        ("a", "code", "fn"),
        (role("a"), may("a", allow("lambda:UpdateFunctionCode", f"{FUNCTION}*")), role("b"), function("fn", "b")),
        (role("a"), may("a", allow("lambda:UpdateFunctionCode", f"{FUNCTION}2")), role("b"), function("fn", "b")),
    ),
    "a function without the tag": (
        ("a", "code", "fn"),
        (
            role("a"),
            may("a", allow("lambda:UpdateFunctionCode", Condition=equals("aws:ResourceTag/team", "payments"))),
            role("b"),
            function("fn", "b", tags=PAYMENTS),
        ),
        (
            role("a"),
            may("a", allow("lambda:UpdateFunctionCode", Condition=equals("aws:ResourceTag/team", "payments"))),
            role("b"),
            function("fn", "b", tags={"team": "other"}),
        ),
    ),
    "a boundary that the edit asks for": (
        ("a", "policy edit", "b"),
        (
            role("a"),
            may("a", allow(EDIT, Condition=equals("iam:PermissionsBoundary", FENCE))),
            bounded("b"),
            fence(allow("*")),
        ),
        (role("a"), may("a", allow(EDIT, Condition=equals("iam:PermissionsBoundary", FENCE))), role("b")),
    ),
    "an edit in another account": (
        ("a", "policy edit", "b"),
        (role("a"), may("a", allow(EDIT)), role("b")),
        (role("a"), may("a", allow(EDIT)), role("b", account=OTHER)),
    ),
    "a policy that the other has not": (
        ("a", "policy edit", "b"),
        (
            role("a"),
            may("a", allow("iam:CreatePolicyVersion", f"{ARN}policy/reader")),
            role("b", managedPolicyArns=[f"{ARN}policy/reader"]),
            policy("reader"),
        ),
        (role("a"), may("a", allow("iam:CreatePolicyVersion", f"{ARN}policy/reader")), role("b"), policy("reader")),
    ),
    "a boundary that the other has not": (
        ("a", "boundary edit", "b"),
        (role("a"), may("a", allow("iam:DeleteRolePermissionsBoundary")), bounded("b"), fence(allow("*"))),
        (role("a"), may("a", allow("iam:DeleteRolePermissionsBoundary")), role("b"), fence(allow("*"))),
    ),
    "a key for another user": (
        ("a", "key", "ann"),
        (role("a"), may("a", allow("iam:CreateAccessKey", f"{ARN}user/a*")), user("ann")),
        (role("a"), may("a", allow("iam:CreateAccessKey", f"{ARN}user/b*")), user("ann")),
    ),
    "its own name, which a variable means": (
        ("ann", "key", "bob"),
        (user("ann"), user_may("ann", allow("iam:CreateAccessKey", f"{ARN}user/*")), user("bob")),
        (user("ann"), user_may("ann", allow("iam:CreateAccessKey", f"{ARN}user/${{aws:username}}")), user("bob")),
    ),
    "a permission set of another account": (
        ("Audit", "assume", "b"),
        (*audit(ACCOUNT), role("b", ROOT)),
        (*audit(OTHER), role("b", ROOT)),
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_an_edge_holds_until_something_breaks_it(what: str) -> None:
    edge, whole, broken = BROKEN[what]
    source, how, target = edge
    assert edge in told(graph(*whole))
    assert {(source, how, target), (source, f"{how}?", target)} & told(graph(*broken)) == set()


def test_a_trust_that_names_a_role_is_limited_by_its_boundary_and_one_that_names_its_session_is_not() -> None:
    """IAM User Guide, "Permissions boundaries for IAM entities": those granted to a session's ARN are not limited."""
    fenced = (bounded(), fence(allow("s3:*")))
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/a/session"
    assert ("a", "assume", "b") not in told(graph(*fenced, role("b", f"{ARN}role/a")))
    assert ("a", "assume", "b") in told(graph(*fenced, role("b", session)))
