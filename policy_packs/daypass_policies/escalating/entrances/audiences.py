"""This is where it is told who has AWS take tokens that an issuer made for another client than those it is to take.

A provider lists the clients for which it takes tokens, and a trust may ask for one of them. Where it does not, the list
alone holds back a token that was made for another client of the same issuer: whoever receives one of those hands it on,
once they have put their own client on the list. Source: IAM API Reference, "AddClientIDToOpenIDConnectProvider"; IAM
User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM" and "Creating a role for OIDC"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, weighs
from daypass_policies.escalating.rising import Rising
from daypass_policies.trusting.trust import known_admissions

_ADDS: Final = "iam:AddClientIDToOpenIDConnectProvider"
_OIDC: Final = ":oidc-provider/"
_AUDIENCE: Final = "aud"


def adds_clients(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The providers to whose list it adds clients, where a role that has what weighs asks for none of these itself."""
    if has_by_itself(actor, _ADDS):
        for provider, roles in rising.reach.stack.once(_held_by_lists, rising).items():
            if role := next((one for one in roles if weighs(actor, one, rising)), None):
                words = f"have tokens taken that were made for another client, by which {role.title} is entered"
                yield Opened(_ADDS, words, may(actor, _ADDS, provider), as_another=True)


def _held_by_lists(stack: Stack, rising: Rising) -> dict[str, tuple[Actor, ...]]:
    """ARN of a provider → the roles that ask for no audience of its tokens, in order of their URNs."""
    del stack
    each = sorted(rising.actors.by_urn.values(), key=lambda one: one.resource.urn)
    return grouped(
        (admission.principal, role)
        for role in each
        for admission in known_admissions(role.resource)
        if admission.kind == "Federated" and _OIDC in admission.principal and _AUDIENCE in admission.missing
    )
