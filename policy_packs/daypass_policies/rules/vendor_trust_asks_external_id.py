"""A vendor acts for many customers; the external id tells it, and the role, which one it acts for."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.data.known_accounts import vendor_of
from daypass.iam.account import own_account
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.iam.asked import asked_of, is_anything, limiting_keys
from daypass.model.resource import Resource
from daypass.model.resource_tags import Tags
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.closing import condition
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import is_everyone, whole_account
from daypass_policies.opening.taken_back import Conditions
from daypass_policies.opening.trusts import ask_callers
from daypass_policies.trusting.trust import ROLES

_EXTERNAL_ID = "sts:externalid"
_OF_OURS = ("aws:principalorgid", "aws:principalorgpaths")


@rule(
    "vendor-trust-asks-external-id",
    risk="confused-deputy",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=ROLES,
    controls=(
        "NHI3:2025",
        "NHI4:2025",
        "NIST-800-53:AC-20",
        "SOC2:CC6.3",
        "MAESTRO:L7-INTEGRATION-RISKS",
        "NIST-AI-RMF:GOVERN-6.1",
    ),
    remedy="Ask for the sts:ExternalId that the vendor gave you, with StringEquals and its exact value.",
)
def vendor_trust_asks_external_id(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever is a customer of the same vendor can give it the name of your role, and the vendor will assume it.

    Told are roles that a known vendor's account may assume without sts:ExternalId (see the table of accounts), roles
    whose class tag says `vendor` and that a foreign account may assume without, and any role whose external id does not
    bind: `...IfExists`, `ForAllValues` or a negation lets it stay away, or it is empty or anything. Advisory is one
    that a pattern lets be many, and in profile `strict` every named principal of a foreign account that is neither in
    the settings' `[accounts]` nor bound to the organisation. A whole account without any condition, and `*`, are for
    other rules; an external id alone does not close `*`, because it is no secret.

    Refused:
        monitoring:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::464622532012:root"}
                  Action: sts:AssumeRole
                  Condition: {StringEqualsIfExists: {"sts:ExternalId": "4f6d1c9b"}}

    Mended:
        monitoring:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "arn:aws:iam::464622532012:root"}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"sts:ExternalId": "4f6d1c9b"}}
    """
    yield from ask_callers(resource, partial(_of_grant, resource, ask))


def _of_grant(resource: Resource, ask: Ask, grant: Grant) -> Iterator[Problem]:
    if grant.kind != "AWS" or is_everyone(grant) or not _assumes(grant):
        return
    account = _account(grant.principal)
    vendor = vendor_of(account)
    if _speaks_of_it(grant):
        if not grant.is_closed(_binds) and (fact := _weakness(grant)):
            yield _problem(resource, grant, account, f"asks for an external id that {fact}", advisory=fact == _PATTERN)
    elif (vendor or _is_said_to_be_one(resource, ask, account)) and not grant.is_closed(_binds):
        named = "a vendor" if grant.hidden or not vendor else vendor
        yield _problem(resource, grant, account, f"trusts {named} without an external id, whoever it acts for")
    elif ask.profile == "strict" and _is_foreign(resource, ask, grant, account) and not grant.is_closed(_is_bound):
        fact = "trusts a principal of another account without an external id"
        yield _problem(resource, grant, account, fact, advisory=True)


def _assumes(grant: Grant) -> bool:
    return any(action_matches(pattern, "sts:AssumeRole") for pattern in grant.actions)


def _account(principal: str) -> str:
    arn = Arn.parse(principal)
    return arn.account if arn else principal if principal.isdecimal() else ""


def _is_said_to_be_one(resource: Resource, ask: Ask, account: str) -> bool:
    """Whether the role is tagged as one for a vendor, and this is no account of ours."""
    if account in ask.settings.accounts or account == own_account(resource, ask.settings):
        return False
    return Tags.of(resource.declared, resource).get(ask.settings.tags["class"]) == _VENDOR


_VENDOR = "vendor"
"""The class of identities that a vendor uses."""


def _speaks_of_it(grant: Grant) -> bool:
    """Whether a condition is about the external id, also one whose value is not known."""
    return grant.unknown.lower().endswith(_EXTERNAL_ID) or any(one.is_on(_EXTERNAL_ID) for one in grant.conditions)


def _binds(conditions: Conditions, version: str) -> bool:
    """Whether the external id must be one of some exact texts."""
    claims = asked_of(conditions, version).get(_EXTERNAL_ID, ())
    return bool(claims) and all(claim.exact and claim.text.strip() for claim in claims)


def _is_bound(conditions: Conditions, version: str) -> bool:
    return _binds(conditions, version) or not limiting_keys(conditions, version).isdisjoint(_OF_OURS)


_PATTERN = "may be any of a pattern"


def _weakness(grant: Grant) -> str:
    claims = asked_of(grant.conditions, grant.document.version).get(_EXTERNAL_ID, ())
    if not claims or is_anything(claims):
        return "need not be there, or may be anything"
    return "may be empty" if any(not claim.text.strip() for claim in claims) else _PATTERN


def _is_foreign(resource: Resource, ask: Ask, grant: Grant, account: str) -> bool:
    """Whether a named principal is of an account that is certainly not ours; whole ones are for another rule."""
    own = own_account(resource, ask.settings)
    is_named = bool(account) and not whole_account(grant)
    return is_named and own is not None and account != own and account not in ask.settings.accounts


def _problem(resource: Resource, grant: Grant, account: str, fact: str, *, advisory: bool = False) -> Problem:
    return Problem(
        f"role {resource.name!r} {fact}",
        at=grant.where,
        key=None if grant.hidden else account or grant.sid,
        severity="medium" if advisory else None,
        advisory=advisory,
        witness=None if grant.hidden else grant.principal,
        mended=_MENDED,
    )


_MENDED: Final = condition("StringEquals", "sts:ExternalId", "THE-ID-THAT-THE-VENDOR-MADE-FOR-YOU")
