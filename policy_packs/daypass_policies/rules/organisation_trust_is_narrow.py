"""An organisation is no workload: what all of its accounts may assume, the weakest of them gives away."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actors
from daypass_policies.escalating.takeovers.doubting import doubts
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, counts, gains
from daypass_policies.escalating.told import Doubts
from daypass_policies.mending.closing import condition
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import is_everyone
from daypass_policies.opening.resource_policies import reported
from daypass_policies.opening.trusts import ask_callers
from daypass_policies.trusting.organisations import PATHS, in_organisation
from daypass_policies.trusting.trust import ROLES


@rule(
    "organisation-trust-is-narrow",
    risk="cross-account-trust",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI5:2025", "NHI8:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3"),
    remedy="Beside the organisation, name who may assume it by aws:PrincipalArn, or by a tag that they carry.",
)
def organisation_trust_is_narrow(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """aws:PrincipalOrgID keeps strangers out, and lets in every role, user and pipeline of every account of yours.

    Told is a trust in `*` that nothing but the organisation or a part of it (aws:PrincipalOrgPaths) narrows, of a role
    that reads what is stored or secret, or changes something, by what the stack gives it; in profile `strict` of any
    role. A second condition on who comes (a principal's ARN or tag, a session's name, an external id) makes it a trust
    in those.

    Refused:
        audit:
          type: aws:iam/role:Role
          properties:
            name: audit
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "*"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
        audit-reads:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: audit
            policy:
              Version: "2012-10-17"
              Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::acme-findings/*"}]

    Mended:
        audit:
          type: aws:iam/role:Role
          properties:
            name: audit
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "*"}
                  Action: sts:AssumeRole
                  Condition:
                    StringEquals: {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
                    ArnLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/audit-reader"}
        audit-reads:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: audit
            policy:
              Version: "2012-10-17"
              Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::acme-findings/*"}]
    """
    for role in stack.of_type(*ROLES):
        found = list(reported(role, ask_callers(role, partial(_of_grant, role))))
        yield from found if ask.profile == "strict" or not found else _as_it_weighs(stack, ask, role, found)


def _as_it_weighs(stack: Stack, ask: Ask, role: Resource, found: list[Problem | Open]) -> Iterator[Problem | Open]:
    """What is told of a role that gives something to whoever comes. One of which that is not known is undecided."""
    actor = stack.once(Actors, ask.settings).by_urn.get(role.urn)
    if actor is None:  # what it gives nobody can tell
        yield from found
        return
    weighs, hidden = any(map(counts, gains(None, actor, WEIGHTS))), Doubts()
    for one in found:
        if isinstance(one, Open):
            yield one
        elif weighs:
            yield replace(one, severity="medium")
    for doubt in () if weighs else doubts(None, actor, WEIGHTS):
        yield from hidden.of(actor, doubt.unknown)


def _of_grant(resource: Resource, grant: Grant) -> Iterator[Problem]:
    if not is_everyone(grant) or grant.kind == "Service":
        return
    found = in_organisation(grant)
    if found and not found.others:
        whom = "every role of a part of the organisation" if found.keys == (PATHS,) else "the whole organisation"
        yield Problem(
            f"role {resource.name!r} trusts {whom}",
            at=grant.where,
            key=None if grant.hidden else grant.sid or "organisation",
            witness=None if grant.hidden else grant.principal,
            mended=condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ROLE"),
        )
