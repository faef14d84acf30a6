"""This is where the ARN of a workload is found, whatever the property is called that holds it."""

from typing import Final

from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, text_of
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_PROPERTIES: Final = ("agentRuntimeArn", "agentArn")
_SHARED: Final = ("bedrock", "bedrock-agentcore")
"""Services whose agents go by one noun."""


def arn_in(service: str, node: Node, workload: Resource) -> str | None:
    """Its ARN in this service; "" where that is not known, None where the workload is another service's."""
    texts = (node.arn, workload.id, *(text_of(said(workload, key)) for key in _PROPERTIES))
    arns = {arn.service: text for text in texts if (arn := Arn.parse(text))}
    if service in arns:
        return arns[service]
    return None if service in _SHARED and arns else ""
