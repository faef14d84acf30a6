"""This is where it is told what somebody gets who writes anew what a service does as a role that they pass along.

Whoever updates a pipe, a rule or a state machine passes its role again, and so was given that: but not what the role
may start beside what its definition names. A stack set deploys its template, as its administration role, in the name of
the execution role that this assumes: the template is whoever's that updates it, though they are there for tags alone.
Sources: EventBridge Pipes API Reference, "UpdatePipe" (`Target`, `TargetParameters`); CloudFormation User Guide, "Grant
self-managed permissions" (the administration role assumes the execution role); CloudFormation API Reference,
"UpdateStackSet"; read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.triggers import triggers
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import text_of, within
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.choosing import patterns_for
from daypass_policies.escalating.takeovers.gaining import HEAVY, every_gained, gained, is_over_identities
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.workers import AS_DEFINED

_STACK_SETS: Final = frozenset(
    ("cloudformation-003", "cloudformation-004", "cloudformation:CreateStackSet", "cloudformation:UpdateStackSet")
)
"""Paths on which the role that is passed is the administration role of a stack set."""


def deployed_as(edge: Edge, further: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What a template of theirs does as the execution role of a stack set; of one called like them, to identities."""
    if _STACK_SETS.isdisjoint(edge.paths) or further.target == actor.node:
        return
    every, is_its_own = every_gained(actor, further.target, rising, HEAVY), is_kin(actor, further.target)
    if gain := next((one for one in every if is_over_identities(one) or not is_its_own), None):
        yield Taken((edge, further), further.target, gain)


def started_beyond(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What the role starts that nothing in the stack has it start, which is neither called like them, nor the role."""
    uses = rising.reach.stack.once(Consumers).by_role.get(edge.target.key, ())
    defined = [use.consumer for use in uses if not AS_DEFINED.isdisjoint(use.principals)]
    role = rising.actors.by_urn.get(edge.target.key)
    if not defined or role is None or is_kin(actor, edge.target):
        return
    written, triggering = rising.reach.stack.once(_Written), rising.reach.stack.once(Triggering, rising)
    for action, resource in _starts(role):
        for step, runs in triggering.within(edge.target, action, resource):
            if runs.target == actor.node or is_kin(actor, runs.target, step.target.name):
                continue
            is_named = any(written.names(one, step.target, step.thing) for one in defined)
            may_itself = any(means.on(action, step.thing).possible for means in actor.means)
            if not (is_named or may_itself) and (gain := gained(actor, runs.target, rising, HEAVY)):
                yield Taken((edge, step, runs), runs.target, gain)


def _starts(role: Actor) -> Iterator[tuple[str, str]]:
    """The actions by which the role starts something, and on what."""
    for action in dict.fromkeys(one.action for each in triggers().values() for one in each):
        yield from ((action, resource) for resource in dict.fromkeys(patterns_for(role, action)))


class _Written:
    """What definitions name. Each is read once, however many roles are passed."""

    def __init__(self, _: Stack) -> None:
        self._texts: dict[str, tuple[str, ...]] = {}

    def names(self, by: Resource, thing: Node, arn: str) -> bool:
        """Whether one names a thing, by its ARN, or as what it is made of."""
        behind = {urn for urns in by.property_dependencies.values() for urn in urns}
        if by.urn not in self._texts:
            self._texts[by.urn] = tuple(filter(None, map(text_of, within(by.state.raw))))
        wanted = re.compile(rf"{re.escape(arn)}(?![\w-])")
        return thing.key in behind or any(wanted.search(text) for text in self._texts[by.urn])
