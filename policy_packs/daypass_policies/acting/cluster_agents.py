"""This is where it is told which service accounts of a cluster of Kubernetes are those of agents that a model leads.

Labels and annotations say it, the role of AWS that the account acts as, or a name that nothing else has: most that is
called agent in a cluster (`datadog-agent`, `gitlab-agent`) has no model. Sources: EKS User Guide, "IAM roles for
service accounts"; kagent, K8sGPT and HolmesGPT, their charts; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.agent_tags import CLASS, PRINCIPAL_TYPE
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.settings import Settings
from daypass_policies.acting.agents import Agents
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.located import locate
from daypass_policies.trusting.service_accounts import ACCOUNT, DEFAULT

_ROLE: Final = "eks.amazonaws.com/role-arn"
_METADATA: Final = ("metadata.annotations", "metadata.labels")
_NAMED: Final = frozenset(
    ("kagent", "k8sgpt", "holmesgpt", "gpt", "copilot", "claude", "langgraph", "langchain", "crewai", "chatbot", "mcp")
)
"""Segments of names that only what has a model has."""
_WITH_AGENT: Final = frozenset(("ai", "genai", "llm", "aiops", "sre", "agentic"))
"""Those that say it beside `agent`, `agents` or `assistant`."""
_AGENTS: Final = frozenset(("agent", "agents", "assistant"))
_KEEPS_THEM: Final = frozenset(("operator", "controller", "manager", "gateway", "proxy", "webhook"))
"""Those of what keeps agents or models, and is led by none."""


class ClusterAgent(NamedTuple):
    """The account of an agent, where the stack makes it, and why it is taken for one; `unknown` hides whether it is."""

    because: str
    account: Resource | None = None
    unknown: str = ""


class ClusterAgents:
    """The agents among the service accounts of a stack, or of several joined."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._settings = stack, settings

    def of(self, binding: Resource, machine: Machine) -> ClusterAgent | None:
        """The agent that a subject of a binding is; None where it is none, or nobody's account."""
        account = self._made(binding, machine)
        if account is not None:
            return self._account(account)
        return _by_name(machine.account, None) if machine.account else None

    def _made(self, binding: Resource, machine: Machine) -> Resource | None:
        if machine.account:
            return self._accounts.get((binding.provider.urn, machine.namespace or DEFAULT, machine.account))
        urns = dict.fromkeys(binding.property_dependencies.get("subjects", ()))
        behind = [self._stack.by_urn[urn] for urn in urns if urn in self._stack.by_urn]
        accounts = [one for one in behind if one.type == ACCOUNT]
        return accounts[0] if len(accounts) == 1 and not machine.key else None

    @cached_property
    def _accounts(self) -> Mapping[tuple[str, str, str], Resource]:
        """Cluster, namespace and name → the account."""
        return {
            (
                one.provider.urn,
                _text(one, "metadata.namespace") or DEFAULT,
                _text(one, "metadata.name") or one.name,
            ): one
            for one in self._stack.of_type(ACCOUNT)
        }

    def _account(self, account: Resource) -> ClusterAgent | None:
        unknown, own, others = "", set(), set()
        for path, key, value in _labels(account):
            if key is UNKNOWN or (value is UNKNOWN and self._is_class(key)):
                unknown = unknown or path
            elif self._is_class(key):
                own.add(text_of(value).strip().lower())
            elif key == PRINCIPAL_TYPE or key.rpartition("/")[2] == _last(self._settings.tags["class"]):
                others.add(text_of(value).strip().lower())
        if CLASS in own | others:
            return ClusterAgent("is labelled as an agent's", account)
        if own:  # whoever says that it is something else knows better than its name
            return None
        if self._acts_as_agent(account):
            return ClusterAgent("acts as the role of an agent", account)
        named = _by_name(_text(account, "metadata.name") or account.name, account)
        return named or (ClusterAgent("may be an agent's", account, unknown) if unknown else None)

    def _is_class(self, key: str) -> bool:
        """Kubernetes has no colon in keys, so that a slash stands for it."""
        ours = self._settings.tags["class"]
        return key in (ours, ours.replace(":", "/"))

    def _acts_as_agent(self, account: Resource) -> bool:
        arns = (text_of(value) for _, key, value in _labels(account) if key == _ROLE)
        return any(arn and arn in self._roles for arn in arns)

    @cached_property
    def _roles(self) -> frozenset[str]:
        """The ARNs of the roles of agents."""
        agents = self._stack.once(Agents, self._settings).each
        return frozenset(text_of(said(agent.role, "arn")) for agent in agents if not agent.unknown) - {""}


def _by_name(name: str, account: Resource | None) -> ClusterAgent | None:
    segments = frozenset(re.split(r"[^a-z0-9]+", name.lower()))
    is_named = bool(segments & _NAMED) or bool(segments & _WITH_AGENT and segments & _AGENTS)
    is_named = is_named and not segments & _KEEPS_THEM
    return ClusterAgent("is named as an agent's", account) if is_named else None


def _last(key: str) -> str:
    return re.split("[:/]", key)[-1]


def _labels(account: Resource) -> Iterator[tuple[str, Any, Any]]:
    """Path, key and value of each label and annotation; UNKNOWN for the key where not even that is known."""
    for path in _METADATA:
        for place in locate(account.state.raw, path):
            plain = bare(place.value)
            if plain is UNKNOWN:
                yield place.path, UNKNOWN, UNKNOWN
            elif isinstance(plain, Mapping):
                yield from ((f"{place.path}.{key}", key, bare(value)) for key, value in plain.items())


def _text(resource: Resource, path: str) -> str:
    return next((text_of(place.value) for place in locate(resource.state.raw, path)), "")
