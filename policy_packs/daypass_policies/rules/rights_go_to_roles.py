"""Rights go to roles, which are entered for a while, not to users, who are logged in with a key."""

from collections.abc import Iterator
from typing import Final

from daypass.data.credential_tokens import credential_tokens
from daypass.graph.leaves import text_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import is_given, problem

_TYPES: Final = tuple(
    token.type
    for token in credential_tokens().values()
    if token.group == "aws-user" and token.grade != "certain"  # the certain ones have rules of their own
)
_TO_MANY: Final = ("aws:iam/policyAttachment:PolicyAttachment", "aws-native:iam:ManagedPolicy")


_OF_ONESELF: Final = (
    ":aws:policy/IAMUserChangePassword",
    ":aws:policy/IAMSelfManageServiceSpecificCredentials",
    ":aws:policy/IAMUserSSHKeys",
)
"""Policies of AWS with which users look after their own credentials: that these are there others say.

Source: AWS Managed Policy Reference, each by its name; read 2026-11.
"""


@rule(
    "rights-go-to-roles",
    risk="long-lived-credential",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=_TYPES,
    controls=("NHI4:2025", "NHI7:2025", "NIST-800-53:AC-6"),
    remedy="Attach the policy to a role that the workload enters; a person gets a permission set of Identity Center.",
    aliases=("checkov:CKV_AWS_40", "trivy:AWS-0143", "prowler:iam_policy_attached_only_to_group_or_roles"),
)
def rights_go_to_roles(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What an IAM user may do, whoever holds one of its keys may do, for as long as the key is there.

    The user need not stand in this stack: a policy that is put on one says that its keys are in use. The user itself is
    the matter of `no-iam-user`, and so are policies of AWS with which users look after themselves.

    Refused:
        ci:
          type: aws:iam/userPolicyAttachment:UserPolicyAttachment
          properties: {user: ci, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}

    Mended:
        ci:
          type: aws:iam/rolePolicyAttachment:RolePolicyAttachment
          properties: {role: ci-prod, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    """
    if resource.type in _TO_MANY and not is_given(resource, "users"):
        return  # it may be to roles and groups alone
    if text_of(resource.declared.raw.get("policyArn")).endswith(_OF_ONESELF):
        return  # it makes no sense of a role
    yield problem(resource, "gives rights to a user, whose credentials do not end", grade="certain")
