"""A role for guests of an identity pool is anyone's; it has nothing but what a web page shows everybody."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.graph.stack import Stack
from daypass.iam.admitted import Admitted
from daypass.iam.document import Document
from daypass.iam.federated import NAMED_GUESTS
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.pinning import pins
from daypass_policies.settle import collect
from daypass_policies.trusting.everyday import counts_guests
from daypass_policies.trusting.trust import ROLES, ask_trust

_POOLS: Final = "cognito-identity.amazonaws.com"


@rule(
    "trust-names-no-guests",
    risk="public-trust",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=ROLES,
    stack=True,
    controls=("NHI4:2025", "NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:AC-6"),
    remedy="Trust `authenticated` as the `amr`, and serve what everybody may see from a web page instead.",
)
def trust_names_no_guests(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever reads an identity pool's id in a web page gets a session of the role that trusts its guests.

    Told is a trust in Cognito's identity pools that asks for `unauthenticated` as the `amr`: whom it lets in is meant,
    and is anyone at all. Only profile `strict` tells it, as advice and low, where the stack shows that the role may do
    nothing but what AWS's own guides give guests: to be counted by CloudWatch RUM, and to be shown a map. A trust that
    does not look at `amr`, or at the pool, lets in more than it says, which trust-pins-subject tells. One identity by
    its `sub` is no guest at large. Source: Cognito Developer Guide, "Role trust and permissions"; read 2026-11.

    Refused:
        visitor:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: cognito-identity.amazonaws.com}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      cognito-identity.amazonaws.com:aud: eu-west-1:1f0c2b7e-8d11-4d0b-9a3c-3c5b8a7e6d01
                      cognito-identity.amazonaws.com:amr: unauthenticated

    Mended:
        visitor:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {Federated: cognito-identity.amazonaws.com}
                  Action: sts:AssumeRoleWithWebIdentity
                  Condition:
                    StringEquals:
                      cognito-identity.amazonaws.com:aud: eu-west-1:1f0c2b7e-8d11-4d0b-9a3c-3c5b8a7e6d01
                      cognito-identity.amazonaws.com:amr: authenticated
    """
    for role in stack.of_type(*ROLES):
        told, unknown = collect([ask_trust(role, _is_of_pools, lambda *asked, role=role: _problem(role, *asked))])
        if unknown:
            yield Open(role, (unknown.path,))
        if told and counts_guests(role, stack, ask.settings):
            told = [replace(one, severity="low", advisory=True) for one in told if ask.profile == "strict"]
        yield from told


def _is_of_pools(admission: Admitted) -> bool:
    return admission.kind == "Federated" and admission.principal == _POOLS


def _problem(role: Resource, admission: Admitted, document: Document) -> Problem | None:
    if admission.who != NAMED_GUESTS:
        return None
    if document.secret:  # what it says is nobody's to read here, only whom it lets in
        return Problem(f"role {role.name!r} lets in guests of an identity pool", at=admission.where, on=role)
    mended = pins(admission, document)
    return Problem(
        f"role {role.name!r} lets in guests of an identity pool, who are anyone at all",
        at=admission.where,
        key=" ".join((admission.issuer, *admission.asked)),
        witness=admission.witness,
        mended=mended.as_mended() if mended else None,
        on=role,
    )
