"""A service that assumes a role says for whom it does, and the role asks."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from daypass.data.service_calls import plain_principal
from daypass.data.service_principals import principals
from daypass.iam.action import action_matches
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.opening.deputies import Asking, asking
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.mended import account_of, source
from daypass_policies.opening.openness import says_for_whom
from daypass_policies.opening.resource_policies import ask_document
from daypass_policies.trusting.trust import ROLES, trust_of


@rule(
    "service-trust-asks-source",
    risk="confused-deputy",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    controls=("NHI3:2025", "NHI5:2025", "NIST-800-53:AC-4", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Ask for aws:SourceAccount with StringEquals, and for aws:SourceArn as far as it is known.",
    aliases=("prowler:iam_role_cross_service_confused_deputy_prevention",),
)
def service_trust_asks_source(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A service acts for all of its customers; a role that does not ask for which one trusts that the service does.

    Asked are only services of which AWS says that they send aws:SourceAccount or aws:SourceArn when they assume a
    role (see the table of service principals): any other, as EC2 and Lambda, would be locked out. An account, an
    organisation (aws:SourceOrgID, aws:SourceOrgPaths) or an ARN in an account will do; `*`, `...IfExists`,
    negations and `ForAllValues` will not. The role of an EKS cluster is asked about in profile `strict` alone:
    AWS's guide made it without until August 2025. A statement that names such a service beside one that sends
    nothing cannot ask, and is told to be two.

    Refused:
        nightly:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Service: scheduler.amazonaws.com}
                  Action: sts:AssumeRole

    Mended:
        nightly:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Service: scheduler.amazonaws.com}
                  Action: sts:AssumeRole
                  Condition: {StringEquals: {"aws:SourceAccount": "111122223333"}}
    """
    asked = partial(_says_who, strict=ask.profile == "strict")
    account = account_of(resource, ask.settings)
    try:
        yield from ask_document(trust_of(resource), partial(_of_grant, resource, asked, account))
    except MalformedDocument:
        return  # trust-is-not-public refuses what nobody can read


def _of_grant(resource: Resource, says_who: Callable[[str], bool], account: str, grant: Grant) -> Iterator[Problem]:
    may_ask = asking(grant, says_who)
    if may_ask is Asking.NO or not any(action_matches(one, "sts:AssumeRole") for one in grant.actions):
        return
    if not grant.is_closed(says_for_whom):
        service = plain_principal(grant.principal)
        named = "" if grant.hidden else f" {service}"
        split = may_ask is Asking.BY_ITSELF
        beside = ", in one statement with a service that could not say so; it needs a statement of its own"
        yield Problem(
            f"role {resource.name!r} lets the service{named} act without asking for whom{beside if split else ''}",
            at=grant.where,
            key=None if grant.hidden else service,
            severity="low" if split else None,
            mended=None if split else source(account, by_account=principals()[service].sends_account),
        )


_LATELY: Final = frozenset({"eks.amazonaws.com"})
"""Services of which nearly all roles were made before AWS advised to ask: the role of a cluster, since August 2025."""


def _says_who(principal: str, *, strict: bool) -> bool:
    plain = plain_principal(principal)
    known = principals().get(plain)
    return known is not None and (known.sends_account or known.sends_arn) and (strict or plain not in _LATELY)
