"""This is where it is told what a device gets that attaches policies of IoT to its own certificate.

IAM is asked about the certificate, or the group of things, and never about the policy: who may attach one may attach
each that there is. What a policy lets each device do below its own name is that device's own, and to connect is
nothing yet.
Sources: Service Authorization Reference, "AWS IoT" (AttachPolicy and AttachPrincipalPolicy: `cert`, `thinggroup`); AWS
IoT Core Developer Guide, "Thing policy variables" and "AWS IoT Core policy actions"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.patterns import loose, meets
from daypass.graph.leaves import declared
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import action_matches
from daypass.iam.document import Document, MalformedDocument, Statement
from daypass.iam.glob import matches
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may_at_all
from daypass_policies.escalating.low_trust.aliases import POLICIES
from daypass_policies.escalating.low_trust.role_aliases import RoleAliases
from daypass_policies.escalating.low_trust.taken_aliases import TAKES
from daypass_policies.escalating.rising import Rising

_MAKES: Final = "iot:CreatePolicy"
_CONNECTS: Final = "iot:connect"
CLAIMS: Final = "$aws/provisioning-templates/"
"""How the topics begin that a claim certificate speaks of while a device is provisioned."""

_OWN: Final = ("${iot:connection.thing.", "${iot:certificate.", "${iot:clientid}")
"""How the variables begin, in small letters, that stand for what a device is called."""


class Right(NamedTuple):
    """An action that a policy of IoT allows on a resource, both as they are written."""

    action: str
    resource: str

    @property
    def is_own(self) -> bool:
        """Whether it is a device's own, or gives nothing by itself."""
        return self.action.lower() == _CONNECTS or any(name in self.resource.lower() for name in _OWN)

    def is_within(self, other: "Right") -> bool:
        """Whether the other one gives as much, of more than a device's own."""
        return (
            not other.is_own
            and action_matches(other.action, self.action)
            and matches(loose(other.resource), loose(self.resource))
        )


class Attachable(NamedTuple):
    """What a device attaches to its certificate, in words, and what is not known of it."""

    words: str
    unknown: tuple[Untold, ...] = ()


def attachable(device: Actor, rising: Rising) -> Iterator[Attachable]:
    """What gives a device that has this role more than its own policy: one that it writes, or one of the stack.

    Where the stack has none nobody knows what there is.
    """
    if may_at_all(device, _MAKES):
        yield Attachable("a policy of IoT that it writes")
    policies = rising.reach.stack.once(IotPolicies)
    if not policies.rights and not policies.unknown:
        yield Attachable("any policy of IoT")
        return
    aliases = [one.arn for one in rising.reach.stack.once(RoleAliases, rising).each if one.role is device]
    if found := policies.beyond(aliases):
        yield Attachable(f"policy {found.name!r} of IoT")
    for policy, path in policies.unknown:
        yield Attachable(f"policy {policy.name!r} of IoT", (Untold.of(policy, path),))


class IotPolicies:
    """What those of a stack allow, in order of their URNs. Made once for all that ask.

    `unknown` are those of which it is not known, with the paths. Those for claim certificates are left out, which are
    on the way to become a device.
    """

    def __init__(self, stack: Stack) -> None:
        self.rights: dict[str, tuple[Right, ...]] = {}
        self.unknown: list[tuple[Resource, str]] = []
        self._stack = stack
        for policy in sorted(stack.of_type(*POLICIES), key=lambda one: one.urn):
            try:
                self.rights[policy.urn] = tuple(_rights(policy))
            except MalformedDocument:
                continue  # AWS refuses it
            except Undecided as unknown:
                self.unknown.append((policy, unknown.path))

    def beyond(self, aliases: list[str]) -> Resource | None:
        """The first that allows more than another one does by which a device takes one of these role aliases.

        Where none is seen to let it, any of them may be the device's own.
        """
        own = [rights for rights in self.rights.values() if any(_takes(one, aliases) for one in rights)]
        has = own or list(self.rights.values())
        for urn, rights in self.rights.items():
            more = [one for one in rights if not one.is_own and CLAIMS not in one.resource]
            if any(any(not _is_among(one, held) for one in more) for held in has):
                return self._stack.by_urn[urn]
        return None


def _is_among(right: Right, held: tuple[Right, ...]) -> bool:
    return any(right.is_within(one) for one in held)


def _takes(right: Right, aliases: list[str]) -> bool:
    return action_matches(right.action, TAKES) and any(meets(right.resource, one) != "no" for one in aliases)


def _rights(policy: Resource) -> Iterator[Right]:
    key = POLICIES[policy.type]
    for statement in Document.parse(declared(policy, key), path=key).statements:
        if statement.effect == "Allow":
            yield from (Right(action, one) for action in statement.actions for one in _resources(statement))


def _resources(statement: Statement) -> tuple[str, ...]:
    return statement.resources or ("*",)
