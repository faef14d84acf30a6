"""This is where it is told as which roles state machines run that somebody else steers: by their input, by a model."""

from collections.abc import Callable
from typing import Final

from daypass.graph.becoming.steering.commands.credentials import lets_a_model_decide, takes_a_role
from daypass.graph.becoming.steering.commands.flows import MACHINES, hidden_definition
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource


class StateMachines:
    """Those of a stack; each definition is read once, however many roles its own may assume."""

    def __init__(self, stack: Stack) -> None:
        every = (use for use in stack.once(Consumers).every_use if use.role and use.consumer.type in MACHINES)
        self._by_role: Final = grouped((use.role, use.consumer) for use in every)
        self.taking: Final = self._roles(takes_a_role)
        """The URNs of the roles whose machine takes another role to act as from what it is given."""
        self.advised: Final = self._roles(lets_a_model_decide)
        """The same of those whose machine goes on to another role as a model says."""

    def unread(self, role: Resource) -> tuple[tuple[Resource, str], ...]:
        """The machines that run as a role and whose definition is not known yet, each with what keeps it from that."""
        each = ((one, hidden_definition(one)) for one in self._by_role.get(role.urn, ()))
        return tuple((machine, path) for machine, path in each if path)

    def _roles(self, is_one: Callable[[Resource], bool]) -> frozenset[str]:
        return frozenset(role for role, machines in self._by_role.items() if any(map(is_one, machines)))
