"""This is where RoleAliases are: the role aliases of a stack by their names, and what the role of each may do."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.settled import Settled
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.compared import Compared
from daypass_policies.escalating.takeovers.doubting import Doubt
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain
from daypass_policies.escalating.takeovers.own_names import below_own_name

KIND: Final = "rolealias/"
"""How the name of an alias begins in its ARN. In the name itself there is no slash."""

_ALIASES: Final[Mapping[str, tuple[str, str]]] = {
    "aws:iot/roleAlias:RoleAlias": ("alias", "arn"),
    "aws-native:iot:RoleAlias": ("roleAlias", "roleAliasArn"),
}
_OF_THE_THING: Final = ("credentials-iot:",)
"""How the keys begin that tell which device it is that has the role."""


class Alias(NamedTuple):
    """A role alias by its name in AWS and its ARN, and the role that it gives. `name` is "" where it is not known."""

    resource: Resource
    name: str
    arn: str
    role: Actor

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: of one of which the role is chosen by the program there are several."""
        return self.resource.urn, self.role.resource.urn

    @property
    def unknown(self) -> str:
        """Where its name would stand."""
        return _ALIASES[self.resource.type][0]


class RoleAliases:
    """Those of a stack whose roles it has, in order of their URNs, so that the order of registration says nothing."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self.each = tuple(_aliases(stack, rising))
        self.compared = stack.once(Compared)
        self._gains: dict[str, tuple[Gain, ...]] = {}
        self._own: dict[str, frozenset[tuple[str, str]]] = {}

    @cached_property
    def are_of_several_roles(self) -> bool:
        """Whether one may give what another does not."""
        return len({one.role.resource.urn for one in self.each}) > 1

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Alias, ...]]:
        """Those of each name."""
        return grouped((one.name, one) for one in self.each if one.name)

    @cached_property
    def any(self) -> "Near":
        """All of them."""
        return Near(self.each)

    @cached_property
    def giving(self) -> "Near":
        """Those whose role may do something that counts."""
        return Near(one for one in self.each if self.gains(one.role))

    @cached_property
    def unsure(self) -> "Near":
        """Those whose role may turn out to do something that counts."""
        return Near(one for one in self.each if self.may_gain(one.role))

    def gains(self, role: Actor) -> tuple[Gain, ...]:
        """What it may do that counts and is not the device's own, the heaviest first."""
        urn = role.resource.urn
        if urn not in self._gains:
            found = self.compared.gains(role, HEAVY)
            self._gains[urn] = tuple(one for one in found if not self._is_its_own(role, one))
        return self._gains[urn]

    def may_gain(self, role: Actor) -> tuple[Doubt, ...]:
        """What it may turn out to do, alike."""
        found = self.compared.unsure(role, HEAVY)
        return tuple(one for one in found if not self._is_its_own(role, one.gain))

    def _is_its_own(self, role: Actor, gain: Gain) -> bool:
        urn = role.resource.urn
        if urn not in self._own:
            self._own[urn] = frozenset(below_own_name(role, _OF_THE_THING))
        return (gain.action, gain.resource) in self._own[urn]


class Near:
    """Aliases by name."""

    def __init__(self, aliases: Iterator[Alias] | Sequence[Alias]) -> None:
        each = tuple(aliases)
        self._named = Settled((one.name, one) for one in each if one.name)
        self._unnamed = tuple(one for one in each if not one.name)

    def of(self, pattern: str) -> Iterator[Alias]:
        """All that the pattern may take in, and perhaps some others; first those whose name is known, in its order."""
        _, kind, name = pattern.partition(KIND)
        yield from self._named.near(name if kind else ANY)
        yield from self._unnamed


def _aliases(stack: Stack, rising: Rising) -> Iterator[Alias]:
    uses = (use for use in stack.once(Consumers).every_use if use.consumer.type in _ALIASES)
    for use in sorted(uses, key=lambda one: (one.consumer.urn, one.role)):
        if role := rising.actors.by_urn.get(use.role):
            name_key, arn_key = _ALIASES[use.consumer.type]
            found = text_of(said(use.consumer, arn_key))
            arn = Arn.parse(found)
            name = text_of(said(use.consumer, name_key)) or (arn.resource.removeprefix(KIND) if arn else "")
            account = role.node.account if role.node and role.node.account else ANY
            yield Alias(use.consumer, name, found if arn else f"arn:*:iot:*:{account}:{KIND}{name or ANY}", role)
