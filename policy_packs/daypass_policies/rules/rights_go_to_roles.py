"""Rights go to roles, which are entered for a while, not to users, who are logged in with a key."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.data.credential_tokens import credential_tokens
from daypass.graph.leaves import was_looked_up
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.standing import is_given, problem

_TYPES: Final = tuple(
    token.type
    for token in credential_tokens().values()
    if token.group == "aws-user" and token.grade != "certain"  # the certain ones have rules of their own
)
_ATTACHMENT: Final = "aws:iam/policyAttachment:PolicyAttachment"


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

    Asked are policies that are put on users whom the stack does not make: that they get rights says that their keys are
    in use. Of a user of the stack `no-iam-user` speaks, once, however many policies it has.

    Refused:
        ci:
          type: aws:iam/userPolicyAttachment:UserPolicyAttachment
          properties: {user: ci, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}

    Mended:
        ci:
          type: aws:iam/rolePolicyAttachment:RolePolicyAttachment
          properties: {role: ci-prod, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    """
    users: Counter[str] | None = None
    for resource in stack.of_type(*_TYPES):
        users = _users_made(stack) if users is None else users
        try:
            is_told = _is_to_others(resource, users[resource.urn])
        except Undecided as unknown:
            yield Open(resource, (unknown.path,))
            continue
        if is_told:
            told = problem(resource, "gives rights to a user, whose credentials do not end", grade="certain")
            yield replace(told, on=resource)


def _users_made(stack: Stack) -> Counter[str]:
    """The URN of what gives rights → to how many users that the stack makes."""
    each = (one for one in stack.once(EffectivePermissions).each if one.noun == "user")
    made = (one for one in each if not was_looked_up(one.identity))
    return Counter(urn for one in made for urn in _givers(one))


def _givers(user: Permissions) -> set[str]:
    """The URNs of what gives it rights, also of what nobody here can read."""
    return {given.by.urn for given in user.own} | {gap.by.urn for gap in user.own_gaps}


def _is_to_others(resource: Resource, made: int) -> bool:
    """Whether it gives rights to users besides those that are made. Raises `Undecided` where nobody knows if to any."""
    if resource.type != _ATTACHMENT:
        return not made
    if not is_given(resource, "users"):
        return False  # it may be to roles and groups alone
    named = bare(resource.declared.raw.get("users"))
    return not (isinstance(named, list | tuple) and len(named) == made)
