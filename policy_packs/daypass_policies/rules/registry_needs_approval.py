"""What agents may find and use is let in by somebody."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate

_AGENTCORE: Final = "aws:bedrock/agentcoreRegistry:AgentcoreRegistry"
_BY_RULES: Final = "approvalConfiguration.autoApprovalRules[]"
_APPROVES: Final = {
    _AGENTCORE: "approvalConfigurations[].autoApproval",
    "aws:agentregistry/registry:Registry": _BY_RULES,
    "aws-native:agentregistry:Registry": _BY_RULES,
}
"""Type → the property that lets records in by themselves: a yes, or the rules by which it does."""


@rule(
    "registry-needs-approval",
    risk="agent-control",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(_APPROVES),
    controls=(
        "NHI3:2025",
        "OWASP-AGENTIC-2026:ASI04",
        "NIST-800-53:CM-5",
        "AWS-AGENTIC-LENS:AGENTSEC02-BP03",
        "NIST-AI-RMF:GOVERN-3.2",
        "MAESTRO:L7-COMPROMISED-AGENT-REGISTRY",
    ),
    remedy="Leave automatic approval out, so that each record waits for a person who did not submit it.",
)
def registry_needs_approval(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A registry that approves itself hands every tool and agent that someone submits to all who search in it.

    Records wait for an approval unless `autoApproval` says yes, or a rule of `autoApprovalRules` lets them in.

    Refused:
        catalogue:
          type: aws:bedrock/agentcoreRegistry:AgentcoreRegistry
          properties:
            name: catalogue
            approvalConfigurations: [{autoApproval: true}]

    Mended:
        catalogue:
          type: aws:bedrock/agentcoreRegistry:AgentcoreRegistry
          properties:
            name: catalogue
            approvalConfigurations: [{autoApproval: false}]
    """
    for place in locate(resource.declared.raw, _APPROVES[resource.type]):
        if _lets_in(place, resource.type):
            fact = f"registry {resource.name!r} approves what is submitted to it by itself"
            yield Problem(fact, at=place.path, mended=_WAITING if resource.type == _AGENTCORE else None)
            return


_WAITING: Final = json.dumps({"approvalConfigurations": [{"autoApproval": False}]})


def _lets_in(place: Located, type_: str) -> bool:
    """Whether it says yes: what is no `false` is none, and whatever a rule for approving is, it approves something."""
    known = place.known
    is_no = isinstance(known, str) and known.strip().lower() == "false"
    return bool(known) and not (is_no and type_ == _AGENTCORE)
