"""What holds an agent back is not the agent's to change."""

from collections.abc import Iterator

from daypass.data.agent_guards import agent_guards
from daypass.graph.consumers import ROLE_TYPES
from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.agents import Agents
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.rights import Holder, Holders, may, told_of


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

    Asked are the roles of agents, and whether they may in the end change a gateway, a policy engine or its policies,
    a guardrail, a resource policy, a registry, or the status of a record in one, which is what approves it.

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
    if next(stack.of_type(*ROLE_TYPES), None) is not None:
        agents = stack.once(Agents, ask.settings)
        for holder in stack.once(Holders).each:
            if agent := agents.by_urn.get(holder.on.urn):
                yield from _judged(holder, agent.unknown)


def _judged(holder: Holder, doubt: str) -> Iterator[Problem | Open]:
    try:
        able = [action for action in agent_guards() if may(holder.policies, action)]
        if not able and not doubt:
            told_of(holder.found)
    except Undecided as unknown:
        yield Open(holder.on, (unknown.path,))
        return
    if able and doubt:
        yield Open(holder.on, (doubt,))
    elif able:
        shown = () if holder.is_marked else tuple(able)
        said = ", ".join(dict.fromkeys(agent_guards()[action] for action in shown))
        fact = f"agent's role {holder.on.name!r} may change what guards it{said and f': {said}'}"
        problem = Problem(fact, key=" ".join(shown), on=holder.on)
        yield allowed_by(problem, holder, able, without)
