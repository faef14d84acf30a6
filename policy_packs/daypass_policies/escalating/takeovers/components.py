"""This is where it is told who makes a component of Image Builder that others take into their images, as it comes.

Source: EC2 Image Builder User Guide, "Semantic versioning in Image Builder"; read 2026-12.
"""

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.machines.versioned import MAKES_COMPONENT
from daypass.iam.arn import Arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_called_by_more_of


def makes_component_of_others(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it is called after the component, by words that those have not who take any version of it.

    Who makes the images makes components for them, too, and is called as they are.
    """
    arn = Arn.parse(edge.thing) if MAKES_COMPONENT in edge.paths else None
    name = arn.resource.split("/")[1] if arn and "/" in arn.resource else ""
    return is_called_by_more_of(actor, name, role)
