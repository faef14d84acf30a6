"""Every pod that reaches the metadata service of its node has the role of the node."""

from collections.abc import Iterator

from daypass.graph.consumers import Consumers
from daypass.graph.launch_templates import LaunchTemplates
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.node_metadata import LAUNCH_TEMPLATE, NODE_GROUPS, NodeMetadata, node_metadata
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.pods_on_nodes import REMEDY, is_a_nodes
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubts as doubted
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, counts, gains
from daypass_policies.escalating.told import Doubts


@rule(
    "node-role-is-not-for-pods",
    risk="shared-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=NODE_GROUPS,
    stack=True,
    controls=("NHI9:2025", "NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-4"),
    remedy=REMEDY,
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
    uses = [use for use in stack.once(Consumers).every_use if use.consumer.type in NODE_GROUPS]
    templates, doubts = LaunchTemplates(stack), Doubts()
    for use in uses:
        metadata = node_metadata(use.consumer, templates)
        is_asked = metadata.is_reached or metadata.unknown or (ask.profile == "strict" and not metadata.is_kept)
        if is_asked and use.unknown:
            yield Open(use.consumer, (use.unknown,))
        elif is_asked and (role := stack.once(Rising, ask.settings).actors.by_urn.get(use.role)):
            yield from _judged(use.consumer, role, metadata, doubts)


def _judged(group: Resource, role: Actor, metadata: NodeMetadata, doubts: Doubts) -> Iterator[Problem | Open]:
    """What the role gives every pod; what is not known of that, or of whether pods reach it."""
    gain = next((gain for gain in filter(counts, gains(None, role, WEIGHTS)) if not is_a_nodes(gain)), None)
    if gain and metadata.unknown:
        yield Open(group, (metadata.unknown,))
    elif gain:
        fact = f"every pod on node group {group.name!r} has the role of its node and so {gain}"
        yield Problem(fact, on=group, at=LAUNCH_TEMPLATE if metadata.is_reached else None)
    else:
        name = kinds_of(ROLE)[role.resource.type].name
        if bare(role.resource.state.raw.get(name)) is UNKNOWN:
            yield Open(role.resource, (name,))  # policies are attached by it
        for one in doubted(None, role, WEIGHTS):
            yield from doubts.of(role, one.unknown) if not is_a_nodes(one.gain) else ()
