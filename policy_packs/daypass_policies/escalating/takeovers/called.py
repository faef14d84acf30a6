"""This is where it is told what a gateway of AgentCore, or a flow of Bedrock, calls already for whoever calls it.

To have it call the same by another name leads nowhere: whoever calls the gateway or the flow has that done as its role
anyway. Sources: Amazon Bedrock AgentCore Developer Guide, "AWS Lambda function targets"; Control Plane API Reference,
"CreateGatewayTarget"; Amazon Bedrock API Reference, "LambdaFunctionFlowNodeConfiguration"; read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.leaves import leaves, said, text_of
from daypass.graph.stack import Stack
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass_policies.acting.agentcore import GATEWAYS
from daypass_policies.escalating.takeovers.gaining import Gain

_TARGETS: Final = (
    "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget",
    "aws-native:bedrockagentcore:GatewayTarget",
)
_FLOWS: Final = ("aws:bedrock/agentFlow:AgentFlow", "aws-native:bedrock:Flow")
_NODES: Final = "definition.nodes[].configuration.lambdaFunction.lambdaArn"
_GATEWAY: Final = "gatewayIdentifier"
_FUNCTION: Final = "targetConfiguration.mcp.lambda.lambdaArn"
_CALLED_BY: Final = ("gatewayId", "gatewayIdentifier", "gatewayArn", "arn", "id")
"""Properties of a gateway by which its targets name it."""

_INVOKES: Final = "lambda:invokefunction"
_UNQUALIFIED: Final = 7
"""Parts of a function's ARN before a version or an alias."""


class Called:
    """The functions that gateways and flows of a stack call."""

    def __init__(self, stack: Stack) -> None:
        self._of = {**_by_gateways(stack), **{flow.urn: _named(flow, _NODES) for flow in stack.of_type(*_FLOWS)}}

    def by(self, workload: Resource, gain: Gain) -> bool:
        """Whether the gain is to have a function run that this one calls."""
        is_one = gain.action.lower() == _INVOKES and not has_wildcard(_unqualified(gain.resource))
        return is_one and _unqualified(gain.resource) in self._of.get(workload.urn, ())


def is_gateway(workload: Resource) -> bool:
    """Whether it is a gateway of AgentCore."""
    return workload.type in GATEWAYS


def _by_gateways(stack: Stack) -> Mapping[str, frozenset[str]]:
    """URN of a gateway → the ARNs of the functions that its targets name."""
    targets = list(stack.of_type(*_TARGETS))
    gateways = stack.of_type(*GATEWAYS) if targets else ()
    each = ((gateway.urn, (_named(one, _FUNCTION) for one in targets if _is_of(one, gateway))) for gateway in gateways)
    return {urn: frozenset().union(*named) for urn, named in each}


def _named(resource: Resource, path: str) -> frozenset[str]:
    return frozenset(_unqualified(text_of(leaf.value)) for leaf in leaves(resource, path))


def _is_of(target: Resource, gateway: Resource) -> bool:
    """Whether a target is this gateway's, by what it names, else by what that comes from."""
    if named := text_of(said(target, _GATEWAY)):
        return named in {gateway.id, *(text_of(said(gateway, key)) for key in _CALLED_BY)}
    return gateway.urn in target.property_dependencies.get(_GATEWAY, ())


def _unqualified(arn: str) -> str:
    return ":".join(arn.split(":")[:_UNQUALIFIED])
