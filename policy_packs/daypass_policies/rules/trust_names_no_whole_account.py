"""A role trusts named roles of an account, not everyone whom its administrators let come."""

from collections.abc import Iterator

from daypass.iam.account import own_account
from daypass.iam.document import EVERYONE, Document
from daypass.iam.glob import has_wildcard
from daypass.iam.trust import Admitted
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.opening.mended import condition, principals, role_instead
from daypass_policies.trusting.trust import ROLES, ask_trust


@rule(
    "trust-names-no-whole-account",
    risk="cross-account-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=ROLES,
    controls=(
        "NHI3:2025",
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-20",
        "NIST-AI-RMF:GOVERN-6.1",
    ),
    remedy="Name the roles that may assume it, or ask a vendor for sts:ExternalId.",
    aliases=("checkov:CKV_AWS_61",),
)
def trust_names_no_whole_account(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A role that trusts a whole account is as safe as the weakest user, role and administrator of that account.

    An account is named by its root's ARN or its twelve digits, or by `*` with aws:PrincipalAccount. A condition that
    lets only part of the account through (an external id, a principal's ARN or tag) makes it a trust in that part. For
    the stack's own account the finding is advisory; where nothing says for certain which one that is, it is not.

    Refused:
        vendor:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::444455556666:root"}
                  Action: sts:AssumeRole

    Mended:
        vendor:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::444455556666:root"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"sts:ExternalId": "d2f6b1"}}
    """
    own = own_account(resource, ask.settings)
    yield from ask_trust(
        resource, _may_be_account, lambda admission, document: _problem(resource, admission, document, own)
    )


def _may_be_account(admission: Admitted) -> bool:
    is_everyone = admission.kind in (EVERYONE, "AWS") and has_wildcard(admission.principal)
    return bool(admission.account) or is_everyone or admission.kind == "CanonicalUser"


def _problem(resource: Resource, admission: Admitted, document: Document, own: str | None) -> Problem | None:
    is_whole = bool(admission.account) or admission.kind == "CanonicalUser"
    if not is_whole or admission.breadth != "organisation":
        return None
    is_own = bool(own) and admission.account == own
    named = "" if document.secret or not admission.account else f" {admission.account}"
    whose = "its own account" if is_own else "the whole account"
    return Problem(
        f"role {resource.name!r} trusts {whose}{named}, and so everyone whom its administrators let come",
        at=admission.where,
        key=None if document.secret else admission.account or admission.principal,
        advisory=is_own,
        mended=None if document.secret or not admission.account else _mended(admission, document),
    )


def _mended(admission: Admitted, document: Document) -> str | None:
    """A role of the account in its place; of the accounts that a condition names, where everyone is the principal."""
    accounts = admission.account.split(", ")
    if has_wildcard(admission.principal) or admission.statement is None:
        return condition("ArnEquals", "aws:PrincipalArn", [f"arn:aws:iam::{one}:role/ROLE" for one in accounts])
    return principals(document.statements[admission.statement], role_instead(accounts))
