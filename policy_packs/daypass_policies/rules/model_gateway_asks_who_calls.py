"""A gateway before models asks who calls: what it pays for, keeps and lets through is its owner's."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up, yes_or_no
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import locate

_GATEWAY: Final = "cloudflare:index/aiGateway:AiGateway"
_SWITCH: Final = "authentication"


@rule(
    "model-gateway-asks-who-calls",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=(_GATEWAY,),
    controls=("NHI4:2025", "OWASP-AGENTIC-2026:ASI03", "NIST-800-53:IA-9"),
    remedy="Set authentication to true, and give callers that use no Workers binding a token that may only run it.",
)
def model_gateway_asks_who_calls(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever knows the address of such a gateway calls models through it, as the agent does, and fills its log.

    Told is an AI Gateway of Cloudflare that switches authentication off. One that says nothing passes: new ones ask
    since November 2026, and an old one keeps what it was set to. Calls of a Worker by its binding are signed anyway.

    Source: Cloudflare AI Gateway, "Authenticated Gateway", and its changelog of 2026-11-03 ("New AI Gateways require
    authentication"), with pulumi-cloudflare 6.23.1; read 2026-12.

    Refused:
        agent:
          type: cloudflare:index/aiGateway:AiGateway
          properties: {aiGatewayId: agent, authentication: false, collectLogs: true}

    Mended:
        agent:
          type: cloudflare:index/aiGateway:AiGateway
          properties: {aiGatewayId: agent, authentication: true, collectLogs: true}
    """
    del ask
    if was_looked_up(resource):
        return
    for place in locate(resource.declared.raw, _SWITCH):
        if yes_or_no(place.known) is False:
            yield Problem(f"gateway {resource.name!r} lets whoever knows its address call models", at=place.path)
