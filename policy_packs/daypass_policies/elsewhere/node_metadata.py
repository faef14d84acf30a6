"""This is where it is told whether the pods on a node group of EKS reach the metadata service of their node.

An answer of it travels so many hops, and no pod with a network of its own is one hop away. Without a token, which
IMDSv1 does not ask for, the limit says nothing. Sources: Amazon EKS Best Practices Guide, "Identity and Access
Management" ("Restrict access to the instance profile assigned to the worker node"); Amazon EC2 User Guide, "Configure
the Instance Metadata Service options"; read 2026-12.
"""

from typing import Any, Final, NamedTuple

from daypass.graph.launch_templates import LaunchTemplates
from daypass.graph.leaves import maps
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import UNKNOWN, Resource, bare

NODE_GROUPS: Final = ("aws:eks/nodeGroup:NodeGroup", "aws-native:eks:Nodegroup")
LAUNCH_TEMPLATE: Final = "launchTemplate"
_OPTIONS: Final = ("metadataOptions", "launchTemplateData.metadataOptions")
_ENDPOINT, _TOKENS, _HOPS = "httpEndpoint", "httpTokens", "httpPutResponseHopLimit"
_NO_POD: Final = (1, "1")
"""Hops behind which an answer reaches the node, and no pod."""


class NodeMetadata(NamedTuple):
    """What a node group says of its metadata service: that pods reach it, that they do not, or what is not known."""

    is_reached: bool = False
    is_kept: bool = False
    unknown: str = ""


def node_metadata(group: Resource, templates: LaunchTemplates) -> NodeMetadata:
    """What a node group says by its launch template, if the stack has that."""
    for started in templates.at(group, LAUNCH_TEMPLATE):
        template = templates.stack.by_urn.get(started.urn)
        return _said_by(template) if template else NodeMetadata(unknown=LAUNCH_TEMPLATE)
    is_unknown = bare(group.state.raw.get(LAUNCH_TEMPLATE)) is UNKNOWN
    return NodeMetadata(unknown=LAUNCH_TEMPLATE) if is_unknown else NodeMetadata()


def _said_by(template: Resource) -> NodeMetadata:
    for place in _OPTIONS:
        for found in walk(Leaf(template.state.raw, ""), steps(place), loose=True):
            if found.value is UNKNOWN:
                return NodeMetadata(unknown=found.path)
            for options in maps(found.value):
                return _in(*(bare(options.get(key)) for key in (_ENDPOINT, _TOKENS, _HOPS)), path=found.path)
    return NodeMetadata()


def _in(endpoint: Any, tokens: Any, hops: Any, *, path: str) -> NodeMetadata:
    """What these options say; what is not known matters where the others do not decide it."""
    if endpoint == "disabled":
        return NodeMetadata(is_kept=True)
    is_open = tokens == "optional" or (hops is not None and hops is not UNKNOWN and hops not in _NO_POD)
    is_shut = tokens == "required" and hops in _NO_POD
    if is_shut or (is_open and endpoint is not UNKNOWN):
        return NodeMetadata(is_reached=is_open, is_kept=is_shut)
    return NodeMetadata(unknown=path if UNKNOWN in (endpoint, tokens, hops) else "")
