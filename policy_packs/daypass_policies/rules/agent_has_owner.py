"""Somebody answers for what an agent does, and can stop it."""

from collections.abc import Iterator

from daypass.data.identity_bearers import bearers_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.bearers import ownerless


@rule(
    "agent-has-owner",
    risk="unowned-identity",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=bearers_of("agent"),
    controls=("NHI1:2025", "NIST-AI-RMF:GOVERN-2.1", "OWASP-AGENTIC-2026:ASI10", "NIST-800-53:AC-2"),
    remedy="Set the tag daypass:owner, or that which your daypass.toml names instead, or add an [[ownership]] entry.",
)
def agent_has_owner(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An agent acts on its own, so that one without an owner is stopped by nobody when it goes wrong.

    Agents are those of Bedrock, AgentCore runtimes and harnesses, and the workload identities by which they are known;
    the gateways through which they act are asked about in profile `strict`, and where the settings have `[[ownership]]`
    entries. The owner is in the tag that the settings name, the resource's own or a default of its provider; without a
    settings file a customary key (`Owner`, `team`) will do. An `[[ownership]]` entry stands in for the tag. Where the
    owner stands in our own tag `daypass:owner`, there are a contact (in a tag or in the settings), a purpose and a
    review date: neither contact and review date may be missing, nor one of the three alone, which has been forgotten;
    in profile `strict` none.

    Refused:
        support:
          type: aws:bedrock/agentAgent:AgentAgent
          properties: {agentName: support, agentResourceRoleArn: "arn:aws:iam::111122223333:role/daypass/support-prod"}

    Mended:
        support:
          type: aws:bedrock/agentAgent:AgentAgent
          properties:
            agentName: support
            agentResourceRoleArn: arn:aws:iam::111122223333:role/daypass/support-prod
            tags:
              daypass:owner: support-desk
              daypass:contact: support-desk@example.org
              daypass:purpose: Answers customers
              daypass:review-by: "2027-05-31"
    """
    yield from ownerless(resource, ask)
