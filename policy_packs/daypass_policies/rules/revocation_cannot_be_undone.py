"""Who is cut off may not be the one who can lift the ban."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ROLE, USER
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.rights import allows, may, mentions, told_of

_LIFTING: Final[Mapping[str, tuple[str, ...]]] = {
    ROLE: ("iam:DeleteRolePolicy", "iam:PutRolePolicy"),
    USER: ("iam:DeleteUserPolicy", "iam:PutUserPolicy"),
}
"""What takes an inline policy off an identity, or writes another under its name."""


@rule(
    "revocation-cannot-be-undone",
    risk="revocation-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    profile="strict",
    applies_to=tuple(type_ for type_, kind in IDENTITY_KINDS.items() if kind.noun in (ROLE, USER)),
    stack=True,
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "NIST-800-53:AC-5", "SOC2:CC6.2"),
    remedy="Leave the identity's own ARN out of its rights to write and delete inline policies, or deny them there.",
)
def revocation_cannot_be_undone(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A ban of all sessions before an hour holds for those; the next session of the same identity may lift it.

    Judged is what an identity may do in the end, its boundary included, to its own inline policies: AWS has no
    condition on a policy's name, so that whoever may delete one of them may delete `daypass-revoked`. Pipelines that
    manage the policies of other roles pass; those that may manage all roles, their own among them, do not.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            name: deploy
            inlinePolicies:
              - name: roles
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": ["iam:PutRolePolicy", "iam:DeleteRolePolicy"], "Resource": "arn:aws:iam::*:role/*"}]}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            name: deploy
            inlinePolicies:
              - name: roles
                policy: >-
                  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                   "Action": ["iam:PutRolePolicy", "iam:DeleteRolePolicy"], "Resource": "arn:aws:iam::*:role/app/*"}]}
    """
    for found in stack.once(EffectivePermissions).each:
        if found.noun in _LIFTING and not was_looked_up(found.identity):
            try:
                yield from _judged(found)
            except Undecided as stopped:
                yield Open(found.identity, (stopped.path,))


def _judged(found: Permissions) -> Iterator[Problem]:
    lifting = [action for action in _LIFTING[found.noun] if _is_mentioned(found, action)]
    own = list(_own_arns(found)) if lifting else []
    can = next((action for action in lifting if any(may(found.policies, action, arn) for arn in own)), "")
    if can:
        if found.boundary_is_unknown:
            raise Undecided("permissionsBoundary")
        fact = f"{found.noun} {found.identity.name!r} may lift its own revocation ({can} on itself)"
        yield Problem(fact, on=found.identity)
    else:
        told_of(found)


def _is_mentioned(found: Permissions, action: str) -> bool:
    """Whether a statement that allows is about the action: nearly none is, and to ask more of those costs more."""
    return any(mentions(statement, action) for statement in allows(found.policies))


def _own_arns(found: Permissions) -> Iterator[str]:
    """The identity's ARN, or those that it may come to have. Raises `Undecided` where its name is not known yet."""
    identity = found.identity
    arn = text_of(said(identity, "arn"))
    if arn.startswith("arn:"):
        yield arn
        return
    kind = IDENTITY_KINDS[identity.type]
    name, path = identity.state.get(kind.name), text_of(said(identity, "path"))
    resource = f"{kind.in_arn}{path or '/'}{name or f'{identity.name}-0000000'}"  # as Pulumi makes a name up
    # Whole accounts and no pattern, which would take in `role/others/…:role/deploy`, a role that could not be.
    yield from dict.fromkeys(f"arn:{home}:{resource}" for home in ("aws:iam::000000000000", *_homes(found)))


def _homes(found: Permissions) -> Iterator[str]:
    """Partition, service and account of what its policies are about: where it lives, if they are of any use to it."""
    for statement in allows(found.policies):
        if statement.is_fully_known:
            for match in filter(None, map(_HOME.match, statement.resources)):
                yield f"{'aws' if '*' in match[1] else match[1]}:iam::{match[2]}"


_HOME: Final = re.compile(r"arn:([a-z*-]+):iam::([0-9]{12}):")
