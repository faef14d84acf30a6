"""A role trusts somebody; it does not trust everybody."""

from collections.abc import Iterator
from datetime import date

from daypass.iam.admitted import EXCEPT, Admitted
from daypass.iam.document import Document
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.closing import account_of, named_instead, principals
from daypass_policies.owning.ends import last_day
from daypass_policies.trusting import malformed
from daypass_policies.trusting.trust import ROLES, ask_trust
from daypass_policies.wording import shown


@rule(
    "trust-is-not-public",
    risk="public-trust",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=ROLES,
    controls=(
        "NHI4:2025",
        "NHI5:2025",
        "NIST-800-53:AC-3",
        "NIST-800-53:AC-6",
        "CIS-AWS-7.0.0:2.21",
    ),
    remedy="Name the principals, or close `*` with aws:PrincipalArn, aws:PrincipalOrgID or aws:SourceArn.",
    other_remedies=(malformed.REMEDY,),
    aliases=("checkov:CKV_AWS_60",),
)
def trust_is_not_public(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A role that trusts `*` can be assumed from every AWS account there is.

    `*` counts in every form, also as a service, as a provider and inside an ARN; so does `NotPrincipal`, which trusts
    everyone but a few. Only a condition on who comes closes it: the principal's ARN, account or organisation, or those
    of the resource a service acts for. An external id, a tag or an address is what the caller brings along. A Deny
    trusts nobody and is not asked about, and neither is a statement that `aws:CurrentTime` has ended. A document that
    AWS refuses is told here, unless it names a provider: of that `trust-pins-subject` tells.

    Refused:
        partner:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "*"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"sts:ExternalId": "4711"}}

    Mended:
        partner:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::444455556666:role/collector"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"sts:ExternalId": "4711"}}
    """
    account = account_of(resource, ask.settings)
    yield from ask_trust(
        resource,
        lambda admission: has_wildcard(admission.principal),
        lambda admission, document: _problem(resource, admission, document, ask.today, account),
        tells="other",
    )


def _problem(resource: Resource, admission: Admitted, document: Document, today: date, account: str) -> Problem | None:
    if admission.breadth != "world" or _has_ended(admission, document, today):
        return None
    is_named = admission.kind not in ("", EXCEPT) and not document.secret
    named = f" ({admission.kind} {shown(admission.principal)})" if is_named else ""
    return Problem(
        f"role {resource.name!r} trusts {admission.who}{named}",
        at=admission.where,
        key=None if document.secret else f"{admission.kind} {admission.principal}",
        witness=None if document.secret else admission.witness,
        mended=None if document.secret else _mended(admission, document, account),
    )


def _mended(admission: Admitted, document: Document, account: str) -> str | None:
    if admission.statement is None:
        return None
    return principals(document.statements[admission.statement], named_instead(account))


def _has_ended(admission: Admitted, document: Document, today: date) -> bool:
    """Whether the statement says that it is over, which `identity-has-not-expired` reports: nobody gets in by it."""
    if admission.statement is None:
        return False
    try:
        end = last_day(document.statements[admission.statement])
    except Undecided:
        return False  # whatever the unknown condition is, it has let nobody out of this one yet
    return end is not None and end < today
