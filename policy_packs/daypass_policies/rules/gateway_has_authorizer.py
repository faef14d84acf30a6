"""Whoever calls a tool is asked who he is."""

from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.agentcore import GATEWAYS, is_enforced, is_intercepted, word_of, written

_AT: Final = "authorizerType"
_JWT: Final = "authorizerConfiguration.customJwtAuthorizer"
_LIMITS: Final = tuple(
    f"{_JWT}.{limit}"
    for limit in (
        *("allowedAudiences", "allowedAudience", "allowedClients", "allowedScopes"),
        *("customClaims", "allowedWorkloadConfiguration"),
    )
)
"""What a token must say beside that its issuer made it; `allowedAudience` is what aws-native calls the first."""


@rule(
    "gateway-has-authorizer",
    risk="agent-control",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=GATEWAYS,
    controls=(
        "NHI4:2025",
        "OWASP-AGENTIC-2026:ASI03",
        "NIST-800-53:IA-9",
        "AWS-AGENTIC-LENS:AGENTSEC03-BP01",
        "OWASP-AGENTIC-2026:ASI07",
        "MAESTRO:L7-AGENT-IMPERSONATION",
    ),
    remedy="Set authorizerType to AWS_IAM, or to CUSTOM_JWT with the audience and clients that may call.",
)
def gateway_has_authorizer(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A gateway without an authorizer lets whoever knows its address call the tools behind it, with its role.

    `AWS_IAM` and `CUSTOM_JWT` decide at the door. `NONE` asks nobody anything. `AUTHENTICATE_ONLY` asks who it is and
    lets everyone in: something else has to decide, a policy engine that enforces or an interceptor of requests. A
    `CUSTOM_JWT` that names no audience, client, scope, claim or workload takes every token of its issuer, whoever it
    was made for.

    Refused:
        tools:
          type: aws:bedrock/agentcoreGateway:AgentcoreGateway
          properties:
            roleArn: arn:aws:iam::111122223333:role/tools
            protocolType: MCP
            authorizerType: NONE

    Mended:
        tools:
          type: aws:bedrock/agentcoreGateway:AgentcoreGateway
          properties:
            roleArn: arn:aws:iam::111122223333:role/tools
            protocolType: MCP
            authorizerType: CUSTOM_JWT
            authorizerConfiguration:
              customJwtAuthorizer:
                discoveryUrl: https://login.example.org/.well-known/openid-configuration
                allowedAudiences: [tools]
                allowedClients: [assistant]
    """
    word = word_of(resource, _AT)
    named = f"gateway {resource.name!r}"
    if word == "AWS_IAM":
        return
    if word == "CUSTOM_JWT":
        yield from _tokens(resource, named)
    elif word == "AUTHENTICATE_ONLY":
        if not _decides_elsewhere(resource):
            fact = f"{named} asks who calls it and lets everyone in, and nothing behind it decides"
            yield Problem(fact, at=_AT, severity="high", advisory=True)
    elif word == "NONE":
        yield Problem(f"{named} has no authorizer: whoever knows its address may call its tools", at=_AT)
    else:
        said = "names no authorizer" if word is None else "has an authorizer that AgentCore does not know"
        yield Problem(f"{named} {said}", at=_AT)


def _tokens(resource: Resource, named: str) -> Iterator[Problem]:
    if next(written(resource, _JWT), None) is None:
        yield Problem(f"{named} asks for a token and says of no issuer that it makes them", at=_JWT)
    elif next(written(resource, *_LIMITS), None) is None:
        fact = f"{named} takes every token of its issuer, whoever it was made for"
        yield Problem(fact, at=_JWT, severity="medium", advisory=True)


def _decides_elsewhere(resource: Resource) -> bool:
    return is_enforced(resource) or is_intercepted(resource)
