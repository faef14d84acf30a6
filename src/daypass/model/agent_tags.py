"""This is where the tags are by which AWS tells an agent's role from a person's, and one agent from another.

Source: Well-Architected Agentic AI Lens, AGENTSEC03-BP02: a role for each agent, tagged `PrincipalType` = `Agent` and
`AgentName`; https://docs.aws.amazon.com/wellarchitected/latest/agentic-ai-lens/agentsec03.html, read 2026-11.
"""

from typing import Final

CLASS: Final = "agent"
"""The class of workload that they are for."""

PRINCIPAL_TYPE: Final = "PrincipalType"
AGENT: Final = "Agent"
AGENT_NAME: Final = "AgentName"


def agent_tags(workload_class: str, name: str) -> dict[str, str]:
    """The tags of the role of an identity of this class and name: none unless it is an agent's."""
    return {PRINCIPAL_TYPE: AGENT, AGENT_NAME: name} if workload_class == CLASS else {}
