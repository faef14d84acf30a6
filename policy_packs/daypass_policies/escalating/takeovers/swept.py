"""This is where it is told what a pattern takes in that somebody was given for what stands beside it.

Below a path of Parameter Store all parts of an application keep what they set, and there as well stands the parameter
from which its hosts take their image; in a bucket stands what a pipeline takes up, beside what others put there. Who
was given the path, or the bucket, was given that one by nobody's word. Source: Systems Manager User Guide, "Working
with parameter hierarchies"; read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.iam.arn import Arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by, is_kin_by_path_alone
from daypass_policies.escalating.takeovers.choosing import is_of_many, meeting

_PUTS: Final[Mapping[str, str]] = {"ssm": "ssm:PutParameter", "s3": "s3:PutObject"}
"""Service whose things stand below paths → what puts one there."""

_LOOKING_AFTER: Final = frozenset(
    (
        *("ami", "image", "golden", "bake", "baker", "bakery", "packer", "patch", "patcher", "patching"),
        *("parameter", "param", "ssm", "config", "configuration", "setting"),
    )
)
"""Words by which those are called who make images, or look after what is set."""


def is_swept_in(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it reaches the parameter, or object, by patterns, and nothing but their path says that it is its own."""
    puts = _PUTS.get(arn.service, "") if (arn := Arn.parse(edge.thing)) else ""
    if not puts or is_called_by(actor, _LOOKING_AFTER) or brings_what_others_run(actor):
        return False
    patterns = tuple(meeting(actor, edge.thing, puts))
    return all(map(is_of_many, patterns)) and is_kin_by_path_alone(actor, role, patterns, edge.thing)
