"""This is where it is told which pods have the role of their node, beside one of their own that may less.

Whoever gave a service account a role of its own meant that one for its pods. Where they reach the metadata service of
the node, they have both. Source: Amazon EKS Best Practices Guide, "Identity and Access Management" ("Restrict access to
the instance profile assigned to the worker node"); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.consumers import Consumers, Use
from daypass.graph.launch_templates import LaunchTemplates
from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.elsewhere.node_metadata import LAUNCH_TEMPLATE, NODE_GROUPS, NodeMetadata, node_metadata
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.pods import Pods
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubts as doubted
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, may_too
from daypass_policies.escalating.told import Doubts

REMEDY: Final = (
    "Give the pod that needs it a role of its own, and set httpTokens: required, httpPutResponseHopLimit: 1."
)
_A_NODES: Final = ("ec2:", "autoscaling:", "elasticloadbalancing:", "eks:", "eks-auth:")
"""Services that the agents on a node work with, as long as no pod has a role for it."""


def is_a_nodes(gain: Gain) -> bool:
    """Whether a node has to do it."""
    return gain.action.lower().startswith(_A_NODES)


def told_of_nodes(stack: Stack, rising: Rising, pods: Pods, doubts: Doubts) -> Iterator[Problem | Open]:
    """What is told of the node groups of a stack, where its pods have roles of their own."""
    uses = [use for use in stack.once(Consumers).every_use if use.consumer.type in NODE_GROUPS]
    templates = LaunchTemplates(stack)
    for use in uses:
        metadata = node_metadata(use.consumer, templates)
        if metadata.is_reached or metadata.unknown:
            yield from _told(use, metadata, rising, pods, doubts)


def _told(use: Use, metadata: NodeMetadata, rising: Rising, pods: Pods, doubts: Doubts) -> Iterator[Problem | Open]:
    group, role = use.consumer, rising.actors.by_urn.get(use.role)
    others = tuple(one for one in pods.on(group) if one is not role)
    if others and use.unknown:
        yield Open(group, (use.unknown,))
    elif others and role:
        more = [gain for gain in pods.heavy_of(role) if not is_a_nodes(gain)]
        pairs = ((gain, other) for gain in more for other in others if not may_too(other, gain).possible)
        found = next(pairs, None)
        if found and metadata.unknown:
            yield Open(group, (metadata.unknown,))
        elif found:
            yield _problem(use, role, *found)
        for one in doubted(None, role, HEAVY) if not found else ():
            yield from doubts.of(role, one.unknown) if not is_a_nodes(one.gain) else ()


def _problem(use: Use, role: Actor, gain: Gain, other: Actor) -> Problem:
    return Problem(
        f"node group {use.consumer.name!r} lets pods that have {other.title} take that of their node, {role.title}, "
        f"which may {gain}, as theirs may not",
        at=LAUNCH_TEMPLATE,
        key=f"{other.resource.name} {role.resource.name}",
        on=use.consumer,
        remedy=REMEDY,
    )
