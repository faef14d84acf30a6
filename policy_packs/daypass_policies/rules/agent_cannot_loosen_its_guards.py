"""What holds an agent back is not the agent's to change."""

from collections.abc import Iterator, Sequence

from daypass.data.agent_guards import agent_guards
from daypass.graph.consumers import ROLE_TYPES
from daypass.graph.stack import Stack
from daypass.iam.policies import Policies
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.concerned import concerned_agents, judged
from daypass_policies.mending.allowing import allowed_by, without
from daypass_policies.rights import Holder, may


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

    Asked are the roles of agents, and whether they may in the end change a gateway, what its targets call (a policy
    of tools goes by their names, and not by what is behind these), a policy engine or its policies, a guardrail, a
    resource policy, a registry, or the status of a record in one, which is what approves it.

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
    yield from judged(concerned_agents(stack, ask), _able, _told)


def _able(policies: Policies) -> list[str]:
    return [action for action in agent_guards() if may(policies, action)]


def _told(holder: Holder, able: Sequence[str]) -> Problem:
    shown = () if holder.is_marked else tuple(able)
    said = ", ".join(dict.fromkeys(agent_guards()[action] for action in shown))
    fact = f"agent's role {holder.on.name!r} may change what guards it{said and f': {said}'}"
    return allowed_by(Problem(fact, key=" ".join(shown), on=holder.on), holder, able, without)
