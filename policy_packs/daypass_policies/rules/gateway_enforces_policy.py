"""What an agent may do with a tool is decided call by call, outside the agent."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.agentcore import GATEWAYS, is_intercepted, word_of, written
from daypass_policies.located import locate

_ENGINE: Final = "policyEngineConfiguration"


@rule(
    "gateway-enforces-policy",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=GATEWAYS,
    controls=(
        "NHI5:2025",
        "OWASP-AGENTIC-2026:ASI02",
        "NIST-800-53:AC-3",
        "AWS-AGENTIC-LENS:AGENTSEC02-BP01",
        "MAESTRO:L3-FRAMEWORK-EVASION",
    ),
    remedy="Attach a policy engine in mode ENFORCE; LOG_ONLY is for the days of trying it out.",
)
def gateway_enforces_policy(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever may call a gateway may call each of its tools with any arguments, unless a policy engine decides.

    The engine judges each call by its Cedar policies, where no prompt reaches it. In mode `LOG_ONLY` it writes down
    what it would have refused, and refuses nothing. An interceptor that sees each request may decide instead of an
    engine; what it decides is in its code.

    Refused:
        tools:
          type: aws:bedrock/agentcoreGateway:AgentcoreGateway
          properties:
            roleArn: arn:aws:iam::111122223333:role/tools
            authorizerType: AWS_IAM
            policyEngineConfiguration:
              arn: arn:aws:bedrock-agentcore:eu-west-1:111122223333:policy-engine/tools-a1b2c3d4e5
              mode: LOG_ONLY

    Mended:
        tools:
          type: aws:bedrock/agentcoreGateway:AgentcoreGateway
          properties:
            roleArn: arn:aws:iam::111122223333:role/tools
            authorizerType: AWS_IAM
            policyEngineConfiguration:
              arn: arn:aws:bedrock-agentcore:eu-west-1:111122223333:policy-engine/tools-a1b2c3d4e5
              mode: ENFORCE
    """
    named = f"gateway {resource.name!r}"
    mode = word_of(resource, f"{_ENGINE}.mode")
    if mode == "ENFORCE":
        return
    if mode == "LOG_ONLY":
        fact = f"{named} has a policy engine that only logs what it would refuse"
        yield Problem(fact, at=f"{_ENGINE}.mode", mended=_enforcing(resource))
    elif mode is None and next(written(resource, _ENGINE), None) is None:
        if is_intercepted(resource):
            return
        yield Problem(f"{named} has no policy engine: each caller may use each tool", at=_ENGINE)
    else:
        yield Problem(f"{named} has a policy engine in no mode that AgentCore knows", at=f"{_ENGINE}.mode")


def _enforcing(resource: Resource) -> str | None:
    """The same engine in the other mode; None where it is not known, or nobody may say which it is."""
    engine = next(locate(resource.declared.raw, f"{_ENGINE}.arn"), None)
    if engine is None or engine.marked or not isinstance(engine.value, str):
        return None
    return json.dumps({_ENGINE: {"arn": engine.value, "mode": "ENFORCE"}})
