"""This is where it is told who gives themselves the second factor for which a role asks of a user.

An access key of the user opens nothing that asks for a second factor. Whoever makes the key and also a device, and puts
that on the user, has its codes: with them STS gives a session that has both. A user may have eight devices, so that one
more is no matter. Sources: IAM API Reference, "CreateVirtualMFADevice" (the answer has the seed) and "EnableMFADevice";
IAM User Guide, "Secure API access with MFA" (`GetSessionToken` needs no permission); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.edges import Edge
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained

_ENABLES: Final = "iam:EnableMFADevice"
_MAKES: Final = "iam:CreateVirtualMFADevice"
_FACTOR: Final = "second factor"


def gives_second_factors(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The users as whom it has a key and a second factor, by which they enter a role that has what weighs."""
    if actor.node is None or not (has_by_itself(actor, _ENABLES) and may_at_all(actor, _MAKES)):
        return
    for made in rising.steps(actor.node):
        if made.how == "key":
            enabled = may(actor, _ENABLES, made.target.arn)
            for edge in rising.reach.edges(made.target) if enabled.possible else ():
                if _lacks_a_factor_alone(edge) and gained(actor, edge.target, rising, HEAVY):
                    words = f"make a key and a second factor of {made.target}, who enters {edge.target} by these"
                    answer = Answer(possible=True, unknown=made.unknown, grounds=made.grounds)
                    yield Opened(_ENABLES, words, joined(enabled, answer), as_another=True)


def _lacks_a_factor_alone(edge: Edge) -> bool:
    """Whether nothing else is open of whether the user assumes the role."""
    return edge.how == "assume" and bool(edge.unknown) and all(one.what == _FACTOR for one in edge.unknown)
