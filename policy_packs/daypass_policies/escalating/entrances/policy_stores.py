"""This is where it is told who decides what an application allows that asks Verified Permissions.

The application has its role and asks the policy store whether somebody may have it do something. Whoever writes the
policies of the store, or says whose tokens it believes, has the application do whatever it does for anybody. Sources:
Amazon Verified Permissions User Guide, "Identity sources" and "Policies"; Service Authorization Reference, "Amazon
Verified Permissions" (all are asked about the policy store); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.facts import NOTHING
from daypass.graph.becoming.patterns import meets
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained

_WRITES: Final = (
    *("verifiedpermissions:CreatePolicy", "verifiedpermissions:UpdatePolicy"),
    *("verifiedpermissions:UpdatePolicyTemplate", "verifiedpermissions:CreateIdentitySource"),
    "verifiedpermissions:UpdateIdentitySource",
)
_ASKS: Final = tuple(
    f"verifiedpermissions:{one}"
    for one in ("IsAuthorized", "IsAuthorizedWithToken", "BatchIsAuthorized", "BatchIsAuthorizedWithToken")
)
_STORE: Final = "policy-store/"


class _Asking(NamedTuple):
    """Who asks a policy store, by the ARN of that."""

    store: str
    actor: Actor


def decides_for_others(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The stores that a workload writes and that another one asks, unless both are called alike."""
    for action in _WRITES:
        asking = rising.reach.stack.once(_asking, rising) if has_by_itself(actor, action) else ()
        named = patterns(actor, action) if asking else ()
        for one in asking if named else ():
            node = one.actor.node
            if one.actor is actor or node is None or is_kin(actor, node):
                continue
            if any(meets(text, one.store) != "no" for text in named) and gained(actor, node, rising, HEAVY):
                words = f"decide what {one.actor.title} does for whom, by the policy store that it asks"
                yield Opened(action, words, may(actor, action, one.store), as_another=True)


def _asking(stack: Stack, rising: Rising) -> tuple[_Asking, ...]:
    """Those of a stack who ask a store that they name, in order of their URNs."""
    del stack
    each = sorted(rising.actors.by_urn.values(), key=lambda one: one.resource.urn)
    return tuple(_Asking(store, actor) for actor in each for store in _stores_asked(actor))


def _stores_asked(actor: Actor) -> Iterator[str]:
    held = (one for means in actor.means for action in _ASKS for one in means.told(action).allows)
    for text in dict.fromkeys(text for one in held for text in one.line.patterns(NOTHING)):
        arn = Arn.parse(text)
        if arn and arn.resource.startswith(_STORE) and not has_wildcard(text):
            yield text
