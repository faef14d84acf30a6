"""A policy that names somebody who is gone has lost its reader, and maybe its owner."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.data.resource_policies import resource_policies
from daypass.iam.document import MalformedDocument, Statement
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.leaving_out import in_json, without_principals
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.resource_policies import ask_document, ask_grants
from daypass_policies.trusting.trust import ROLES, trust_of

_UNIQUE: Final = re.compile(r"A(?P<kind>ID|RO)A[A-Z0-9]{13,}")
"""The unique id of a user or a role. Source: IAM User Guide, "IAM identifiers", unique ID prefixes; read 2026-11."""

_NOUNS: Final = {"ID": "an IAM user", "RO": "a role"}


@rule(
    "principal-still-exists",
    risk="lifecycle",
    severity="low",
    confidence="high",
    level="advisory",
    applies_to=(*ROLES, *resource_policies()),
    controls=(
        "NHI1:2025",
        "NIST-800-53:AC-2(3)",
        "SOC2:CC6.3",
    ),
    remedy="Take the statement out, or name who takes the place of whoever was deleted.",
)
def principal_still_exists(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Where AWS shows a unique id instead of an ARN, the user or role is deleted, and nobody cleaned up after it.

    AWS keeps the unique id (`AIDA…`, `AROA…`) of whom a policy names, so that nobody takes over a deleted name, and
    shows the ARN as long as there is one. Read are the trusts of roles and the policies of resources.

    Refused:
        reports:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: AIDACKCEVSQ6C2EXAMPLE}}

    Mended:
        reports:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                Effect: Allow
                Action: sts:AssumeRole
                Principal: {AWS: "arn:aws:iam::111122223333:role/daypass/reports-prod"}
    """
    question = partial(_of_grant, resource)
    try:
        if resource.type in ROLES:
            yield from ask_document(trust_of(resource), question)
        else:
            yield from ask_grants(resource, question)
    except MalformedDocument:
        return  # nobody gets in by it, and other rules say so


def _of_grant(resource: Resource, grant: Grant) -> Iterator[Problem]:
    match = _UNIQUE.fullmatch(grant.principal) if grant.kind == "AWS" else None
    if match:
        who = "somebody" if grant.hidden else _NOUNS[match["kind"]]
        key = None if grant.hidden else grant.principal
        fact = f"a policy of {resource.name!r} names {who} that was deleted"
        yield Problem(fact, at=grant.where, key=key, mended=None if grant.hidden else _without_them(grant.statement))


def _without_them(statement: Statement) -> str | None:
    """The statement without all who were deleted; None where it stands in arguments, which are one grant each."""
    if not statement.is_fully_known or ".Statement" not in statement.path:
        return None
    gone = [one for one in (statement.principals or {}).get("AWS", ()) if _UNIQUE.fullmatch(one)]
    return in_json(without_principals(statement, gone))
