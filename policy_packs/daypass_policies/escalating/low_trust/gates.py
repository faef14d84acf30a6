"""This is where Gates are: where a state machine waits until somebody else agrees to what it does then.

Source: Step Functions Developer Guide, "Wait for a Callback with Task Token"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Final

from daypass.graph.becoming.steering.commands.flows import MACHINES, Flow, Place, definition_of, hidden_part
from daypass.graph.becoming.steering.commands.states import arn_of
from daypass.graph.becoming.steering.commands.waits import Wait, waits_of
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import within
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.low_trust.acting import Acting, agents_acting, builds_acting, proposals_acting
from daypass_policies.escalating.low_trust.approval_words import asks_for_approval
from daypass_policies.escalating.low_trust.task_tokens import Tokens
from daypass_policies.escalating.rising import Rising


class Waiting:
    """A state machine and where it waits."""

    def __init__(self, machine: Resource) -> None:
        self.resource, self.flow, self.arn = machine, Flow(machine), arn_of(machine)
        self.waits: Final[Mapping[Place, Wait]] = {one.place: one for one in waits_of(self.flow)}
        self.hidden: Final = hidden_part(machine)

    @property
    def texts(self) -> Iterator[str]:
        """Its names and texts."""
        yield from (self.resource.name, self.arn, *(place.name for place in self.flow.places))
        yield from (one for one in within(definition_of(self.resource)) if isinstance(one, str))

    def at(self, place: Place) -> str:
        """Where it waits, for people: the name of the state, unless somebody marked the definition as secret."""
        return f" at {place.name!r}" if not any(place.name in text for text in self.resource.secrets()) else ""


class Gates:
    """Those of a stack."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._stack, self._rising = stack, rising
        self._uses = stack.once(Consumers).by_consumer
        self.machines: Final = tuple(map(Waiting, stack.of_type(*MACHINES)))
        self._speaking: dict[str, bool] = {}

    def speaks_of_approval(self, machine: Waiting) -> bool:
        """Whether names and texts say that somebody has to agree: its own, and of whom it hands a token to."""
        key = machine.resource.urn
        if key not in self._speaking:
            told = (self._tokens.told(machine.resource, wait) for wait in machine.waits.values())
            names = (name for each in told for name in each)
            self._speaking[key] = any(map(asks_for_approval, chain(machine.texts, names)))
        return self._speaking[key]

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self._stack, self._rising)

    @cached_property
    def acting(self) -> Mapping[str, Acting]:
        """URN of a role → who acts as it that does as others say."""
        every = (proposals_acting, builds_acting, agents_acting)
        return {one.actor.resource.urn: one for each in every for one in each(self._stack, self._rising)}

    def roles_of(self, machine: Waiting) -> frozenset[str]:
        """The URNs of those as which it runs."""
        return frozenset(use.role for use in self._uses.get(machine.resource.urn, ()))
