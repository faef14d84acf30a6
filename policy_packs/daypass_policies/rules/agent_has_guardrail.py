"""What goes into a model and comes out of it is looked at by something that no prompt talks round."""

from collections.abc import Iterator
from typing import Final

from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.agentcore import written
from daypass_policies.mending.arguments import instead

_GUARDRAILS: Final = {
    "aws:bedrock/agentAgent:AgentAgent": "guardrailConfigurations",
    "aws-native:bedrock:Agent": "guardrailConfiguration",
}
"""Type → the property that names the guardrail."""
_WHICH: Final = "guardrailIdentifier"


@rule(
    "agent-has-guardrail",
    risk="agent-control",
    severity="low",
    confidence="high",
    level="advisory",
    applies_to=tuple(_GUARDRAILS),
    controls=("OWASP-AGENTIC-2026:ASI01", "NIST-800-53:SI-10"),
    remedy="Give the agent a guardrail, with its identifier and a version that does not change.",
    aliases=("checkov:CKV_AWS_383", "prowler:bedrock_agent_guardrail_enabled"),
)
def agent_has_guardrail(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An agent without a guardrail passes on to its tools whatever its input makes the model say.

    A guardrail filters prompts and answers of a Bedrock agent. It lowers the chance that an agent is talked into
    something, and takes away none of its rights, so that this is advice of little weight.

    Refused:
        support:
          type: aws:bedrock/agentAgent:AgentAgent
          properties: {agentName: support, agentResourceRoleArn: "arn:aws:iam::111122223333:role/support"}

    Mended:
        support:
          type: aws:bedrock/agentAgent:AgentAgent
          properties:
            agentName: support
            agentResourceRoleArn: arn:aws:iam::111122223333:role/support
            guardrailConfigurations: [{guardrailIdentifier: a1b2c3d4e5f6, guardrailVersion: "1"}]
    """
    at = _GUARDRAILS[resource.type]
    given = next(written(resource, f"{at}.{_WHICH}"), None)
    if given is None:
        guardrail = {"guardrailIdentifier": "GUARDRAIL", "guardrailVersion": "VERSION"}
        mended = instead(at, [guardrail] if at.endswith("s") else guardrail)
        yield Problem(f"agent {resource.name!r} has no guardrail", at=at, mended=mended)
    elif not given.path.endswith(_WHICH) and bare(given.value) is UNKNOWN:  # which one it is, a deployment may tell
        raise Undecided(given.path)
