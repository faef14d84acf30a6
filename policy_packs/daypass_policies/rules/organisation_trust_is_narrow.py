"""An organisation is no workload: what all of its accounts may assume, the weakest of them gives away."""

from collections.abc import Iterator
from functools import partial

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.closing import condition
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import is_everyone
from daypass_policies.opening.trusts import ask_callers
from daypass_policies.trusting.organisations import PATHS, in_organisation
from daypass_policies.trusting.trust import ROLES


@rule(
    "organisation-trust-is-narrow",
    risk="cross-account-trust",
    severity="low",
    confidence="medium",
    level="advisory",
    profile="strict",
    applies_to=ROLES,
    controls=("NHI5:2025", "NHI8:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3"),
    remedy="Beside the organisation, name who may assume it by aws:PrincipalArn, or by a tag that they carry.",
)
def organisation_trust_is_narrow(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """aws:PrincipalOrgID keeps strangers out, and lets in every role, user and pipeline of every account of yours.

    Told is a trust in `*` that nothing but the organisation or a part of it (aws:PrincipalOrgPaths) narrows. A second
    condition on who comes (a principal's ARN or tag, a session's name, an external id) makes it a trust in those.

    Refused:
        audit:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "*"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}

    Mended:
        audit:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "*"}
                  Action: sts:AssumeRole
                  Condition:
                    StringEquals: {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
                    ArnLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/audit-reader"}
    """
    del ask
    yield from ask_callers(resource, partial(_of_grant, resource))


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
