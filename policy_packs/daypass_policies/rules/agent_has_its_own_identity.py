"""An agent acts on what it is told, so that nobody may have to guess which agent acted."""

from collections.abc import Iterator, Sequence

from daypass.graph.consumers import Consumers, Use
from daypass.graph.stack import Stack
from daypass.model.agent_tags import AGENT_NAME
from daypass.model.resource import Undecided
from daypass.model.resource_tags import Tags
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.trusting.sharing import AGENTS, by_role, only_agents, shared, unseen


@rule(
    "agent-has-its-own-identity",
    risk="shared-identity",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=tuple(sorted(AGENTS)),
    stack=True,
    controls=(
        "NHI9:2025",
        "OWASP-AGENTIC-2026:ASI03",
        "AWS-AGENTIC-LENS:AGENTSEC03-BP02",
        "NIST-800-53:IA-4",
        "MAESTRO:L7-REPUDIATION",
    ),
    remedy="Give each agent a WorkloadIdentity of its own, with the rights of its own tools alone.",
    aliases=("prowler:bedrock_agent_role_not_shared_across_agents",),
)
def agent_has_its_own_identity(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Agents that share a role share their tools: whoever talks one of them into something acts with the rights of all.

    This is a stack rule: it sees Bedrock agents, AgentCore runtimes and harnesses, of all stacks that are scanned
    together. A role is recognised by ARN, by name, or in a preview by what depends on it. Agents with the same
    `daypass:workload` tag or the same parent component are one, unless all of them say by the tag `AgentName` who they
    are. A role that agents share with other workloads is the matter of `one-role-one-workload`.

    Refused:
        support:
          type: aws:bedrock/agentAgent:AgentAgent
          properties: {agentResourceRoleArn: "arn:aws:iam::111122223333:role/agents"}
        refunds:
          type: aws:bedrock/agentAgent:AgentAgent
          properties: {agentResourceRoleArn: "arn:aws:iam::111122223333:role/agents"}

    Mended:
        support:
          type: aws:bedrock/agentAgent:AgentAgent
          properties: {agentResourceRoleArn: "arn:aws:iam::111122223333:role/daypass/support-prod"}
        refunds:
          type: aws:bedrock/agentAgent:AgentAgent
          properties: {agentResourceRoleArn: "arn:aws:iam::111122223333:role/daypass/refunds-prod"}
    """
    if not any(resource.type in AGENTS for resource in stack.resources):
        return
    uses = stack.once(Consumers).uses
    for role, sharing in by_role(uses).items():
        if only_agents(sharing):
            yield from _shared(stack, ask, role, sharing)
    yield from unseen(stack, ask, tuple(use for use in uses if use.consumer.type in AGENTS))


def _shared(stack: Stack, ask: Ask, role: str, uses: Sequence[Use]) -> Iterator[Problem | Open]:
    """That the agents share the role, by what they are called where all say that; who has not said it yet is asked."""
    called, untold = [], []
    for use in uses:
        try:
            called.append(Tags.of(use.consumer.state, use.consumer).get(AGENT_NAME))
        except Undecided as unknown:
            untold.append(Open(use.consumer, (unknown.path,)))
    if not untold:
        yield from shared(stack, ask, role, uses, "agents", AGENT_NAME if all(called) else "")
    elif len(uses) > 1:
        yield from untold
