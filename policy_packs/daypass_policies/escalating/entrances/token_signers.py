"""This is where it is told who has tokens signed about anybody, and so enters the roles that believe their issuer.

A function that signs whatever subject its event names asks nobody who calls: to be given it for one's own token is to
be given those of all others. What a role is called like the holder is the holder's own. Sources: those of `minting`;
IAM User Guide, "Create a role for OpenID Connect federation"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.programs.minting import minted
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, weighs
from daypass_policies.escalating.entrances.trusted_providers import trusted_providers
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin

_INVOKES: Final = "lambda:InvokeFunction"
_PROVIDER: Final = ":oidc-provider/"


class _Signer(NamedTuple):
    """A function, what stands for it in ARNs, the URN of its role, and the roles that believe what it signs."""

    function: Resource
    arn: str
    role: str
    believing: tuple[Actor, ...]


def has_tokens_signed(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The first role that each function lets a workload enter so, and that weighs."""
    signers = rising.reach.stack.once(_signers, rising) if has_by_itself(actor, _INVOKES) else ()
    for one in signers:
        answer = may(actor, _INVOKES, one.arn) if one.role != actor.resource.urn else None
        others = (role for role in one.believing if role.node and not is_kin(actor, role.node))
        role = next((role for role in others if weighs(actor, role, rising)), None) if answer else None
        if role and answer and answer.possible:
            words = f"have function {one.function.name!r} sign a token about whomever it names, and enter {role.title}"
            yield Opened(_INVOKES, words, answer, as_another=True)


def _signers(stack: Stack, rising: Rising) -> tuple[_Signer, ...]:
    """Those of the stack, in order of their URNs."""
    functions = sorted(stack.of_type(*FUNCTIONS), key=lambda one: one.urn)
    found = [(one, issuers) for one in functions if (issuers := minted(one))]
    roles = {use.consumer.urn: use.role for use in stack.once(Consumers).every_use if use.own} if found else {}
    providers = stack.once(trusted_providers, rising) if found else {}
    return tuple(
        _Signer(
            one,
            text_of(said(one, "arn")) or f"arn:{ANY}:lambda:{ANY}:{ANY}:function:{name_in(one)}",
            roles.get(one.urn, ""),
            tuple(role for arn, each in providers.items() if arn.partition(_PROVIDER)[2] in issuers for role in each),
        )
        for one, issuers in found
    )
