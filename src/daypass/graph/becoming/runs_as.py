"""This is where it is told what runs as a role: the code of a workload, through an instance profile or by itself."""

from collections.abc import Iterator, Mapping

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Use
from daypass.graph.untold import Untold


def runs_as(use: Use, node: Node, roles: Mapping[str, Node]) -> Iterator[Edge]:
    """Edges from a workload to the roles it runs as, or may run as: `roles` by URN, else outside by ARN or name."""
    known = [use.role] if use.role else list(use.possible)
    unknown = (Untold.of(use.consumer, use.unknown),) if use.unknown else ()
    for urn in known:
        role = roles.get(urn) or Node(f"principal {urn}", "principal", "role", urn)
        through = " through its instance profile" if use.profile else ""
        yield Edge("runs as", node, role, f"{node} runs as {role}{through}", (), unknown)
