"""This is where the roles of agents are: those that agents run as, and those that are tagged as an agent's."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.consumers import ROLE_TYPES, Consumers, Use
from daypass.graph.stack import Stack
from daypass.model.agent_tags import AGENT, CLASS, PRINCIPAL_TYPE
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.rule import Open
from daypass.settings import Settings

_NOUNS: Final = frozenset({"agent", "AgentCore harness"})
"""What runs prompts as its role, as `role_consumers` calls it."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A role of an agent, and why it is taken for one. `unknown`: the path of what could still say otherwise."""

    role: Resource
    because: str
    unknown: str = ""


@dataclass(frozen=True)
class Agents:
    """The agents' roles of a stack, each once. The settings say the key of the class."""

    stack: Stack
    settings: Settings

    @cached_property
    def each(self) -> tuple[Agent, ...]:
        """In the order of registration."""
        return tuple(agent for role in self.stack.of_type(*ROLE_TYPES) for agent in self._of(role))

    @cached_property
    def by_urn(self) -> dict[str, Agent]:
        """The URN of the role → the agent."""
        return {agent.role.urn: agent for agent in self.each}

    @property
    def lost(self) -> Iterator[Open]:
        """Agents of which the stack does not say yet which role they run as."""
        return (Open(use.consumer, (use.unknown,)) for use in self._uses if not use.role)

    @cached_property
    def _uses(self) -> tuple[Use, ...]:
        return tuple(use for use in self.stack.once(Consumers).uses if use.noun in _NOUNS)

    @cached_property
    def _users(self) -> dict[str, Use]:
        return {use.role: use for use in self._uses}

    def _of(self, role: Resource) -> Iterator[Agent]:
        if use := self._users.get(role.urn):
            noun = "agent" if use.noun == "agent" else "harness"
            yield Agent(role, f"runs {noun} {use.consumer.name!r}")
        elif not role.external:  # of what was only looked up, nobody here says what it is for
            yield from self._tagged(role)

    def _tagged(self, role: Resource) -> Iterator[Agent]:
        tags, unknown = Tags.of(role.state, role), ""
        for key, value in ((self.settings.tags["class"], CLASS), (PRINCIPAL_TYPE, AGENT)):
            try:
                if (tags.get(key) or "").casefold() == value.casefold():
                    yield Agent(role, "is tagged as an agent's")
                    return
            except Undecided as stopped:
                unknown = unknown or stopped.path
        if unknown:
            yield Agent(role, "may be an agent's", unknown)
