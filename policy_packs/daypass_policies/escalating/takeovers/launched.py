"""This is where it is told who may start machines from named launch templates alone, and passes the role of these.

`ec2:LaunchTemplate` holds each launch to the template, and `ec2:IsLaunchTemplateResource` its image and network, too;
the role is passed by the way, as AWS's guide has it. It is no way in for what is there to start such machines, though
user data may be given anew: only what secrets the role reads counts. Source: Amazon EC2 User Guide, "Control access to
launch templates with IAM permissions" and "Example policies to control access to the Amazon EC2 API" (launch
templates); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.held import Held
from daypass.graph.consumers import Consumers
from daypass.graph.launch_templates import TEMPLATES
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.coding import path_actions

_STARTS: Final = "ec2:RunInstances"
_FROM: Final = "ec2:LaunchTemplate"
_OF_TEMPLATE: Final = "ec2:IsLaunchTemplateResource"
_EQUALS: Final = ("ArnEquals", "ArnLike", "StringEquals", "StringLike")
_TEMPLATE: Final = ":launch-template/"


def is_for_its_machines(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether the role is that of a launch template alone, and the holder starts machines from named ones alone."""
    if path_actions(edge) - {HANDS_OVER} != {_STARTS}:
        return False
    uses = rising.reach.stack.once(Consumers).by_role.get(edge.target.key, ())
    if not uses or not all(use.consumer.type in TEMPLATES for use in uses):
        return False
    allows = [held for means in actor.means for held in means.told(_STARTS).allows]
    return bool(allows) and all(map(_is_held, allows))


def _is_held(held: Held) -> bool:
    """Whether a statement lets it start from templates alone that it names, with what these say."""
    try:
        resources = held.line.statement.resources
        if resources and all(_TEMPLATE in one and not has_wildcard(one) for one in resources):
            return True
        named = [one for values in _asked(held, _FROM, _EQUALS) for one in values]
        is_whole = any(values == ("true",) for values in _asked(held, _OF_TEMPLATE, ("Bool",)))
    except Undecided:
        return False
    return is_whole and bool(named) and not any(map(has_wildcard, named))


def _asked(held: Held, key: str, operators: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for one in held.line.statement.conditions:
        if one.is_on(key) and one.operator in operators and not one.if_exists and not one.qualifier:
            yield one.values
