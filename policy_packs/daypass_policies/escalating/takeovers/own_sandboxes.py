"""This is where it is told whether an interpreter or a browser of AgentCore is the tool of one workload alone.

It was given that by its name, nobody else of the stack may start it, and its role runs nothing else and lets in nothing
else: the role is what the workload itself has, kept apart for the code that it writes. The code of an agent is brought
by whoever speaks to it, also where that calls a function as its tool. Source: Amazon Bedrock AgentCore Developer Guide,
"Creating an AgentCore Code Interpreter" (the role determines what AWS resources it can access); read 2026-12.
"""

from typing import Final

from daypass.data.escalation_paths import EscalationPath, path_of
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.settings import Settings
from daypass_policies.acting.tools import Tools
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may_at_all
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_of_another_owner
from daypass_policies.escalating.takeovers.choosing import are_named
from daypass_policies.escalating.takeovers.workers import is_an_agents, works_for_itself
from daypass_policies.trusting.trust import known_admissions

SESSIONS: Final = frozenset(("bedrock-002", "bedrock-007"))
"""Paths on which an interpreter or a browser of AgentCore does whatever is asked of it."""

_SERVICE: Final = "bedrock-agentcore.amazonaws.com"


def is_own_sandbox(actor: Actor, edge: Edge, role: Node, rising: Rising) -> bool:
    """Whether what is started on this path was made for the holder, and for nobody else."""
    path = next((path_of(one) for one in edge.paths if one in SESSIONS), None)
    if path is None or not works_for_itself(actor, rising) or is_of_another_owner(actor, role):
        return False
    if is_an_agents(actor) or rising.reach.stack.once(Tools).run_as(actor.resource):
        return False
    if not are_named(actor, path.actions) or not _runs_that_alone(edge, role, rising):
        return False
    starting = rising.reach.stack.once(_starting, rising.reach.settings)
    return not any(_starts(other, path, edge.thing) for other in starting if other is not actor)


def _runs_that_alone(edge: Edge, role: Node, rising: Rising) -> bool:
    uses = rising.reach.stack.once(Consumers).by_role.get(role.key, ())
    admitted = known_admissions(role.resource) if role.resource else ()
    is_for_it = bool(admitted) and all(one.kind == "Service" and one.principal == _SERVICE for one in admitted)
    return is_for_it and all(edge.target.resource == use.consumer for use in uses)


def _starting(stack: Stack, settings: Settings) -> tuple[Actor, ...]:
    """Who may start any such thing, but for whoever may do everything and says nothing by that."""
    rising = stack.once(Rising, settings)
    first = [path.actions[0] for id_ in sorted(SESSIONS) if (path := path_of(id_))]
    each = (one for one in rising.actors.each if any(may_at_all(one, action) for action in first))
    return tuple(one for one in each if one.node and not rising.can_have_all(one.node))


def _starts(actor: Actor, path: EscalationPath, thing: str) -> bool:
    return all(best(means.on(action, thing) for means in actor.means).possible for action in path.actions)
