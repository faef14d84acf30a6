"""A role for workloads with certificates names whose certificate it takes, not only who issued it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from daypass.data.service_calls import plain_principal
from daypass.graph.leaves import declared, switch
from daypass.graph.session_length import ROLES_ANYWHERE
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.iam.asked import asked_of, is_anything
from daypass.iam.condition import Condition
from daypass.iam.glob import has_wildcard
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.keeping.authorities import ANCHORS
from daypass_policies.mending.closing import condition
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.taken_back import Conditions
from daypass_policies.opening.trusts import ask_callers
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import ROLES

_OF_SUBJECT: Final = tuple(
    f"aws:{what}/x509{field}/" for what in ("principaltag", "requesttag") for field in ("subject", "san")
)
_OF_ISSUER: Final = tuple(f"aws:{what}/x509issuer/" for what in ("principaltag", "requesttag"))
_ANCHOR: Final = "aws:sourcearn"
_EQUAL: Final = ("StringEquals", "StringEqualsIgnoreCase", "StringLike")
_NAMES: Final = ("sts:sourceidentity", "aws:sourceidentity")
"""What Roles Anywhere makes of a certificate: tags of its subject and its other names, and an identity of its CN.

Source: IAM Roles Anywhere User Guide, "The IAM Roles Anywhere trust model"; read 2026-11.
"""


@rule(
    "anchor-trust-pins-certificate",
    risk="federated-trust",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=ROLES,
    stack=True,
    controls=("NHI4:2025", "NIST-800-53:AC-3", "NIST-800-53:IA-9", "NIST-800-53:SC-17"),
    remedy="Beside aws:SourceArn ask for the certificate's aws:PrincipalTag/x509SAN/URI or x509Subject/CN.",
)
def anchor_trust_pins_certificate(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Every certificate that a trust anchor's authority signs opens each role that asks for the anchor alone.

    Told is a trust in IAM Roles Anywhere without a condition on the subject or the other names of the certificate
    (`aws:PrincipalTag/x509Subject/…`, `x509SAN/…`, sts:SourceIdentity); its issuer only says the authority once more.
    A value that compares two names of the same certificate, as the guide of EKS for hybrid nodes has it, passes: there
    all nodes are meant. Whether the anchor is asked for is told by service-trust-asks-source; here only where the stack
    has anchors of several authorities that are switched on, and the trust asks for the subject and neither for one of
    them nor for its issuer (`x509Issuer/…`): each authority signs whatever subject it likes.

    Refused:
        press:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Service: rolesanywhere.amazonaws.com}
                  Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
                  Condition:
                    ArnEquals: {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/4f6d1c9b"}

    Mended:
        press:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Service: rolesanywhere.amazonaws.com}
                  Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
                  Condition:
                    ArnEquals: {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/4f6d1c9b"}
                    StringEquals: {"aws:PrincipalTag/x509SAN/URI": "spiffe://acme.example/plant/press"}
    """
    del ask
    has_several = len(frozenset(map(_authority, filter(_is_on, stack.of_type(*ANCHORS))))) > 1
    for role in stack.of_type(*ROLES):
        found, unknown = collect([ask_callers(role, partial(_of_grant, role, has_several=has_several))])
        yield from (replace(one, on=role) for one in found)
        if unknown:
            yield Open(role, (unknown.path,))


def _is_on(anchor: Resource) -> bool:
    return switch(anchor, "enabled", default=True) is not False


def _authority(anchor: Resource) -> str:
    """Who signs for it; of one that is not known yet, itself."""
    source = bare(declared(anchor, "source"))
    return anchor.urn if source in (UNKNOWN, None) else repr(source)


def _of_grant(resource: Resource, grant: Grant, *, has_several: bool) -> Iterator[Problem]:
    is_anchor = grant.kind == "Service" and plain_principal(grant.principal) == ROLES_ANYWHERE
    if not is_anchor or not any(action_matches(one, "sts:AssumeRole") for one in grant.actions):
        return
    if not grant.is_closed(_names_a_certificate):
        yield Problem(
            f"role {resource.name!r} lets in every certificate that an authority of IAM Roles Anywhere has signed",
            at=grant.where,
            key=None if grant.hidden else grant.sid or "certificate",
            witness=None if grant.hidden else grant.principal,
            mended=condition("StringEquals", "aws:PrincipalTag/x509Subject/CN", "COMMON-NAME"),
        )
    elif has_several and not grant.is_closed(_names_an_authority):
        yield Problem(
            f"role {resource.name!r} asks for a certificate's subject and not for its trust anchor, of which there are "
            "several: each authority signs whatever subject it likes",
            at=grant.where,
            key=None if grant.hidden else f"{grant.sid or 'certificate'} of any anchor",
            witness=None if grant.hidden else grant.principal,
            mended=condition("ArnEquals", "aws:SourceArn", "TRUST-ANCHOR-ARN"),
        )


def _names_an_authority(conditions: Conditions, version: str) -> bool:
    """Whether they ask for an anchor, or for who issued the certificate."""
    asked = asked_of(conditions, version)
    anchors = asked.get(_ANCHOR, ())
    if anchors and all(one.exact or not has_wildcard(one.text.rpartition("/")[2]) for one in anchors):
        return True
    return any(key.startswith(_OF_ISSUER) and not is_anything(asked[key]) for key in asked)


def _names_a_certificate(conditions: Conditions, version: str) -> bool:
    asked = asked_of(conditions, version)
    if any(key.startswith(_OF_SUBJECT) or key in _NAMES for key in asked if not is_anything(asked[key])):
        return True
    return any(map(_compares, conditions))


def _compares(condition: Condition) -> bool:
    """Whether a name of the certificate must be one that the session is given; itself it always is."""
    name = condition.key.lower()
    holds_without = condition.if_exists or condition.qualifier == "ForAllValues"
    if not name.startswith(_OF_SUBJECT) or condition.operator not in _EQUAL or holds_without:
        return False
    values = [value.lower() for value in condition.values]
    return bool(values) and all(value.startswith("${aws:") and name not in value for value in values)
