"""This is where the roles of agents are: those that agents run as, and those that say so in tags, name or trust.

A role that something else of the stack uses is no agent's because of its name or its trust: AgentCore also assumes the
roles of gateways and memories. Source: Bedrock User Guide, "Create a service role for Agents" (`…ForAgents_`);
AgentCore Developer Guide, "IAM permissions for AgentCore Runtime"; Agentic AI Lens, AGENTSEC03-BP02 (`agent-role-…`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.consumers import ROLE_TYPES, Consumers, Use
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.document import MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.agent_tags import AGENT, CLASS, PRINCIPAL_TYPE
from daypass.model.resource import Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.rule import Open
from daypass.settings import Settings
from daypass_policies.acting.sessions import entrances
from daypass_policies.owning.read_tag import read_tag
from daypass_policies.trusting.trust import trust_of

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
            yield from self._unused(role)

    def _unused(self, role: Resource) -> Iterator[Agent]:
        tags, said, unknown = Tags.of(role.declared, role), "", ""
        for key, value in ((self.settings.tags["class"], CLASS), (PRINCIPAL_TYPE, AGENT)):
            try:
                tag = read_tag(tags, key).casefold()
            except Undecided as stopped:
                unknown = unknown or stopped.path
                continue
            if tag == value.casefold():
                yield Agent(role, "is tagged as an agent's")
                return
            said = said or tag
        if said:  # whoever says that it is something else knows better than its name and its trust
            return
        if unknown:
            yield Agent(role, "may be an agent's", unknown)
        else:
            yield from self._meant(role)

    def _meant(self, role: Resource) -> Iterator[Agent]:
        if role.urn in self._taken:
            return
        if _name_of(role).startswith(_NAMES):
            yield Agent(role, "is named as an agent's")
        elif _is_trusted(role):
            yield Agent(role, "lets AgentCore or a Bedrock agent in")

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The URNs of roles that something uses, or may be using."""
        uses = self.stack.once(Consumers).every_use
        return frozenset(urn for use in uses for urn in (use.role, *use.possible))


_NAMES: Final = ("amazonbedrockexecutionroleforagents_", "agent-role-")
_MAKERS: Final[Mapping[str, tuple[str, ...]]] = {
    "bedrock-agentcore.amazonaws.com": ("*", "runtime/", "harness/", ""),
    "bedrock.amazonaws.com": ("agent/",),
}
"""Service → how the resource begins in the ARN of an agent, "" where the trust asks for none."""
_SOURCE: Final = "aws:sourcearn"


def _name_of(role: Resource) -> str:
    name = bare(role.state.raw.get("name") or role.state.raw.get("roleName"))
    return name.lower() if isinstance(name, str) else ""


def _is_trusted(role: Resource) -> bool:
    """Whether its trust lets in what runs agents. Of a trust that is not known, others say that they cannot tell."""
    try:
        document = trust_of(role)
        return any(
            _lets_agents_in(document.statements[admission.statement], _MAKERS[admission.principal])
            for admission in entrances(role)
            if admission.kind == "Service" and admission.principal in _MAKERS and admission.statement is not None
        )
    except (MalformedDocument, Undecided):
        return False


def _lets_agents_in(statement: Statement, beginnings: tuple[str, ...]) -> bool:
    asked = [value for one in statement.conditions if one.key.lower() == _SOURCE for value in one.values] or [""]
    return any(_resource(value) in beginnings or _resource(value).startswith(_of(beginnings)) for value in asked)


def _resource(arn: str) -> str:
    parsed = Arn.parse(arn)
    return parsed.resource if parsed else arn


def _of(beginnings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(beginning for beginning in beginnings if beginning.endswith("/"))
