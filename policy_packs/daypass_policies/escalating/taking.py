"""This is where it is told who takes rights that were given to another workload, however few: nobody need be strong.

A workload that rewrites what another runs, or passes a role that it may choose to something of its own, has what that
one has. A pipeline is there to deploy what its owner has, and a host may be a pipeline's: of those the secrets of
others count alone. People may know what they do: of them only who is strong counts, which other modules tell.
"""

from collections.abc import Iterator
from functools import cache
from heapq import nsmallest
from operator import attrgetter
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.data.escalation_paths import HANDS_OVER, PROBE, escalation_paths, paths_here
from daypass.data.triggers import triggers
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Held, Means
from daypass.graph.becoming.nodes import Node
from daypass.iam.action import EVERYTHING
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.belonging import is_foreign, is_of_another_owner
from daypass_policies.escalating.gaining import HEAVY, WEIGHTS, Gain, Weight, gains
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.trust_classes import entering_class, is_above
from daypass_policies.trusting.trust import ROLES
from daypass_policies.trusting.workloads import is_hosts, is_workloads_own

_PIPELINE: Final = "pipeline"
_AS_DEFINED: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in ("states", "events", "scheduler", "pipes", "cloudformation", "apigateway", "appsync", "config")
)
"""Services that do as a role what a deployment wrote into a definition, and no more."""
_SECRETS: Final[tuple[Weight, ...]] = ("secret",)
_RUNS_OWN_CODE: Final = frozenset(("athena-x01", "glue-x01"))
"""Paths on which a workload has its own code run: who was given the one to run it in was given its role."""
_TAG: Final = "resourcetag/"
_MOST: Final = 20
"""Of many to whom a right leads alike, those that are looked at: of so wide a right others speak."""


class Taken(NamedTuple):
    """`edges` lead to `target`, which may do what whoever goes there may not: `gain`."""

    edges: tuple[Edge, ...]
    target: Node
    gain: Gain


def taken(actor: Actor, rising: Rising) -> Taken | None:
    """The first identity whose rights somebody takes over one step who is no person.

    A pipeline is there to change others, so only those of another owner than its own count.
    """
    if actor.node is None or not (is_no_person(actor, rising) or _is_there_for_others(actor)):
        return None
    return next((one for edge in steps(actor.node, rising) for one in _taken_by(edge, actor, rising)), None)


def steps(node: Node, rising: Rising) -> list[Edge]:
    """The steps from a node that are certain, in the same order however the stack was registered."""
    outgoing = rising.reach.outgoing(node)
    alike = (
        fan.make(member)
        for fan in outgoing.fans
        for member in nsmallest(_MOST, fan.crowd.members, key=attrgetter("node.key"))
    )
    certain = (edge for edge in (*outgoing.edges, *alike) if edge.is_certain and edge.target != node)
    return sorted(certain, key=lambda edge: (edge.target.key, edge.how, edge.paths))


def _taken_by(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    if edge.how == "code" and not _only_starts(edge):
        for runs in steps(edge.target, rising):
            if runs.how == "runs as" and (gain := gained(actor, runs.target, rising, _by_code(actor, edge, runs))):
                yield Taken((edge, runs), runs.target, gain)
    elif edge.how == "pass role":
        if gain := gained(actor, edge.target, rising, by_passing(actor, edge.target)):
            yield Taken((edge,), edge.target, gain)
        elif works_for_itself(actor, rising) and _is_as_defined(edge):
            yield from _handed_on(edge, actor, rising)


def _handed_on(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What the role that is passed passes on, in a service that does as it whatever the holder writes down."""
    for further in steps(edge.target, rising):
        is_more = further.how == "pass role" and further.target != actor.node
        if is_more and (gain := gained(actor, further.target, rising, _SECRETS)):
            yield Taken((edge, further), further.target, gain)


def _is_as_defined(edge: Edge) -> bool:
    services = {service for path in escalation_paths() if path.id in edge.paths for service in path.services}
    return bool(services) and services <= _AS_DEFINED


def _by_code(actor: Actor, edge: Edge, runs: Edge) -> tuple[Weight, ...]:
    """What counts of a role whose workload is changed."""
    is_named = _is_named(actor, edge)
    if _is_there_for_others(actor):
        if is_of_another_owner(actor, runs.target):
            return HEAVY
        is_given = is_named and _is_deployer(actor)
        return () if is_given or not is_foreign(actor, runs.target, edge.target.name, edge.thing) else _SECRETS
    if is_named and _RUNS_OWN_CODE.intersection(edge.paths):
        return _SECRETS
    return HEAVY if is_named else WEIGHTS


def by_passing(actor: Actor, role: Node) -> tuple[Weight, ...]:
    """What counts of a role that is passed. One that is named was given to be passed, unless somebody else owns it."""
    is_others, is_choosing = is_of_another_owner(actor, role), any(map(_passes_others, actor.means))
    if _is_there_for_others(actor):
        return HEAVY if is_others else _SECRETS if is_choosing and is_foreign(actor, role) else ()
    if is_choosing:
        return WEIGHTS
    is_higher = is_above(actor.node.workload_class if actor.node else "", role.workload_class)
    return HEAVY if is_others or is_higher else _SECRETS


def _is_there_for_others(actor: Actor) -> bool:
    """Whether it is a pipeline's, or may be: to change what others run is then its work."""
    return _is_deployer(actor) or (not _class_of(actor) and is_hosts(actor.resource))


def is_no_person(actor: Actor, rising: Rising) -> bool:
    """Whether it is a workload's or a pipeline's."""
    return works_for_itself(actor, rising) or _is_deployer(actor)


def _class_of(actor: Actor) -> str:
    return actor.node.workload_class if actor.node else ""


def works_for_itself(actor: Actor, rising: Rising) -> bool:
    """Whether it is neither a pipeline's nor a person's: by its class, else by the services that it trusts alone."""
    if actor.node is None or actor.resource.type not in ROLES or _is_deployer(actor):
        return False
    class_, services = actor.node.workload_class, frozenset(rising.services_of(actor.node))
    does_as_defined = bool(class_ and services) and services <= _AS_DEFINED
    return is_workloads_own(actor.resource, class_) and not does_as_defined


def _is_deployer(actor: Actor) -> bool:
    """Whether it is a pipeline's, by its class or by who enters it."""
    class_ = _class_of(actor)
    return class_ == _PIPELINE or (not class_ and entering_class(actor.resource) == _PIPELINE)


def _only_starts(edge: Edge) -> bool:
    """Whether it makes the workload run as it is, though with arguments: that is what it is there for."""
    actions = _actions(edge)
    return bool(actions) and actions <= _starting()


def _is_named(actor: Actor, edge: Edge) -> bool:
    """Whether the holder was given the very thing, by name or tag: to look at its data may be meant."""
    told = (means.told(action) for means in actor.means for action in _actions(edge))
    return all(_names(held) for each in told for held in each.allows)


def _names(held: Held) -> bool:
    """Whether a statement limits its things by name or tag. One that is not known as a whole may say any."""
    statement = held.line.statement
    try:
        is_tagged = any(_TAG in condition.key.lower() for condition in statement.conditions)
        return is_tagged or not any(map(has_wildcard, statement.resources or (EVERYTHING,)))
    except Undecided:
        return False


def _actions(edge: Edge) -> frozenset[str]:
    """Those of the path that the step goes."""
    paths = (*escalation_paths(), *paths_here().values())
    return frozenset(action for path in paths if path.id in edge.paths for action in path.actions)


@cache
def _starting() -> frozenset[str]:
    return frozenset(trigger.action for each in triggers().values() for trigger in each)


def _passes_others(means: Means) -> bool:
    """Whether it may pass a role that nobody named, by a pattern of names that no Deny narrows to those that are."""
    patterns = (pattern for held in means.told(HANDS_OVER).allows for pattern in held.line.patterns(means.caller.facts))
    unnamed = (_unnamed(pattern, means) for pattern in patterns if has_wildcard(pattern))
    return any(means.on(HANDS_OVER, arn).possible for arn in unnamed)


def _unnamed(pattern: str, means: Means) -> str:
    """A role that fits the pattern and that nobody named."""
    if pattern == EVERYTHING:
        return f"arn:aws:iam::{means.caller.account}:role/{PROBE}"
    return pattern.replace("*", PROBE).replace("?", "x")


def gained(actor: Actor, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """The heaviest that it gets, outside what names say is for tests."""
    other = rising.actors.by_urn.get(target.key)
    if other is None or other.is_bounded_elsewhere:
        return None
    found = gains(actor, other, weights)
    return next((gain for gain in found if of_arn(gain.resource) in (PRODUCTION, NO_ENVIRONMENT)), None)
