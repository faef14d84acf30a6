"""This is where it is told who takes rights that were given to another workload, however few: nobody need be strong.

A workload that rewrites what another runs, or passes a role that it may choose to something of its own, has what that
one has. A pipeline is there to deploy what its owner has, and a host may be a pipeline's: of those the secrets of
others count alone. People may know what they do: of them only who is strong counts, which other modules tell.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from daypass.data.escalation_paths import HANDS_OVER, PROBE, escalation_paths, paths_here
from daypass.data.triggers import triggers
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Held, Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import covers
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.belonging import is_foreign, is_kin, is_of_another_owner
from daypass_policies.escalating.gaining import HEAVY, SECRETS, TO_SEE, WEIGHTS, Gain, Weight, gains
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.trust_classes import is_above
from daypass_policies.escalating.workers import (
    AS_DEFINED,
    is_deployer,
    is_no_person,
    is_persons,
    is_there_for_others,
    works_for_itself,
)

_RUNS_OWN_CODE: Final = frozenset(("athena-x01", "glue-x01"))
"""Paths on which a workload has its own code run: who was given the one to run it in was given its role."""
_TAG: Final = "resourcetag/"
_TASKS: Final = ":task/"


class Taken(NamedTuple):
    """`edges` lead to `target`, which may do what whoever goes there may not: `gain`."""

    edges: tuple[Edge, ...]
    target: Node
    gain: Gain


def taken(actor: Actor, rising: Rising) -> Taken | None:
    """The first identity whose rights somebody takes over one step who is no person.

    A pipeline is there to change others, so only those of another owner count, and the secrets of strangers.
    """
    if actor.node is None or not (
        is_no_person(actor, rising) or is_there_for_others(actor) or is_persons(actor, rising)
    ):
        return None
    return next((one for edge in rising.steps(actor.node) for one in _taken_by(edge, actor, rising)), None)


def _taken_by(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    if edge.how == "code" and not _only_starts(edge):
        for runs in rising.steps(edge.target):
            if runs.how == "runs as" and (
                gain := gained(actor, runs.target, rising, _by_code(actor, edge, runs, rising))
            ):
                yield Taken((edge, runs), runs.target, gain)
    elif edge.how == "pass role":
        if gain := gained(actor, edge.target, rising, by_passing(actor, edge.target, rising)):
            yield Taken((edge,), edge.target, gain)
        elif _is_as_defined(edge) and (works_for_itself(actor, rising) or _reaches_strangers(actor, edge.target)):
            yield from _handed_on(edge, actor, rising)


def _handed_on(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What the role that is passed passes on or commands, in a service that does as it whatever the holder writes."""
    for further in rising.steps(edge.target):
        ways: list[tuple[Edge, ...]] = [(further,)] if further.how == "pass role" else []
        if further.how == "code" and not _only_starts(further):
            ways = [(further, runs) for runs in rising.steps(further.target) if runs.how == "runs as"]
        for way in ways:
            target = way[-1].target
            if target != actor.node and (gain := gained(actor, target, rising, SECRETS)):
                yield Taken((edge, *way), target, gain)


def _is_as_defined(edge: Edge) -> bool:
    services = {service for path in escalation_paths() if path.id in edge.paths for service in path.services}
    return bool(services) and services <= AS_DEFINED


def _by_code(actor: Actor, edge: Edge, runs: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role whose workload is changed."""
    if is_persons(actor, rising):
        return SECRETS
    is_named = _is_named(actor, edge)
    if is_there_for_others(actor):
        if is_of_another_owner(actor, runs.target):
            return HEAVY
        is_given = is_named and is_deployer(actor)
        return () if is_given or not is_foreign(actor, runs.target, edge.target.name, edge.thing) else SECRETS
    if (is_named and _RUNS_OWN_CODE.intersection(edge.paths)) or is_kin(
        actor, runs.target, edge.target.name, edge.thing
    ):
        return SECRETS
    return HEAVY if is_named else WEIGHTS


def by_passing(actor: Actor, role: Node, rising: Rising) -> tuple[Weight, ...]:
    """What counts of a role that is passed. One that is named was given to be passed, unless somebody else owns it."""
    if is_persons(actor, rising):
        return _of_strangers(actor, role, rising, TO_SEE) or SECRETS
    is_others = is_of_another_owner(actor, role)
    if is_there_for_others(actor):
        return HEAVY if is_others else _of_strangers(actor, role, rising, WEIGHTS)
    if _chooses(actor, role):
        return WEIGHTS
    is_higher = is_above(actor.node.workload_class if actor.node else "", role.workload_class)
    return HEAVY if is_others or is_higher else SECRETS


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
        return any(map(_is_on_tag, statement.conditions)) or not any(
            map(_is_of_many, statement.resources or (EVERYTHING,))
        )
    except Undecided:
        return False


def _is_on_tag(condition: Condition) -> bool:
    """Whether it lets nothing through that has not the tag."""
    return _TAG in condition.key.lower() and not condition.test.negated and not condition.if_exists


def _is_of_many(pattern: str) -> bool:
    """Whether it takes in more than one thing. Of a task of ECS nobody can name more than its cluster."""
    thing, _, last = pattern.rpartition("/")
    return has_wildcard(thing if last == EVERYTHING and _TASKS in thing else pattern)


def _actions(edge: Edge) -> frozenset[str]:
    """Those of the path that the step goes."""
    paths = (*escalation_paths(), *paths_here().values())
    return frozenset(action for path in paths if path.id in edge.paths for action in path.actions)


@cache
def _starting() -> frozenset[str]:
    return frozenset(trigger.action for each in triggers().values() for trigger in each)


def _of_strangers(actor: Actor, role: Node, rising: Rising, most: tuple[Weight, ...]) -> tuple[Weight, ...]:
    """What counts of a role that a pattern of names lets it pass, where nothing says that it is its own.

    That is `most` where its name says whose the holder is. Whoever writes what the role may do decides that anyway.
    """
    if not _reaches_strangers(actor, role):
        return ()
    return most if is_foreign(actor, role) and not _writes(actor, role, rising) else SECRETS


def _reaches_strangers(actor: Actor, role: Node) -> bool:
    return _chooses(actor, role) and not is_kin(actor, role)


def _writes(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether it may decide what the role may do."""
    return actor.node is not None and any(True for _ in rising.reach.outgoing(actor.node).deciding(role))


def _chooses(actor: Actor, role: Node) -> bool:
    """Whether it may pass the role by a pattern of names that no Deny narrows to those that somebody named."""
    return any(
        means.on(HANDS_OVER, _unnamed(pattern, means)).possible
        for means in actor.means
        for held in means.told(HANDS_OVER).allows
        for pattern in held.line.patterns(means.caller.facts)
        if _is_of_names(pattern) and covers(pattern, role.arn)
    )


def _is_of_names(pattern: str) -> bool:
    """Whether it takes in more names than one, rather than one name in any account."""
    arn = Arn.parse(pattern)
    return has_wildcard(arn.resource if arn else pattern)


def _unnamed(pattern: str, means: Means) -> str:
    """A role that fits the pattern and that nobody named."""
    if pattern == EVERYTHING:
        return f"arn:aws:iam::{means.caller.account}:role/{PROBE}"
    arn = Arn.parse(pattern)
    if arn and means.caller.account:  # roles of its own account alone can be passed
        pattern = ":".join(("arn", *arn._replace(account=means.caller.account)))
    return pattern.replace("*", PROBE).replace("?", "x")


def gained(actor: Actor, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """The heaviest that it gets, outside what names say is for tests."""
    other = rising.actors.by_urn.get(target.key)
    if other is None or other.is_bounded_elsewhere:
        return None
    return next((gain for gain in gains(actor, other, weights) if not is_for_tests(gain.resource)), None)
