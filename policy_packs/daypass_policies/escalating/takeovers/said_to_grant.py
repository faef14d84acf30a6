"""This is where it is told what somebody gets who writes by what another decides which role it gives out.

A broker that may assume several roles looks up who gets which; of one role, who gets it at all, which says something
of who may call the broker as well. Nobody has read its code, so this is advice: who was
given that table by its name and is called after approvals, or like the table or the broker, is there to write it. Told
is a workload that a pattern lets write there, and shares no word with it but those of the pattern, and one that is
called otherwise altogether.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.steering.said_to_grant import SAID_TO_GRANT
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.called_functions import CALLS
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    is_called_by,
    is_kin,
    words_of,
    words_of_target,
    words_of_thing,
)
from daypass_policies.escalating.takeovers.choosing import is_of_many, meeting
from daypass_policies.escalating.takeovers.coding import path_actions
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, gained
from daypass_policies.escalating.takeovers.role_picking import Picking
from daypass_policies.escalating.takeovers.workers import is_an_agents, works_for_itself

_GRANTING: Final = frozenset(
    (
        *("approval", "approve", "approver", "grant", "granter", "permission", "entitlement", "access", "iam"),
        *("onboard", "onboarder", "onboarding", "offboarding", "provisioner", "provisioning", "registrar"),
        *("registration", "admin", "administration", "console", "tenant", "broker", "role"),
    )
)
"""Words by which those are called who say who gets what."""

_READS: Final = (
    *("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:BatchGetItem"),
    *("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "s3:GetObject"),
)


def granted_for(edge: Edge, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    """What this step gives a workload; nothing where it is one of another kind."""
    if SAID_TO_GRANT.isdisjoint(edge.paths) or not works_for_itself(actor, rising):
        return
    for runs in rising.steps(edge.target):
        role = rising.actors.by_urn.get(runs.target.key) if runs.how == "runs as" else None
        if role is None or not _reads(role, edge.thing) or _is_there_for_it(actor, edge, runs.target):
            continue
        for further in _given_out(runs, role, actor, rising):
            gain = None if is_kin(actor, further.target) else gained(actor, further.target, rising, WEIGHTS)
            if gain:
                yield AskedGain((edge, runs, further), gain)


def _given_out(runs: Edge, role: Actor, actor: Actor, rising: Rising) -> Iterator[Edge]:
    """Any of several roles that the broker may assume; also the only one, for who may ask the broker for it."""
    yield from (several := tuple(Picking(runs, role, actor, rising).steps()))
    if not several and runs.source.resource is not None and _calls(actor, runs.source.resource):
        yield from (one for one in rising.steps(runs.target) if one.how == "assume" and one.target != actor.node)


def _calls(actor: Actor, broker: Resource) -> bool:
    arn = f"arn:*:lambda:*:*:function:{name_in(broker)}"
    return best(means.on(CALLS, arn) for means in actor.means).possible


def _reads(role: Actor, thing: str) -> bool:
    """Whether the role of the broker may look it up."""
    service = thing.split(":")[2]
    actions = (one for one in _READS if one.startswith(f"{service}:"))
    return best(means.on(action, thing) for action in actions for means in role.means).possible


def _is_there_for_it(actor: Actor, edge: Edge, role: Node) -> bool:
    """Whether it was given that very thing and is called after it, or what it does; of a pattern nothing says that."""
    patterns = [one for action in path_actions(edge) for one in meeting(actor, edge.thing, action)]
    is_swept_in = all(map(is_of_many, patterns))
    reached = frozenset().union(*map(words_of_thing, patterns)) if is_swept_in else frozenset()
    theirs = words_of_thing(edge.thing) | words_of_target(role, edge.target.name)
    if not (words_of(actor) - reached).isdisjoint(theirs):
        return not is_an_agents(actor)
    return not is_swept_in and is_called_by(actor, _GRANTING) and not is_an_agents(actor)
