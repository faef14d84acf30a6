"""How strong the graph calls an identity and on which paths the rules see it is one answer."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, graph, may, named, role
from tests.support.grants import ACCOUNT, ARN, policy

from daypass.graph.becoming.privilege import LEVELS
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.escalating.escalation import Escalations
from daypass_policies.escalating.rewriting import Rewriting

FENCE = f"{ARN}policy/fence"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
GOV = f"arn:aws-us-gov:iam::{ACCOUNT}:"
TRUST, KEY, PASS = "iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey", "iam:PassRole"
START = ["lambda:CreateFunction", "lambda:InvokeFunction"]
MAKE = ["iam:CreateRole", "iam:PutRolePolicy"]
TAGGED = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "ops"}}}
FENCED = {"Condition": {"StringEquals": {"iam:PermissionsBoundary": FENCE}}}
ATTACHED = {"Condition": {"ArnEquals": {"iam:PolicyARN": ADMINISTRATOR}}}
BY_TEMPLATE = {"Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}
WRITTEN = ("policies", "trust", "new role")
"""What is as good as any right, once it is anybody's to write."""

Statements = list[dict[str, Any]]

LEADING: list[Statements] = [
    [allow(TRUST)],
    [allow(TRUST), deny(TRUST, Condition={"StringEquals": {"aws:ResourceTag/kept": "yes"}})],
    [allow(TRUST, Condition={"StringNotEquals": {"aws:ResourceTag/kept": "yes"}})],
    [allow(TRUST, **TAGGED), allow("iam:TagRole")],
    [allow(TRUST, f"{GOV}role/*")],
    [allow(KEY)],
    [allow(KEY, f"{GOV}user/*")],
    [allow(KEY, f"{ARN}user/*-user")],
    [allow(PASS), allow(START)],
    [allow(PASS, f"{ARN}role/*-role"), allow(START)],
    [allow(PASS, f"arn:aws-cn:iam::{ACCOUNT}:role/*"), allow(START)],
    [allow([PASS, "appflow:CreateFlow", "gamelift:CreateFleet"])],
    [allow("lambda:UpdateFunctionCode", f"arn:aws:lambda:*:{ACCOUNT}:function:*")],
    [allow("iam:PutUserPolicy", **BY_TEMPLATE), allow("cloudformation:CreateStack")],
    [allow(["glue:RunStatement", "glue:GetStatement"])],
    [allow(MAKE, f"{ARN}role/app-*")],
    [allow("iam:CreateRole", f"{ARN}role/app-*"), allow("iam:AttachRolePolicy", f"{ARN}role/app-*", **ATTACHED)],
    [allow(MAKE, f"{ARN}role/app-*", **FENCED), allow("iam:CreatePolicyVersion", FENCE)],
    [allow(MAKE, f"{ARN}role/app-*", **FENCED), allow("iam:DeleteRolePermissionsBoundary", f"{ARN}role/app-*")],
]
LIMITED: list[Statements] = [
    [allow(TRUST, **TAGGED)],
    [allow(TRUST, **FENCED)],
    [allow(TRUST, f"{ARN}role/app-*")],
    [allow(KEY, **TAGGED)],
    [allow(KEY, f"{ARN}user/${{aws:username}}")],
    [allow(KEY, "arn:aws:iam::444455556666:user/*")],
    [allow(PASS, **TAGGED), allow(START)],
    [allow(PASS, f"{ARN}role/svc-*"), allow(START)],
    [allow(PASS, Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), allow(START)],
    [allow("lambda:UpdateFunctionCode", **TAGGED)],
    [allow("ssm:SendCommand", **TAGGED)],
    [allow("iam:PutUserPolicy", **BY_TEMPLATE)],
    [allow(["glue:CreateSession", "glue:RunStatement", "glue:GetStatement"])],
    [allow("iam:CreateRole"), allow("iam:PutRolePolicy", **TAGGED)],
    [{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::b"}],
]


def told(*resources: Resource) -> tuple[bool, bool]:
    """Whether the graph calls the role `a` one that gets more, and whether the rules do."""
    found = graph(*resources)
    settings, stack = Settings(), Stack(resources)
    escalations = stack.once(Escalations, settings)
    actor = next(one for one in escalations.actors.each if one.node and one.node.name == "a")
    rewrites = Rewriting(stack, settings).of(actor)
    is_written = any(one.whose != "some" and one.what in WRITTEN and not one.answer.unknown for one in rewrites)
    goes = any(not one.answer.unknown for one in escalations.of(actor))
    return found.privilege(named(found, "a")).rank >= LEVELS.index("escalates"), goes or is_written


@pytest.mark.parametrize("statements", LEADING)
def test_what_leads_to_whatever_there_is_is_a_level_and_a_path(statements: Statements) -> None:
    assert told(role("a"), may("a", *statements)) == (True, True)


@pytest.mark.parametrize("statements", LIMITED)
def test_what_is_limited_to_names_tags_or_a_boundary_is_neither(statements: Statements) -> None:
    assert told(role("a"), may("a", *statements)) == (False, False)


@pytest.mark.parametrize(
    ("fence", "statements", "wanted"),
    [
        ([allow([KEY, "s3:*"])], [allow(KEY)], True),
        ([allow("s3:*")], [allow(KEY)], False),
        ([allow(KEY, f"{ARN}user/app-*")], [allow(KEY)], False),
        ([allow(PASS, f"{ARN}role/app-*"), allow(START)], [allow([PASS, *START])], False),
        ([allow("s3:*"), allow("iam:PutRolePermissionsBoundary", **FENCED)], [allow("*")], False),
        ([allow(MAKE, **FENCED), allow("iam:CreatePolicyVersion", FENCE)], [allow("*")], True),
    ],
)
def test_a_boundary_takes_from_both(fence: Statements, statements: Statements, *, wanted: bool) -> None:
    fenced = role("a", permissionsBoundary=FENCE)
    assert told(fenced, policy("fence", policy=document(*fence)), may("a", *statements)) == (wanted, wanted)


@pytest.mark.parametrize("pinned", [FENCE, f"{ARN}policy/f*"])
def test_a_boundary_of_the_stack_that_holds_nothing_holds_no_new_role(pinned: str) -> None:
    makes = may("a", allow(MAKE, f"{ARN}role/app-*", Condition={"StringLike": {"iam:PermissionsBoundary": pinned}}))
    assert told(role("a"), policy("fence", policy=document(allow("*"))), makes) == (True, True)


def test_who_may_put_an_open_boundary_of_the_stack_in_the_place_of_their_own_is_held_by_none() -> None:
    put = "iam:PutRolePermissionsBoundary"
    loose = policy("loose", policy=document(allow("*")))
    swaps = allow(put, f"{ARN}role/a", Condition={"StringLike": {"iam:PermissionsBoundary": f"{ARN}policy/*"}})
    fenced = (role("a", permissionsBoundary=FENCE), policy("fence", policy=document(allow(["s3:*", put]))))
    found = graph(*fenced, loose, may("a", swaps, allow("s3:*"), allow(KEY)))
    assert found.privilege(named(found, "a")).why.startswith("it may lift its permissions boundary")
