"""This is where it is told whose rights somebody takes by passing a role to what then works for them."""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER, escalation_paths
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import patterns
from daypass_policies.escalating.grave import is_grave
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import (
    is_called_otherwise,
    is_helper_of,
    is_kin_beyond,
    is_of_another_owner,
)
from daypass_policies.escalating.takeovers.called import Called
from daypass_policies.escalating.takeovers.choosing import chooses, passed_by
from daypass_policies.escalating.takeovers.coding import path_actions, starting
from daypass_policies.escalating.takeovers.copying import gained_by_copying
from daypass_policies.escalating.takeovers.database_roles import gained_on_a_database
from daypass_policies.escalating.takeovers.defining import handed_on
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, WEIGHTS, Gain, Weight, every_gained
from daypass_policies.escalating.takeovers.handing import (
    by_passing,
    gained_of_a_namesake,
    gained_over_identities,
    reaches_strangers,
)
from daypass_policies.escalating.takeovers.kept_shut import opens_for_nobody
from daypass_policies.escalating.takeovers.launched import is_for_its_machines
from daypass_policies.escalating.takeovers.misnamed import misnamed_in
from daypass_policies.escalating.takeovers.overriding import STARTS_TASKS, gained_by_overriding, started_families
from daypass_policies.escalating.takeovers.runbooks import RunbookRoles
from daypass_policies.escalating.takeovers.siblings import is_a_siblings
from daypass_policies.escalating.takeovers.submitted import gained_by_submitting
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.trying import gained_by_trying
from daypass_policies.escalating.takeovers.workers import (
    AS_DEFINED,
    is_an_agents,
    is_deployer,
    is_there_for_others,
    works_for_itself,
)
from daypass_policies.trusting.workloads import is_hosts

_TO_USERS: Final = frozenset(("cognitoidentity-001",))
"""Paths on which users of an application get a role, whom nobody knows: of those that a pattern takes in all counts."""

SWAPS: Final = frozenset(("ec2-x02", "ec2-x03", "ec2-x05"))
"""Paths on which a machine that is there gets a role: a host that goes one is such a machine."""


_OF_OTHERS: Final = frozenset(
    ("function", "agent", "AgentCore gateway", "AgentCore harness", "App Runner service", "Bedrock flow", "instance")
)
"""What runs by itself as its role. A profile and a template run nothing, and jobs are made as one role in many ways."""

_STARTS_TASKS: Final = "service-role/AmazonECSTaskExecutionRolePolicy"


def taken_by_passing(edge: Edge, actor: Actor, rising: Rising) -> tuple[Taken, ...]:
    """What a step of this kind gives, worked out once for the rules that ask."""
    return rising.reach.stack.once(_Passing).of(edge, actor, rising)


class _Passing:
    """What is taken by passing roles in a stack."""

    def __init__(self, _: Stack) -> None:
        self._found: dict[tuple[str, str, tuple[str, ...]], tuple[Taken, ...]] = {}

    def of(self, edge: Edge, actor: Actor, rising: Rising) -> tuple[Taken, ...]:
        """What a step gives."""
        key = actor.resource.urn, edge.target.key, edge.paths
        if key not in self._found:
            self._found[key] = tuple(_by_passing_it(edge, actor, rising))
        return self._found[key]


def _by_passing_it(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    if _is_for_its_tasks(edge, actor, rising):
        return
    every = every_gained(actor, edge.target, rising, _by_handing(edge, actor, rising))
    gain = next((one for one in every if not opens_for_nobody(one, edge, actor)), None)
    if gain is None and works_for_itself(actor, rising):
        gain = gained_by_copying(edge, actor, rising) or _of_another_workload(edge, actor, rising)
        gain = gain or gained_by_overriding(edge, actor, rising) or gained_by_submitting(edge, actor, rising)
    gain = gain or gained_of_a_namesake(actor, edge.target, rising) or gained_by_trying(edge, actor, rising)
    gain = gain or gained_on_a_database(edge, actor, rising)
    if gain := gain or gained_over_identities(actor, edge.target, rising):
        yield Taken((edge,), edge.target, gain)
    elif _is_as_defined(edge, rising) and (works_for_itself(actor, rising) or reaches_strangers(actor, edge.target)):
        yield from handed_on(edge, actor, rising)


def _is_for_its_tasks(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether it starts tasks of named definitions alone, and the role is the one by which ECS starts these.

    AWS's guide has whoever runs a task pass this role, too. It is no way in for what it is there for, though overrides
    of the task could put it on a container. Source: Amazon ECS Developer Guide, "Amazon ECS EventBridge IAM role"; read
    2026-12.
    """
    families = started_families(actor, edge)
    uses = rising.reach.stack.once(Consumers).by_role.get(edge.target.key, ())
    if not uses:
        return bool(families) and not any(map(has_wildcard, families)) and _is_made_for_tasks(edge.target, rising)
    started = {text_of(said(use.consumer, "family")) for use in uses}
    return bool(families) and families <= started and not any(use.own for use in uses)


def _is_made_for_tasks(role: Node, rising: Rising) -> bool:
    """Whether it has AWS's policy for the roles by which tasks are started."""
    given = rising.actors.by_urn[role.key].permissions.given if role.key in rising.actors.by_urn else ()
    return any((arn := Arn.parse(one.arn)) and arn.aws_managed_policy == _STARTS_TASKS for one in given)


def _of_another_workload(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What a role that is called otherwise gives, though it is named: all where something else runs as it already.

    Else what is grave. Whoever only starts what runs as it passes the role by the way. An agent does what it is talked
    into, whatever it is called, and what switches or watches others is called after them: of both all counts.
    """
    is_others = is_called_otherwise(actor, edge.target) or is_helper_of(actor, edge.target)
    if not is_others and not is_an_agents(actor):
        return None
    uses = rising.reach.stack.once(Consumers).by_role.get(edge.target.key, ())
    is_only_started = path_actions(edge) - {HANDS_OVER} <= starting().union(STARTS_TASKS)
    run = [use.consumer for use in uses if use.own and use.noun in _OF_OTHERS and not is_only_started]
    called = rising.reach.stack.once(Called)
    every = every_gained(actor, edge.target, rising, HEAVY)
    beyond = (gain for gain in every if not any(called.by(one, gain) for one in run))
    return next(beyond if run else filter(is_grave, beyond), None)


def _is_as_defined(edge: Edge, rising: Rising) -> bool:
    """Whether the service that it is passed to does as it whatever the holder writes, or chooses as the runbook."""
    services = {service for path in escalation_paths() if path.id in edge.paths for service in path.services}
    role = edge.target.resource
    is_runbooks = role is not None and rising.reach.stack.once(RunbookRoles).has(role)
    return is_runbooks or (bool(services) and services <= AS_DEFINED)


def _by_handing(edge: Edge, actor: Actor, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role that is passed on this path."""
    is_to_users = _TO_USERS.intersection(edge.paths) and chooses(actor, edge.target)
    if is_to_users or misnamed_in(actor, edge.target, HANDS_OVER, rising):
        return WEIGHTS
    if _is_a_siblings(edge, actor, rising):
        return HEAVY
    weights = by_passing(actor, edge.target, rising) or _by_swapping(actor, edge)
    is_named = not chooses(actor, edge.target) and not is_of_another_owner(actor, edge.target)
    return SECRETS if weights == HEAVY and is_named and is_for_its_machines(edge, actor, rising) else weights


def _is_a_siblings(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a pattern lets what deploys pass a role that is another's than its own, or than what it may start."""
    if not is_there_for_others(actor) or not chooses(actor, edge.target):
        return False
    started = [one for action in path_actions(edge) - {HANDS_OVER} for one in patterns(actor, action)]
    return is_a_siblings(actor, edge.target, passed_by(actor, edge.target), rising, starting=started)


def _by_swapping(actor: Actor, edge: Edge) -> tuple[Weight, ...]:
    """What counts of a role that a host may put on itself, though it is named, unless it is called alike.

    Of names that a pattern takes in, what the pattern says is alike in all of them.
    """
    is_host = is_hosts(actor.resource) or (is_there_for_others(actor) and not is_deployer(actor))
    if not is_host or not SWAPS.intersection(edge.paths):
        return ()
    patterns = passed_by(actor, edge.target) if chooses(actor, edge.target) else ()
    return () if is_kin_beyond(actor, edge.target, patterns) else SECRETS
