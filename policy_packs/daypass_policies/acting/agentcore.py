"""This is where the types of AgentCore are, and how a word is read that says how one of them works.

Source: the input properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; AgentCore Developer Guide, "Set up
inbound authorization for your gateway" and "Create gateway with Policy Engine"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource, bare
from daypass_policies.located import Located, locate

GATEWAYS: Final = ("aws:bedrock/agentcoreGateway:AgentcoreGateway", "aws-native:bedrockagentcore:Gateway")
INTERPRETERS: Final = (
    "aws:bedrock/agentcoreCodeInterpreter:AgentcoreCodeInterpreter",
    "aws-native:bedrockagentcore:CodeInterpreterCustom",
)


def word_of(resource: Resource, path: str) -> str | None:
    """The word that an argument says, in capitals; None where nobody wrote it, "" where it is no text.

    Raises `Undecided` where it is unknown.
    """
    for place in locate(resource.declared.raw, path):
        return place.text.strip().upper()
    return None


def is_enforced(resource: Resource) -> bool:
    """Whether a policy engine decides about each call of the gateway. Raises `Undecided`."""
    return word_of(resource, "policyEngineConfiguration.mode") == "ENFORCE"


def is_intercepted(resource: Resource) -> bool:
    """Whether code of one's own sees each call before it is passed on. Raises `Undecided`."""
    points = locate(resource.declared.raw, "interceptorConfigurations[].interceptionPoints[]")
    return any(point.text.strip().upper() == "REQUEST" for point in points)


def written(resource: Resource, *paths: str) -> Iterator[Located]:
    """What stands at these paths and says something, also where its value is not known yet."""
    for path in paths:
        for place in locate(resource.declared.raw, path):
            if bare(place.value) not in ("", [], {}):
                yield place
