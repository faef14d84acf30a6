"""A policy that permits everything decides nothing."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.located import locate

_POLICIES: Final = ("aws:bedrock/agentcorePolicy:AgentcorePolicy", "aws-native:bedrockagentcore:Policy")
_AT: Final = "definition.cedar.statement"

_MODE: Final = "enforcementMode"
_LOGS: Final = "LOG_ONLY"
"""Source: AgentCore Developer Guide, "Test a policy in LOG_ONLY mode"; the other mode and the default is ACTIVE."""

_NOISE: Final = re.compile(r'//[^\n]*|@[A-Za-z_]\w*(?:\s*\(\s*"[^"\n]*"\s*\))?|\s+')
"""Comments, annotations and white space: between the words of a policy they say nothing."""
_FORBIDS: Final = re.compile(r"forbid\(")
_ALWAYS: Final = r"""(?:true|!false|(?P<left>\d+|"[^"\\\n]*"|true|false)==(?P=left))?"""
_PERMITS_ALL: Final = re.compile(
    rf"permit\(principal(?:is[\w:]+)?,action,[^,()]+\)(?:when\{{\(?{_ALWAYS}\)?\}}|unless\{{\(?false\)?\}})*;?"
)
"""Any caller, or any of one kind, any tool, and no condition, or only such as always hold."""
_LONGEST: Final = 153_600
"""What AWS takes; where longer, the beginning says enough."""


@rule(
    "tool-policy-names-its-tools",
    risk="agent-control",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=_POLICIES,
    stack=True,
    controls=(
        "NHI5:2025",
        "OWASP-AGENTIC-2026:ASI02",
        "NIST-800-53:AC-6",
        "AWS-AGENTIC-LENS:AGENTSEC02-BP01",
        "MAESTRO:L7-AGENT-TOOL-MISUSE",
    ),
    remedy="Name the actions that are permitted, or the condition under which they are.",
)
def tool_policy_names_its_tools(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A policy engine permits nothing by itself, and one policy that permits all turns it into none.

    Found is a Cedar policy that permits any caller any action without a condition, or with one that always holds
    (`when { true }`). Where the stack also has a policy that forbids, permitting first is one of two ways to write the
    same, and passes. A policy in mode `LOG_ONLY` neither permits nor forbids.

    Refused:
        tools:
          type: aws:bedrock/agentcorePolicy:AgentcorePolicy
          properties:
            policyEngineId: tools-a1b2c3d4e5
            definition: {cedar: {statement: "permit(principal, action, resource is AgentCore::Gateway);"}}

    Mended:
        tools:
          type: aws:bedrock/agentcorePolicy:AgentcorePolicy
          properties:
            policyEngineId: tools-a1b2c3d4e5
            definition:
              cedar:
                statement: 'permit(principal, action == AgentCore::Action::"Weather__today", resource);'
    """
    permitting: list[Resource] = []
    is_denying, unclear = False, ""
    for policy in stack.of_type(*_POLICIES):
        try:
            text = _text(policy)
            is_one = bool(_FORBIDS.match(text) or _PERMITS_ALL.fullmatch(text))
            counts = is_one and policy.state.get(_MODE) != _LOGS
        except Undecided as unknown:
            unclear = unknown.path
            yield Open(policy, (unclear,))
            continue
        is_denying = is_denying or (counts and bool(_FORBIDS.match(text)))
        if counts and _PERMITS_ALL.fullmatch(text):
            permitting.append(policy)
    for policy in () if is_denying else permitting:
        fact = f"tool policy {policy.name!r} permits each caller each tool"
        yield Open(policy, (unclear,)) if unclear else Problem(fact, at=_AT, on=policy)


def _text(policy: Resource) -> str:
    """The policy without what says nothing; "" where it is none, which AWS refuses. Raises `Undecided`."""
    written = next((place.text for place in locate(policy.state.raw, _AT)), "")
    return _NOISE.sub("", written[:_LONGEST])
