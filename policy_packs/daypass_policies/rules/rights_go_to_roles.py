"""Rights go to roles, which are entered for a while, not to users, who are logged in with a key."""

from collections.abc import Iterator
from typing import Final

from daypass.data.credential_tokens import credential_tokens
from daypass.graph.leaves import declared, leaves, text_of, was_looked_up
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import USER, kinds_of
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.standing import is_given, on, problem

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
    stack=True,
    controls=("NHI4:2025", "NHI7:2025", "NIST-800-53:AC-6"),
    remedy="Attach the policy to a role that the workload enters; a person gets a permission set of Identity Center.",
    aliases=("checkov:CKV_AWS_40", "trivy:AWS-0143", "prowler:iam_policy_attached_only_to_group_or_roles"),
)
def rights_go_to_roles(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What an IAM user may do, whoever holds one of its keys may do, for as long as the key is there.

    The user need not stand in this stack: a policy that is put on one says that its keys are in use. A user that does
    is the matter of `no-iam-user`, with all that it may do, so that profile `strict` alone hears of its policies too.
    Policies of AWS with which users look after themselves make no sense of a role, and to enter roles that are named
    is what a user should have.

    Refused:
        ci:
          type: aws:iam/userPolicyAttachment:UserPolicyAttachment
          properties: {user: ci, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}

    Mended:
        ci:
          type: aws:iam/rolePolicyAttachment:RolePolicyAttachment
          properties: {role: ci-prod, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    """
    users = Names.of((one for one in stack.resources if not was_looked_up(one)), kinds_of(USER))
    for resource in stack.of_type(*_TYPES):
        if ask.profile == "strict" or not _is_told_of_users(resource, users):
            yield from on(resource, _rights(resource))


def _is_told_of_users(resource: Resource, users: Names) -> bool:
    """Whether all whom it names are users that the stack makes."""
    key = "users" if resource.type in _TO_MANY else "user" if resource.type.startswith("aws:") else "userName"
    found = list(leaves(resource, "users[]" if key == "users" else key))
    return bool(found) and all(_is_near(resource, one.urn) for one in users.meant(resource, key, found))


def _is_near(resource: Resource, user: str) -> bool:
    """Whether the user is of the same stack: one of this name in another may be of another account."""
    return bool(user) and user.split("::")[:2] == resource.urn.split("::")[:2]


def _rights(resource: Resource) -> Iterator[Problem]:
    if resource.type in _TO_MANY and not is_given(resource, "users"):
        return  # it may be to roles and groups alone
    if text_of(resource.declared.raw.get("policyArn")).endswith(_OF_ONESELF):
        return
    if _only_enters_roles(resource):
        return
    yield problem(resource, "gives rights to a user, whose credentials do not end", grade="certain")


def _only_enters_roles(resource: Resource) -> bool:
    """Whether the policy lets the user enter roles that it names, and nothing else: what it may do goes to those."""
    key = _DOCUMENTS.get(resource.type, "")
    if not key or declared(resource, key) is None:
        return False
    read = document_or_fault(declared(resource, key), key)
    if not isinstance(read, Document):
        return False
    try:
        return bool(read.statements) and all(map(_enters_roles, read.statements))
    except Undecided:
        return False


def _enters_roles(statement: Statement) -> bool:
    named = bool(statement.resources) and all(map(_names_roles, statement.resources))
    return statement.effect == "Deny" or (
        named and {action.lower() for action in statement.actions} == {"sts:assumerole"}
    )


def _names_roles(resource: str) -> bool:
    arn = Arn.parse(resource)
    return arn is not None and arn.resource.startswith("role/") and not has_wildcard(resource)


_DOCUMENTS: Final = {
    "aws:iam/userPolicy:UserPolicy": "policy",
    "aws-native:iam:UserPolicy": "policyDocument",
    "aws-native:iam:ManagedPolicy": "policyDocument",
}
"""What holds its own document → the property with it. Of others the policy stands elsewhere."""
