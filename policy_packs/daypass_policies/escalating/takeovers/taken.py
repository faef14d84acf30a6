"""This is where Taken is: whose rights somebody gets who was not given them, and over which steps."""

from typing import NamedTuple

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.takeovers.gaining import Gain


class Taken(NamedTuple):
    """`edges` lead to `target`, which may do what whoever goes there may not: `gain`.

    `is_lifted`: once its permissions boundary is off.
    """

    edges: tuple[Edge, ...]
    target: Node
    gain: Gain
    is_lifted: bool = False
