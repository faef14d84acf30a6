"""A fence with no wire is a row of posts."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.given import Gap, Given
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.iam.breadth import broad
from daypass.iam.statement import Statement
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule


@rule(
    "boundary-sets-limits",
    risk="ungoverned-identity",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=ROLES_AND_USERS,
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Allow the services that are needed, or deny beside the Allow what nobody may do.",
)
def boundary_sets_limits(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A permissions boundary that allows everything and denies nothing looks like a limit in each review and is none.

    Read are the policies of the stack that a role or a user has as its boundary. One that allows every action on every
    resource needs a condition (a region), or has to deny something beside it. A boundary of AWS's own is the matter of
    `identity-is-governed`, and so is one that is missing.

    Refused:
        fence:
          type: aws:iam/policy:Policy
          properties:
            name: fence
            arn: arn:aws:iam::111122223333:policy/fence
            policy: '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
        app:
          type: aws:iam/role:Role
          properties: {name: app, permissionsBoundary: "arn:aws:iam::111122223333:policy/fence"}

    Mended:
        fence:
          type: aws:iam/policy:Policy
          properties:
            name: fence
            arn: arn:aws:iam::111122223333:policy/fence
            policy: >-
              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
              {"Effect": "Deny", "Action": ["iam:*", "organizations:*"], "Resource": "*"}]}
        app:
          type: aws:iam/role:Role
          properties: {name: app, permissionsBoundary: "arn:aws:iam::111122223333:policy/fence"}
    """
    if not any(resource.type in ROLES_AND_USERS for resource in stack.resources):
        return
    seen: set[str] = set()
    for permissions in stack.once(EffectivePermissions).each:
        if permissions.identity.type not in ROLES_AND_USERS:
            continue
        yield from (Open(gap.by, (gap.path,)) for gap in permissions.own_gaps if _may_be_told(gap))
        fence = permissions.bounded
        if fence is None or fence.is_of_aws:
            continue
        on = fence.policy or permissions.identity
        if on.urn not in seen:
            seen.add(on.urn)
            yield from _judged(fence, on)


def _may_be_told(gap: Gap) -> bool:
    """Whether a boundary is meant of which this stack does not know yet which it is, or what it says."""
    return gap.boundary and gap.fault.awaited


def _judged(fence: Given, on: Resource) -> Iterator[Problem | Open]:
    try:
        if any(map(_denies, fence.document.statements)):
            return
        if any(one.leaves_nothing_out for one in broad(fence.document)):
            yield Problem(f"the permissions boundary {on.name!r} allows everything and denies nothing", on=on)
    except Undecided as unknown:
        yield Open(on, (unknown.path,))


def _denies(statement: Statement) -> bool:
    """Whether it takes something away from whoever asks as AWS's own tools do, which never ask without TLS."""
    return statement.effect == "Deny" and not any(one.key.lower() in _TRANSPORT for one in statement.conditions)


_TRANSPORT: Final = ("aws:securetransport", "s3:tlsversion")
