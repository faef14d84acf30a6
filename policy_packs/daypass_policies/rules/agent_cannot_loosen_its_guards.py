"""What holds an agent back is not the agent's to change."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from daypass.data.agent_guards import agent_guards
from daypass.graph.consumers import ROLE_TYPES
from daypass.graph.stack import Stack
from daypass.iam.policies import Policies
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.concerned import concerned_agents, concerned_tools, judged
from daypass_policies.acting.tool_lists import written_lists
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.rights import Holder, may
from daypass_policies.settle import collect


@rule(
    "agent-cannot-loosen-its-guards",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=ROLE_TYPES,
    stack=True,
    controls=(
        "NHI5:2025",
        "OWASP-AGENTIC-2026:ASI10",
        "NIST-800-53:AC-5",
        "AWS-AGENTIC-LENS:AGENTSEC02-BP03",
        "AWS-AGENTIC-LENS:AGENTSEC04-BP02",
        "NIST-AI-RMF:GOVERN-3.2",
        "MAESTRO:L7-COMPROMISED-AGENTS",
    ),
    remedy="Leave gateways, policy engines, guardrails and approvals to the role that deploys them.",
)
def agent_cannot_loosen_its_guards(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A gateway's policy, a guardrail and an approval hold an agent only as long as it cannot change them itself.

    Asked are the roles of agents, and those of the functions that they call as their tools, and whether these may in
    the end change a gateway, what its targets call (a policy of tools goes by their names, and not by what is behind
    these), a policy engine or its policies, a guardrail, a resource policy, a registry, or the status of a record in
    one, which is what approves it; what an agent of Bedrock is told or may call; or approve what a pipeline or a
    runbook has wait for a person. Agents are asked, too, whether they may write a table, a parameter or an object that
    is called a list of what they may use (`allowed-tools`).

    Refused:
        support:
          type: aws:iam/role:Role
          properties: {name: support, tags: {"daypass:class": agent}}
        tools:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "bedrock-agentcore:UpdateGateway*", Resource: "*"}

    Mended:
        support:
          type: aws:iam/role:Role
          properties: {name: support, tags: {"daypass:class": agent}}
        tools:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: support
            policy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: "bedrock-agentcore:InvokeGateway", Resource: "*"}
    """
    yield from judged(concerned_agents(stack, ask), _able, partial(_told, "agent's role", "it"))
    yield from judged(concerned_tools(stack, ask), _changing, partial(_told, "tool's role", "its agent"))


def _able(policies: Policies) -> list[str]:
    return _certain((*_each(policies), written_lists(policies)))


def _changing(policies: Policies) -> list[str]:
    return _certain(_each(policies))


def _certain(questions: Iterable[Iterator[str]]) -> list[str]:
    """What is certain, whatever is not known of the rest. Raises `Undecided` where nothing is."""
    found, unknown = collect(questions)
    if unknown and not found:
        raise unknown
    return found


def _each(policies: Policies) -> Iterator[Iterator[str]]:
    return (_changed(policies, action) for action in agent_guards())


def _changed(policies: Policies, action: str) -> Iterator[str]:
    if may(policies, action):
        yield action


def _told(who: str, whom: str, holder: Holder, able: Sequence[str]) -> Problem:
    shown = () if holder.is_marked else tuple(able)
    said = ", ".join(dict.fromkeys(agent_guards().get(action, _LIST) for action in shown))
    fact = f"{who} {holder.on.name!r} may change what guards {whom}{said and f': {said}'}"
    return allowed_by(Problem(fact, key=" ".join(shown), on=holder.on), holder, able, without)


_LIST: Final = "the list of what it may use"
