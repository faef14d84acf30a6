"""A role trusts named roles of an account, not everyone whom its administrators let come."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from daypass.graph.stack import Stack
from daypass.graph.ways import TRUST
from daypass.iam.admitted import Admitted
from daypass.iam.document import EVERYONE, Document
from daypass.iam.glob import has_wildcard
from daypass.iam.who import OWN_ACCOUNT
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.closing import account_of, condition, principals, role_instead
from daypass_policies.opening.openness import account_in
from daypass_policies.opening.resource_policies import reported
from daypass_policies.trusting.everyday import has_only_everyday
from daypass_policies.trusting.trust import ROLES, ask_trust

_OWN: Final = "its own account"
_REMEDY_OF_OWN: Final = "Name the roles of the account that may assume it, or let in only some by aws:PrincipalArn."


@rule(
    "trust-names-no-whole-account",
    risk="cross-account-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=ROLES,
    stack=True,
    controls=(
        "NHI3:2025",
        "NHI5:2025",
        "NIST-800-53:AC-6",
        "NIST-800-53:AC-20",
        "NIST-AI-RMF:GOVERN-6.1",
    ),
    remedy="Name the roles that may assume it, or ask a vendor for sts:ExternalId.",
    other_remedies=(_REMEDY_OF_OWN,),
    aliases=("checkov:CKV_AWS_61",),
)
def trust_names_no_whole_account(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A role that trusts a whole account is as safe as the weakest user, role and administrator of that account.

    An account is named by its root's ARN or its twelve digits, by a pattern in it, or by `*` with aws:PrincipalAccount.
    A condition that lets only part of the account through (an external id, a principal's ARN or tag) makes it a trust
    in that part; what callers write themselves (a session's name, a source identity, a tag of the request) does not.
    For the stack's own account the finding is advisory, and low where the role is known to have nothing but its logs
    and the like. Which account that is, the role's own ARN says once it is known, so that this is a stack rule; until
    then the provider or the settings' `[accounts]`. Where nothing says it for certain, as in the first preview of a
    stack without settings, it is not.

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
    for role in stack.of_type(*ROLES):
        if not _has_none(role):  # AWS makes no such role, and trust-is-not-public says so
            yield from reported(role, _judged(role, ask, stack))


def _has_none(role: Resource) -> bool:
    key = TRUST[role.type]
    return role.declared.is_known(key) and role.declared.get(key) is None


def _judged(role: Resource, ask: Ask, stack: Stack) -> Iterator[Problem]:
    own, is_light = account_of(role, ask.settings), partial(_is_light, ask, stack)
    yield from ask_trust(
        role, _may_be_account, lambda admission, document: _problem(role, admission, document, own, is_light)
    )


def _may_be_account(admission: Admitted) -> bool:
    is_everyone = admission.kind in (EVERYONE, "AWS") and has_wildcard(admission.principal)
    return bool(admission.account) or is_everyone or admission.kind == "CanonicalUser"


def _problem(
    resource: Resource, admission: Admitted, document: Document, own: str, is_light: Callable[[Resource], bool]
) -> Problem | None:
    account = _whole(admission)
    if not account:
        return None
    accounts = account.split(", ")
    is_own, is_said = {own, OWN_ACCOUNT}.issuperset(accounts), not document.secret and admission.kind != "CanonicalUser"
    whose = _OWN if is_own else "the whole account"
    return Problem(
        f"role {resource.name!r} trusts {_said(accounts, whose) if is_said else whose}, "
        "and so everyone whom its administrators let come",
        at=admission.where,
        key=None if document.secret else account,
        severity=("low" if is_light(resource) else "medium") if is_own else None,
        advisory=is_own,
        witness=admission.witness if is_said else None,
        mended=_mended(admission, document, account) if is_said else None,
        remedy=_REMEDY_OF_OWN if is_own else None,
    )


def _said(accounts: list[str], whose: str) -> str:
    """The accounts by their numbers; the own one in words where no number says it."""
    numbers = ", ".join(one for one in accounts if one != OWN_ACCOUNT)
    if OWN_ACCOUNT not in accounts or whose == _OWN:
        return f"{whose} {numbers}".rstrip()
    return f"{_OWN} and {whose} {numbers}"


def _is_light(ask: Ask, stack: Stack, role: Resource) -> bool:
    """Whether whoever else in the account enters it gains nothing that anybody wants."""
    return has_only_everyday(role, stack, ask.settings, or_nothing=True)


def _whole(admission: Admitted) -> str:
    """The accounts that are trusted as a whole, with commas between, or a canonical user; "" for none."""
    if admission.kind == "AWS" and has_wildcard(admission.principal) and admission.breadth == "world":
        return account_in(admission.principal)  # a pattern in one account, which AWS refuses
    if admission.breadth != "organisation":
        return ""
    return admission.account or (admission.principal if admission.kind == "CanonicalUser" else "")


def _mended(admission: Admitted, document: Document, account: str) -> str | None:
    """A role of the account in its place; of the accounts that a condition names, where everyone is the principal."""
    accounts = account.split(", ")
    if admission.statement is None or not account_in(admission.principal):
        return condition("ArnEquals", "aws:PrincipalArn", [f"arn:aws:iam::{one}:role/ROLE" for one in accounts])
    return principals(document.statements[admission.statement], role_instead(accounts))
