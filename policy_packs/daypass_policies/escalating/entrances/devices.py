"""This is where it is told who makes itself a device, or has devices run what it likes, and so has the devices' role.

A certificate with a policy that names a role alias is exchanged for the alias' role; that may be a policy which is
there, or one that they write. Whoever is a device and writes it does with IoT what they like. A component of Greengrass
runs on every device of a deployment as the role of its token exchange; an artifact that somebody replaces later does
not, since its digest is the component's. Sources: AWS IoT Core Developer Guide, "Authorizing direct calls to AWS
services"; AWS IoT Greengrass V2 Developer Guide, "Authorize core devices to interact with AWS services"; Service
Authorization Reference, "AWS IoT" and "AWS IoT Greengrass V2"; read 2026-11; AWS IoT Greengrass V2 API Reference,
"CreateDeployment" (a target is a thing or a group, to which a job of IoT brings it) and "CreateComponentVersion"
(artifacts are held to their digests); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.stack import Stack
from daypass.iam.document import Document, MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.device_policies import CLAIMS, attachable
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, may_at_all
from daypass_policies.escalating.low_trust.aliases import POLICIES
from daypass_policies.escalating.low_trust.taken_aliases import TAKES
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    brings_what_others_run,
    is_called_by,
    is_called_otherwise,
    is_foreign,
    is_of_another_owner,
)
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, WEIGHTS, Weight, gained
from daypass_policies.escalating.takeovers.workers import is_deployer, works_for_itself

_ALIAS: Final = "IoT role alias"
_ATTACHES: Final = "iot:AttachPolicy"
_CERTIFIES: Final = ("iot:CreateKeysAndCertificate", "iot:CreateCertificateFromCsr", "iot:RegisterCertificateWithoutCA")
"""Each makes a certificate that is in force, whose key is its own: it gets the key, asks with one, or brings one along.

Source: AWS IoT API Reference, the three actions (`setAsActive`, `status`); read 2026-12.
"""

_REVISES: Final = "iot:CreatePolicyVersion"
"""Also makes the version the one that counts (`setAsDefault`). Source: AWS IoT API Reference, "CreatePolicyVersion"."""

_OWN: Final = ((_REVISES, "write"), ("iot:SetDefaultPolicyVersion", "choose the version of"))
_ATTACHING: Final = (_ATTACHES, "iot:AttachPrincipalPolicy")
_ITS_OWN: Final = Facts({"credentials-iot:awscertificateid": PROBE})
"""The certificate that the device shows may be named by this. Source: AWS IoT Core Developer Guide, "Authorizing direct
calls to AWS services" (context variables of the credential provider); read 2026-12."""

_MAKERS: Final = frozenset(
    (
        *("provision", "provisioner", "provisioning", "enrol", "enroll", "enroller", "enrolment", "enrollment"),
        *("register", "registrar", "registration", "registry", "onboard", "onboarder", "onboarding", "commissioning"),
        *("maker", "factory", "manufacturing", "activation", "claim", "bootstrap", "bootstrapper", "pairing"),
        *("cert", "certificate", "renewal", "credential"),
    )
)
"""Words, in the singular, by which those are called who are there to make devices, or certificates for them.

Source: AWS IoT Core Developer Guide, "Device provisioning" (its words for that), and names of the like; read 2026-12.
"""

_ALLOWS: Final = ("iot:CreatePolicy", _REVISES)
_WRITES: Final = "greengrass:CreateComponentVersion"
_DEPLOYS: Final = "greengrass:CreateDeployment"
_BY_JOBS: Final = "iot:CreateJob"
"""What a deployment takes on its target besides, which it does not name itself."""

_CALLED: Final = {
    "aws:iot/thingGroup:ThingGroup": "name",
    "aws-native:iot:ThingGroup": "thingGroupName",
    "aws:iot/roleAlias:RoleAlias": "alias",
    "aws-native:iot:RoleAlias": "roleAlias",
}
"""Types of groups of devices, and of aliases → the argument that says what one is called."""

_WAYS: Final = (
    (_ATTACHES, f"cert/{PROBE}", _CERTIFIES, "make itself a device that gets role {}"),
    (_DEPLOYS, "", (_WRITES,), "have devices run what it likes that get role {}"),
)
"""An action, a certificate of its own that it is done to ("" for anything), what it takes one of besides, and words."""


def through_devices(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The roles of devices whose secrets it so reads, or all that they may where another owner answers for them.

    Of a pipeline only those of devices that are not its own.
    """
    for role in rising.reach.stack.once(_roles, rising):
        for action, thing, others, words in _WAYS:
            able = [one for one in others if has_by_itself(actor, action) and has_by_itself(actor, one)]
            if able and _finds(actor, action, rising) and _gains(actor, role, action, rising):
                yield Opened(
                    action, words.format(repr(role.name)), _may_both(actor, action, thing, able), as_another=True
                )


def as_a_device(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What devices that have this role do to what they may do with IoT itself."""
    if actor.resource.urn not in rising.reach.stack.once(_urns):
        return
    for action, words in _OWN:
        if has_by_itself(actor, action):
            yield Opened(action, f"{words} the policy of IoT of the devices that have it", _anywhere(actor, action))
    for action in _ATTACHING:
        if has_by_itself(actor, action):
            answer = may(actor, action, f"arn:*:iot:*:{_account(actor)}:cert/{PROBE}", _ITS_OWN)
            for one in attachable(actor, rising):
                yield Opened(action, f"attach {one.words} to its own certificate", answer.under(*one.unknown))


def _finds(actor: Actor, action: str, rising: Rising) -> bool:
    """Whether a policy of IoT that it attaches lets a device take a role: its own, or one of the stack, if any."""
    if action != _ATTACHES:
        return True
    written = rising.reach.stack.once(_taking)
    return not written or any(written.values()) or any(may_at_all(actor, action) for action in _ALLOWS)


def _taking(stack: Stack) -> Mapping[str, bool]:
    """URN of each policy of IoT → whether it may let a device take a role."""
    return {policy.urn: _may_take(policy) for policy in stack.of_type(*POLICIES)}


def _makes_others(stack: Stack) -> bool:
    """Whether there are devices that get no role, and are not only on the way to become one (claim certificates)."""
    return any(not takes and not _is_claim(stack.by_urn[urn]) for urn, takes in stack.once(_taking).items())


def _is_claim(policy: Resource) -> bool:
    """Source: AWS IoT Core Developer Guide, "Provisioning by claim" (the topics of a template); read 2026-11."""
    return CLAIMS in str(declared(policy, POLICIES[policy.type]))


def _may_take(policy: Resource) -> bool:
    """What is not known may; what AWS refuses does not."""
    key = POLICIES[policy.type]
    try:
        document = Document.parse(declared(policy, key), path=key)
        each = (one for one in document.statements if one.effect == "Allow")
        return any(Line(one, document.version).is_about(TAKES) for one in each)
    except MalformedDocument:
        return False
    except Undecided:
        return True


def _may_both(actor: Actor, action: str, thing: str, others: list[str]) -> Answer:
    done = may(actor, action, f"arn:*:iot:*:{_account(actor)}:{thing}") if thing else _anywhere(actor, action)
    return joined(done, best(_anywhere(actor, one) for one in others))


def _account(actor: Actor) -> str:
    return (actor.node.account if actor.node else "") or ANY


def _anywhere(actor: Actor, action: str) -> Answer:
    return best(means.anywhere(action) for means in actor.means)


def _gains(actor: Actor, role: Node, action: str, rising: Rising) -> bool:
    is_others = role.key != actor.resource.urn and (not is_deployer(actor) or is_foreign(actor, role))
    return is_others and gained(actor, role, rising, _weights(actor, role, action, rising)) is not None


def _weights(actor: Actor, role: Node, action: str, rising: Rising) -> tuple[Weight, ...]:
    """What counts of the role: more where its holder is there for something else than its devices.

    It may be called by something else than to make devices, or to bring what they run, or be there to make others, of
    which the policies give no role.
    """
    if is_of_another_owner(actor, role):
        return WEIGHTS
    if action == _DEPLOYS:
        return HEAVY if _has_nothing_to_bring(actor, role, rising) else SECRETS
    is_for_others = not is_called_by(actor, _MAKERS) or rising.reach.stack.once(_makes_others)
    return HEAVY if is_for_others and is_called_otherwise(actor, role) else SECRETS


def _has_nothing_to_bring(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether a workload that is called neither after the devices nor by bringing what they run reaches any of them."""
    if not works_for_itself(actor, rising) or brings_what_others_run(actor):
        return False
    targets = (f"arn:*:iot:*:{_account(actor)}:{kind}/{PROBE}" for kind in ("thinggroup", "thing"))
    is_any = any(may(actor, _BY_JOBS, one).possible for one in targets)
    return is_any and is_called_otherwise(actor, role, *rising.reach.stack.once(_fleets))


def _fleets(stack: Stack) -> tuple[str, ...]:
    """What the groups of devices of a stack are called, and the aliases by which they have roles."""
    each = (text_of(said(one, key)) for type_, key in _CALLED.items() for one in stack.of_type(type_))
    return tuple(dict.fromkeys(filter(None, each)))


def _roles(stack: Stack, rising: Rising) -> tuple[Node, ...]:
    """The roles that the stack's aliases give to devices."""
    urns = sorted(stack.once(_urns))
    return tuple(rising.reach.nodes[urn] for urn in urns if urn in rising.reach.nodes)


def _urns(stack: Stack) -> frozenset[str]:
    return frozenset(use.role for use in stack.once(Consumers).every_use if use.noun == _ALIAS and use.role)
