"""This is where it is told what a pattern takes in that somebody was given for the settings which stand beside it.

Below a path of Parameter Store all parts of an application keep what they set, and there as well stands the parameter
from which its hosts take their image. Who was given the path was given that one by nobody's word. Source: Systems
Manager User Guide, "Working with parameter hierarchies"; read 2026-12.
"""

from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by, is_kin_by_path_alone
from daypass_policies.escalating.takeovers.choosing import is_of_many, reaching

_PATHS: Final = frozenset(("ssm-x09", "ssm-x25"))
_PUTS: Final = "ssm:PutParameter"
_LOOKING_AFTER: Final = frozenset(
    (
        *("ami", "image", "golden", "bake", "baker", "bakery", "packer", "patch", "patcher", "patching"),
        *("parameter", "param", "ssm", "config", "configuration", "setting"),
    )
)
"""Words by which those are called who make images, or look after what is set."""


def is_swept_in(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it reaches the parameter by patterns, and nothing but their path says that this is its own."""
    if _PATHS.isdisjoint(edge.paths) or is_called_by(actor, _LOOKING_AFTER) or brings_what_others_run(actor):
        return False
    patterns = tuple(reaching(actor, edge.thing, _PUTS))
    return all(map(is_of_many, patterns)) and is_kin_by_path_alone(actor, role, patterns, edge.thing)
