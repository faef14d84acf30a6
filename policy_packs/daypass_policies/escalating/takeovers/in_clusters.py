"""This is where it is told who becomes the administrator of a cluster of EKS by assuming a role.

All that runs in a cluster is its administrator's, with each secret of its namespaces and each role of its service
accounts. Source: EKS User Guide, "Review access policy permissions"; read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass_policies.elsewhere.cluster_entries import MASTERS, ClusterEntries, ClusterEntry
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.checked import is_checked
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.gaining import Gain

_EVERYTHING: Final = Gain("change everything", "a cluster of EKS", "change")


def gained_in_clusters(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What it gets of a role that administers a cluster, as it does not itself, where nobody checks the step."""
    administrators = rising.reach.stack.once(_administrators)
    is_more = edge.target.key in administrators and actor.resource.urn not in administrators
    return _EVERYTHING if is_more and not is_kin(actor, edge.target) and not is_checked(rising.reach, edge) else None


def hidden_entries(edge: Edge, actor: Actor, rising: Rising) -> tuple[ClusterEntry, ...]:
    """The entries of which it is not known yet whether they make an administrator of the role."""
    each = rising.reach.stack.once(_hidden)
    mine = (each.get(edge.target.key, ()), each.get(_ANYBODY, ())) if each else ()
    is_asked = bool(each) and not is_kin(actor, edge.target) and not is_checked(rising.reach, edge)
    return tuple(entry for one in mine for entry in one) if is_asked else ()


_ANYBODY: Final = ""


def _hidden(stack: Stack) -> Mapping[str, tuple[ClusterEntry, ...]]:
    """URN of a role, or `_ANYBODY` where that is not known → its entries with something that is not known."""
    return grouped((entry.who, entry) for entry in stack.once(ClusterEntries).each if entry.unknown)


def _administrators(stack: Stack) -> frozenset[str]:
    """The URNs of the roles that may do everything in a cluster, for certain."""
    certain = (entry for entry in stack.once(ClusterEntries).each if not entry.unknown)
    return frozenset(entry.who for entry in certain if entry.gives == "everything" or entry.group == MASTERS)
