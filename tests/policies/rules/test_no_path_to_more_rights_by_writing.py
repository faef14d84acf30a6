"""Who makes something work for them, and writes the rights of the role as which it runs, has whatever they write."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, document, function, may, role
from tests.support.grants import ACCOUNT, ARN, aws, policy
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

FENCE = f"{ARN}policy/ship-fence"
BUILDS = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/press-*"
PRESS = aws(
    "codebuild/project", "press", name="press-run", arn=BUILDS.replace("*", "run"), serviceRole=f"{ARN}role/press"
)
CODE = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:mailer"
SHIPS = allow(["lambda:UpdateFunctionCode", "lambda:GetFunction"], CODE)
WRITES = allow("iam:PutRolePolicy", f"{ARN}role/mail-*")


def judged(*statements: dict[str, Any], **worker: Any) -> Answer:
    worker_role = role("mail-worker", **worker)
    return judge_stack(
        no_path_to_more_rights, worker_role, function("mailer", "mail-worker"), role("ship"), may("ship", *statements)
    )


def attaching(policy_arn: str, operator: str = "ArnLike", **more: Any) -> dict[str, Any]:
    held = {operator: {"iam:PolicyARN": policy_arn}, **more}
    return allow("iam:AttachRolePolicy", f"{ARN}role/mail-*", Condition=held)


def test_who_ships_the_code_of_a_function_and_writes_its_role_has_what_they_write() -> None:
    (message,) = messages(judged(SHIPS, WRITES))
    assert message.startswith(
        "role 'ship' may act as role 'mail-worker', which gets whatever rights are written for it"
    )
    assert "lambda:UpdateFunctionCode" in message
    assert "iam:PutRolePolicy" in message


def test_so_does_who_starts_a_build_with_a_specification_of_their_own() -> None:
    given = allow("codebuild:StartBuild", BUILDS), allow("iam:PutRolePolicy", f"{ARN}role/press")
    builds = role("press", "codebuild.amazonaws.com")
    found = messages(judge_stack(no_path_to_more_rights, builds, PRESS, role("ship"), may("ship", *given)))
    assert any("gets whatever rights are written for it" in message for message in found)


def under(fence: dict[str, Any], **worker: Any) -> Answer:
    """A holder of nearly everything under a boundary."""
    resources = (
        role("mail-worker", **worker),
        function("mailer", "mail-worker"),
        policy("ship-fence", policy=document(fence, SHIPS)),
        role("ship", permissionsBoundary=FENCE),
        may("ship", allow(["iam:*RolePolicy", "lambda:*"])),
    )
    return judge_stack(no_path_to_more_rights, *resources)


def test_a_boundary_of_the_holder_alone_that_lets_both_be_holds_nothing_back() -> None:
    assert "gets whatever rights are written for it" in messages(under(WRITES))[0]


def test_a_boundary_that_leaves_out_either_holds_it_back() -> None:
    assert passes(under(allow("iam:GetRolePolicy", f"{ARN}role/mail-*")))
    assert passes(under(allow("iam:PutRolePolicy", f"{ARN}role/post-*")))
    pinned = {"StringEquals": {"iam:PermissionsBoundary": FENCE}}
    assert passes(under({**WRITES, "Condition": pinned}))
    assert passes(under({**WRITES, "Condition": pinned}, permissionsBoundary=FENCE))


@pytest.mark.parametrize(
    "statements",
    [
        [SHIPS],
        [WRITES],
        [SHIPS, allow("iam:PutRolePolicy", f"{ARN}role/post-*")],
        [SHIPS, WRITES, deny("iam:PutRolePolicy", f"{ARN}role/mail-worker")],
        [SHIPS, {**WRITES, "Condition": {"StringEquals": {"iam:PermissionsBoundary": FENCE}}}],
        [SHIPS, attaching("arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess", "ArnEquals")],
        [SHIPS, attaching("arn:aws:iam::aws:policy/service-role/AWSLambda*")],
        [SHIPS, attaching(f"{ARN}policy/mail-*")],
    ],
    ids=str,
)
def test_who_lacks_either_or_writes_only_what_conditions_let_be_passes(statements: list[dict[str, Any]]) -> None:
    assert passes(judged(*statements))


@pytest.mark.parametrize("which", ["arn:aws:iam::aws:policy/*", "arn:aws:iam::aws:policy/Administrator*", "*"])
def test_to_attach_what_a_pattern_takes_in_is_to_write_whatever(which: str) -> None:
    assert "lambda-003: lambda:UpdateFunctionCode" in only(judged(SHIPS, attaching(which)))
    assert passes(judged(SHIPS, attaching(which), deny("iam:AttachRolePolicy")))


WIDE = f"{ARN}policy/wide"
BOUNDARY_EDITS = ["iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion"]


def tenant(*limits: dict[str, Any], given: dict[str, Any] | None = None) -> Answer:
    """Who onboards tenants assumes the role of one and writes it, which has a boundary of these statements."""
    resources = (
        policy("wide", policy=document(*limits)),
        role("mail-tenant", permissionsBoundary=WIDE, assumeRolePolicy=TRUST),
        role("onboard"),
        may("onboard", allow("sts:AssumeRole", f"{ARN}role/mail-*"), given or WRITES),
    )
    return judge_stack(no_path_to_more_rights, *resources)


TRUST = document(
    {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/onboard"}, "Action": "sts:AssumeRole"},
)
FOR_ATTACHING: dict[str, Any] = {"iam:PolicyARN": f"{ARN}policy/tenant/*"}


@pytest.mark.parametrize(
    "limits",
    [[allow("*"), deny(BOUNDARY_EDITS)], [allow(["iam:*", "s3:*"]), deny(BOUNDARY_EDITS)]],
    ids=["all but edits of boundaries", "all of IAM"],
)
def test_a_boundary_within_which_one_makes_whom_nothing_holds_holds_nothing_back(limits: list[dict[str, Any]]) -> None:
    message = only(messages(tenant(*limits)))
    assert message.startswith("role 'onboard' may act as role 'mail-tenant', which gets whatever rights are written")
    assert "by a detour around its boundary" in message


@pytest.mark.parametrize(
    "limits",
    [
        [allow(["dynamodb:*", "s3:*"])],
        [allow("*"), deny(["iam:*", "sts:*", "organizations:*"])],
        [allow(["dynamodb:*", "iam:GetRole"])],
    ],
    ids=["what tenants do", "nothing of IAM", "looks at IAM"],
)
def test_a_boundary_that_leaves_no_identities_to_make_holds(limits: list[dict[str, Any]]) -> None:
    assert passes(tenant(*limits))


def test_a_key_that_a_request_lacks_restrains_it_only_without_if_exists() -> None:
    both = ["iam:AttachRolePolicy", "iam:PutRolePolicy"]
    wide = allow("*"), deny(BOUNDARY_EDITS)
    loose = allow(both, f"{ARN}role/mail-*", Condition={"ArnLikeIfExists": FOR_ATTACHING})
    assert "(iam:PutRolePolicy)" in only(messages(tenant(*wide, given=loose)))
    assert passes(tenant(*wide, given=allow(both, f"{ARN}role/mail-*", Condition={"ArnLike": FOR_ATTACHING})))
    assert passes(
        tenant(*wide, given=allow(both[0], f"{ARN}role/mail-*", Condition={"ArnLikeIfExists": FOR_ATTACHING}))
    )


def test_who_may_write_only_within_another_boundary_writes_no_role_of_this_one() -> None:
    pinned = {"StringEquals": {"iam:PermissionsBoundary": FENCE}}
    assert passes(tenant(allow("*"), deny(BOUNDARY_EDITS), given={**WRITES, "Condition": pinned}))
