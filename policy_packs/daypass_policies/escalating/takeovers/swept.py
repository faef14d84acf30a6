"""This is where it is told what a pattern takes in that somebody was given for what stands beside it.

Below a path of Parameter Store all parts of an application keep what they set, and there as well stands the parameter
from which its hosts take their image; in a bucket stands what a pipeline takes up, beside what others put there. Who
was given the path, or the bucket, was given that one by nobody's word; who makes images and was given that very
parameter is there to say what they boot. Who brings images to machines was given launch templates to name the newest
in them, and a version of one says as well what a machine runs when it starts: of any template, whose ARNs have no
names, that was given by nobody's word. Sources: Systems Manager User Guide, "Working with parameter hierarchies";
Amazon EC2 User Guide, "IAM permissions required for Amazon EC2 launch templates" (none holds what a version says);
read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.machines.parameters import labelled_of, parameters_of
from daypass.iam.arn import Arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import brings_what_others_run, is_called_by, is_kin_by_path_alone
from daypass_policies.escalating.takeovers.choosing import are_named, is_of_many, meeting
from daypass_policies.escalating.takeovers.workers import is_an_agents, only_checks

_PUTS: Final[Mapping[str, str]] = {"ssm": "ssm:PutParameter", "s3": "s3:PutObject"}
"""Service whose things stand below paths → what puts one there."""

_BAKING: Final = frozenset(("ami", "golden", "bake", "baker", "bakery", "packer"))
"""Words by which those are called who make the images of machines: a container, or a picture, is an image, too."""

_IMAGING: Final = _BAKING | frozenset(("image", "patch", "patcher", "patching"))
"""Words by which those are called who see to it that machines boot the newest image."""

_LOOKING_AFTER: Final = _IMAGING | frozenset(("parameter", "param", "ssm", "config", "configuration", "setting"))
"""Words by which those are called who make images, or look after what is set."""

_VERSIONS: Final = frozenset(("ec2-004", "ec2-x06"))
_VERSIONS_TEMPLATE: Final = "ec2:CreateLaunchTemplateVersion"
"""The paths on which a template gets a version that machines start with, and what makes it."""


def is_swept_in(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it reaches the parameter, or object, by patterns, and nothing but their path says that it is its own."""
    puts = _PUTS.get(arn.service, "") if (arn := Arn.parse(edge.thing)) else ""
    if not puts or is_called_by(actor, _LOOKING_AFTER) or brings_what_others_run(actor):
        return False
    patterns = tuple(meeting(actor, edge.thing, puts))
    return all(map(is_of_many, patterns)) and is_kin_by_path_alone(actor, role, patterns, edge.thing)


def bakes_it(actor: Actor, edge: Edge) -> bool:
    """Whether it makes images, and was given the very parameter by which a machine takes the one it boots.

    Images are made for many fleets, and who makes them is called after none. An agent does what it is talked into, and
    a check only checks, whatever they are called.
    """
    machine = edge.target.resource
    if machine is None or not is_called_by(actor, _BAKING) or is_an_agents(actor) or only_checks(actor):
        return False
    patterns = [*meeting(actor, edge.thing, _PUTS["ssm"])]
    is_image = edge.thing in (*parameters_of(machine), *labelled_of(machine))
    return is_image and bool(patterns) and not any(map(is_of_many, patterns))


def versions_any_template(actor: Actor, edge: Edge) -> bool:
    """Whether it is called after bringing images, and may write what the machines of any launch template start with.

    What is called after deploying brings what machines run anyway. A tag for which it is asked, or an id, says which.
    """
    if _VERSIONS.isdisjoint(edge.paths) or not is_called_by(actor, _IMAGING) or brings_what_others_run(actor):
        return False
    return not are_named(actor, (_VERSIONS_TEMPLATE,))
