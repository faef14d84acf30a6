"""This is where it is told who writes the policy of devices that a template makes, and makes itself one of these.

A claim of a provisioning template is a certificate by which whoever has it becomes a device, with the policy of IoT
that the template names. Whoever may also write a version of that policy lets the device take any role alias, and so its
role. Sources: AWS IoT Core Developer Guide, "Provisioning devices that don't have device certificates using fleet
provisioning"; AWS IoT API Reference, "CreateProvisioningClaim" and "CreatePolicyVersion" (`setAsDefault`); Service
Authorization Reference, "AWS IoT"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.low_trust.role_aliases import RoleAliases
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained

_TEMPLATES: Final = {
    "aws:iot/provisioningTemplate:ProvisioningTemplate": "name",
    "aws-native:iot:ProvisioningTemplate": "templateName",
}
"""Type → the property with the name."""

_BODY: Final = "templateBody"
_POLICY: Final = re.compile(r'"PolicyName"\s{0,4}:\s{0,4}"(?P<name>[\w+=,.@-]{1,128})"')
_CLAIMS: Final = "iot:CreateProvisioningClaim"
_WRITES: Final = "iot:CreatePolicyVersion"
_MOST: Final = 50_000
"""Characters of a template that are looked through."""


class _Template(NamedTuple):
    """One by its name, and the policy that its devices get."""

    name: str
    policy: str


def provisions_itself(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The first role that each template so leads to, of those that have what counts and are not called like it."""
    if not (has_by_itself(actor, _CLAIMS) and has_by_itself(actor, _WRITES)):
        return
    aliases = rising.reach.stack.once(RoleAliases, rising).each
    roles = (one.role.node for one in aliases if one.role is not actor)
    others = (node for node in roles if node and not is_kin(actor, node) and gained(actor, node, rising, HEAVY))
    role = next(others, None)
    for template in rising.reach.stack.once(_templates) if role else ():
        start = f"arn:{ANY}:iot:{ANY}:{(actor.node.account if actor.node else '') or ANY}"
        claims = may(actor, _CLAIMS, f"{start}:provisioningtemplate/{template.name}")
        answer = joined(claims, may(actor, _WRITES, f"{start}:policy/{template.policy}"))
        if role and answer.possible:
            words = (
                f"write policy {template.policy!r} of devices, make itself one, and take a role alias of {role.name!r}"
            )
            yield Opened(_WRITES, words, answer)


def _templates(stack: Stack) -> tuple[_Template, ...]:
    """Those of a stack that name a policy, in order of their URNs."""
    found = []
    for one in sorted(stack.of_type(*_TEMPLATES), key=lambda one: one.urn):
        name = text_of(said(one, _TEMPLATES[one.type]))
        policies = _POLICY.finditer(text_of(said(one, _BODY))[:_MOST])
        found += [_Template(name, policy["name"]) for policy in policies if name]
    return tuple(found)
