"""This is where it is told who takes rights that were given to another workload, however few: nobody need be strong.

A workload that rewrites what another runs, or passes a role that it may choose to something of its own, has what that
one has. So has a pull request that becomes what only reviewed code should be. A pipeline is there to deploy what its
owner has, and people may know what they do: of those only who is strong counts, which other modules tell.
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
from daypass.iam.document import MalformedDocument
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_arn
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.checked import is_checked
from daypass_policies.escalating.gaining import HEAVY, WEIGHTS, Gain, Weight, gains
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.trust_classes import entering_class, is_above
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of
from daypass_policies.trusting.workloads import is_workloads_own

_PIPELINE: Final = "pipeline"
_AS_DEFINED: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in ("states", "events", "scheduler", "pipes", "cloudformation", "apigateway", "appsync", "config")
)
"""Services that do as a role what a deployment wrote into a definition, and no more."""
_SECRETS: Final[tuple[Weight, ...]] = ("secret",)
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
    if actor.node is None or not is_no_person(actor, rising):
        return None
    return next((one for edge in _steps(actor.node, rising) for one in _taken_by(edge, actor, rising)), None)


def _steps(node: Node, rising: Rising) -> list[Edge]:
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
        for runs in _steps(edge.target, rising):
            if runs.how == "runs as" and (gain := _gained(actor, runs.target, rising, _by_code(actor, edge, runs))):
                yield Taken((edge, runs), runs.target, gain)
    elif edge.how == "pass role" and (gain := _gained(actor, edge.target, rising, _by_passing(actor, edge.target))):
        yield Taken((edge,), edge.target, gain)


def _by_code(actor: Actor, edge: Edge, runs: Edge) -> tuple[Weight, ...]:
    """What counts of a role whose workload is changed."""
    if _is_deployer(actor):
        return HEAVY if _is_of_another_owner(actor, runs.target) else ()
    return HEAVY if _is_named(actor, edge) else WEIGHTS


def _by_passing(actor: Actor, role: Node) -> tuple[Weight, ...]:
    """What counts of a role that is passed. One that is named was given to be passed, unless somebody else owns it."""
    is_others = _is_of_another_owner(actor, role)
    if _is_deployer(actor):
        return HEAVY if is_others else ()
    if any(_passes_others(means) for means in actor.means):
        return WEIGHTS
    is_higher = is_above(actor.node.workload_class if actor.node else "", role.workload_class)
    return HEAVY if is_others or is_higher else _SECRETS


def _is_of_another_owner(actor: Actor, target: Node) -> bool:
    """Whether both have an owner, and not the same: nobody answers for what the one does with the other."""
    own = actor.node.owner if actor.node else ""
    return bool(own and target.owner) and own != target.owner


def taken_before_review(actor: Actor, rising: Rising) -> Taken | None:
    """The first identity whose rights every pull request takes, over one step or several, where nobody checks any."""
    if actor.node is None or not _enters_before_review(actor):
        return None
    seen, waiting = {actor.node.key}, [tuple[Edge, ...]()]
    for edges in waiting:
        here = edges[-1].target if edges else actor.node
        for edge in _steps(here, rising):
            if edge.target.key in seen or not edge.acts or is_checked(rising.reach, edge):
                continue
            seen.add(edge.target.key)
            waiting.append((*edges, edge))
            if gain := _gained(actor, edge.target, rising, HEAVY):
                return Taken((*edges, edge), edge.target, gain)
    return None


def _enters_before_review(actor: Actor) -> bool:
    """Whether pull requests enter the role, by a trust that is made for them."""
    if actor.resource.type not in ROLES:
        return False
    try:
        return any(one.before_review for one in admitted_by(actor.resource, trust_of(actor.resource)))
    except (MalformedDocument, Undecided):
        return False


def is_no_person(actor: Actor, rising: Rising) -> bool:
    """Whether it is a workload's or a pipeline's."""
    return works_for_itself(actor, rising) or _is_deployer(actor)


def works_for_itself(actor: Actor, rising: Rising) -> bool:
    """Whether it is neither a pipeline's nor a person's: by its class, else by the services that it trusts alone."""
    if actor.node is None or actor.resource.type not in ROLES or _is_deployer(actor):
        return False
    class_, services = actor.node.workload_class, frozenset(rising.services_of(actor.node))
    does_as_defined = bool(class_ and services) and services <= _AS_DEFINED
    return is_workloads_own(actor.resource, class_) and not does_as_defined


def _is_deployer(actor: Actor) -> bool:
    """Whether it is a pipeline's, by its class or by who enters it."""
    class_ = actor.node.workload_class if actor.node else ""
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


def _gained(actor: Actor, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """The heaviest that it gets, outside what names say is for tests."""
    other = rising.actors.by_urn.get(target.key)
    if other is None or other.is_bounded_elsewhere:
        return None
    found = gains(actor, other, weights)
    return next((gain for gain in found if of_arn(gain.resource) in (PRODUCTION, NO_ENVIRONMENT)), None)
