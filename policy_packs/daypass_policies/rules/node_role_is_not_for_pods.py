"""Every pod that reaches the metadata service of its node has the role of the node."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from daypass.graph.consumers import Consumers
from daypass.graph.launch_templates import LaunchTemplates
from daypass.graph.leaves import maps
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubts as doubted
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, Gain, counts, gains
from daypass_policies.escalating.told import Doubts

_GROUPS: Final = ("aws:eks/nodeGroup:NodeGroup", "aws-native:eks:Nodegroup")
_TEMPLATE: Final = "launchTemplate"
_OPTIONS: Final = ("metadataOptions", "launchTemplateData.metadataOptions")
_ENDPOINT, _TOKENS, _HOPS = "httpEndpoint", "httpTokens", "httpPutResponseHopLimit"
_NO_POD: Final = (1, "1")
"""Hops behind which an answer of the metadata service reaches the node, and no pod with a network of its own.

Without a token, which IMDSv1 does not ask for, the limit says nothing. Sources: Amazon EKS Best Practices Guide,
"Identity and Access Management" ("Restrict access to the instance profile assigned to the worker node"); Amazon EC2
User Guide, "Configure the Instance Metadata Service options"; read 2026-12.
"""

_A_NODES: Final = ("ec2:", "autoscaling:", "elasticloadbalancing:", "eks:", "eks-auth:")
"""Services that the agents on a node work with, as long as no pod has a role for it."""


@rule(
    "node-role-is-not-for-pods",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=_GROUPS,
    stack=True,
    controls=("NHI9:2025", "NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-4"),
    remedy="Give the pod that needs it a role of its own, and set httpTokens: required, httpPutResponseHopLimit: 1.",
)
def node_role_is_not_for_pods(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What the role of a node of EKS may do, every pod on it may, also one that was given no role or a weaker one.

    Asked are node groups with a launch template of the stack that lets pods reach the metadata service: with a hop
    limit of 2 or more, or without asking for a token. Their role may hold what AWS has attached to nodes, and what the
    agents on a node do; anything else is told, as what every pod may do. In profile `strict` a template, or a group
    without one, that says nothing of the metadata service is asked too.

    Refused:
        node:
          type: aws:iam/role:Role
          properties: {name: node, arn: "arn:aws:iam::111122223333:role/node"}
        ledger:
          type: aws:iam/rolePolicy:RolePolicy
          properties:
            role: node
            policy:
              Version: "2012-10-17"
              Statement: [{Effect: Allow, Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:*:*:table/ledger"}]
        template:
          type: aws:ec2/launchTemplate:LaunchTemplate
          properties: {name: nodes, metadataOptions: {httpTokens: required, httpPutResponseHopLimit: 2}}
        nodes:
          type: aws:eks/nodeGroup:NodeGroup
          properties: {nodeRoleArn: "arn:aws:iam::111122223333:role/node", launchTemplate: {name: nodes, version: "1"}}

    Mended:
        node:
          type: aws:iam/role:Role
          properties: {name: node, arn: "arn:aws:iam::111122223333:role/node"}
        template:
          type: aws:ec2/launchTemplate:LaunchTemplate
          properties: {name: nodes, metadataOptions: {httpTokens: required, httpPutResponseHopLimit: 1}}
        nodes:
          type: aws:eks/nodeGroup:NodeGroup
          properties: {nodeRoleArn: "arn:aws:iam::111122223333:role/node", launchTemplate: {name: nodes, version: "1"}}
    """
    uses = [use for use in stack.once(Consumers).every_use if use.consumer.type in _GROUPS]
    templates, doubts = LaunchTemplates(stack), Doubts()
    for use in uses:
        metadata = _metadata(use.consumer, templates)
        is_asked = metadata.is_reached or metadata.unknown or (ask.profile == "strict" and not metadata.is_kept)
        if is_asked and use.unknown:
            yield Open(use.consumer, (use.unknown,))
        elif is_asked and (role := stack.once(Rising, ask.settings).actors.by_urn.get(use.role)):
            yield from _judged(use.consumer, role, metadata, doubts)


def _judged(group: Resource, role: Actor, metadata: "_Metadata", doubts: Doubts) -> Iterator[Problem | Open]:
    """What the role gives every pod; what is not known of that, or of whether pods reach it."""
    if role.is_bounded_elsewhere:
        return
    gain = next((gain for gain in filter(counts, gains(None, role, WEIGHTS)) if not _is_a_nodes(gain)), None)
    if gain and metadata.unknown:
        yield Open(group, (metadata.unknown,))
    elif gain:
        fact = f"every pod on node group {group.name!r} has the role of its node and so {gain}"
        yield Problem(fact, on=group, at=_TEMPLATE if metadata.is_reached else None)
    else:
        name = kinds_of(ROLE)[role.resource.type].name
        if bare(role.resource.state.raw.get(name)) is UNKNOWN:
            yield Open(role.resource, (name,))  # policies are attached by it
        for one in doubted(None, role, WEIGHTS):
            yield from doubts.of(role, one.unknown) if not _is_a_nodes(one.gain) else ()


def _is_a_nodes(gain: Gain) -> bool:
    """Whether a node has to do it."""
    return gain.action.lower().startswith(_A_NODES)


class _Metadata(NamedTuple):
    """What a node group says of its metadata service: that pods reach it, that they do not, or what is not known."""

    is_reached: bool = False
    is_kept: bool = False
    unknown: str = ""


def _metadata(group: Resource, templates: LaunchTemplates) -> _Metadata:
    for started in templates.at(group, _TEMPLATE):
        template = templates.stack.by_urn.get(started.urn)
        return _said_by(template) if template else _Metadata(unknown=_TEMPLATE)
    is_unknown = bare(group.state.raw.get(_TEMPLATE)) is UNKNOWN
    return _Metadata(unknown=_TEMPLATE) if is_unknown else _Metadata()


def _said_by(template: Resource) -> _Metadata:
    for place in _OPTIONS:
        for found in walk(Leaf(template.state.raw, ""), steps(place), loose=True):
            if found.value is UNKNOWN:
                return _Metadata(unknown=found.path)
            for options in maps(found.value):
                return _in(*(bare(options.get(key)) for key in (_ENDPOINT, _TOKENS, _HOPS)), path=found.path)
    return _Metadata()


def _in(endpoint: Any, tokens: Any, hops: Any, *, path: str) -> _Metadata:
    """What these options say; what is not known matters where the others do not decide it."""
    if endpoint == "disabled":
        return _Metadata(is_kept=True)
    is_open = tokens == "optional" or (hops is not None and hops is not UNKNOWN and hops not in _NO_POD)
    is_shut = tokens == "required" and hops in _NO_POD
    if is_shut or (is_open and endpoint is not UNKNOWN):
        return _Metadata(is_reached=is_open, is_kept=is_shut)
    return _Metadata(unknown=path if UNKNOWN in (endpoint, tokens, hops) else "")
