"""This is where the resources of agents are made: a runtime, a Bedrock agent, and the roles they run as."""

from typing import Any

from tests.support.becoming import role
from tests.support.grants import ARN

from daypass.model.resource import Resource

RUNTIME = "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime"
BEDROCK = "aws:bedrock/agentAgent:AgentAgent"
BOUNDARY = f"{ARN}policy/agents"
NAMED = {"PrincipalType": "Agent", "AgentName": "support"}


def runtime(role_arn: Any = f"{ARN}role/support") -> Resource:
    """An AgentCore runtime that runs as that role."""
    return Resource.of(RUNTIME, "assistant", roleArn=role_arn)


def agent_role(**inputs: Any) -> Resource:
    """The role `support`, which its tags call an agent's, as a stack export has it."""
    return role("support", "bedrock-agentcore.amazonaws.com", **{"tags": NAMED, **inputs})
