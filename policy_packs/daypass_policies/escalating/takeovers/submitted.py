"""This is where it is told what a role gives that somebody may hand to a job of EMR on EKS, though it is another's.

No `iam:PassRole` is asked about there, so that only the condition key says which of the roles of a namespace are meant.
Where one of them is called like whoever submits, that one is; who is called like none submits for all of them. Source:
Amazon EMR on EKS Development Guide, "Using job execution roles with Amazon EMR on EKS"; read 2026-12.
"""

from collections.abc import Iterable
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import words_of, words_of_target
from daypass_policies.escalating.takeovers.choosing import is_held_to
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, Gain, every_gained
from daypass_policies.escalating.takeovers.own_code import is_everybodys
from daypass_policies.escalating.takeovers.workers import is_an_agents

_SUBMITTED: Final = frozenset(("emrcontainers-x01",))
_SUBMITS: Final = "emr-containers:StartJobRun"
_ROLE: Final = "emr-containers:ExecutionRoleArn"
_ANY_CLUSTER: Final = "arn:*:emr-containers:*:*:/virtualclusters/*"


def gained_by_submitting(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What the role gives beyond those that it is there to hand over; to an agent, where it may hand over several.

    What all the roles are called by says of none whose it is.
    """
    if not _is_submitting(edge) or actor.node is None or _are_named(actor):
        return None
    steps = filter(_is_submitting, rising.steps(actor.node))
    others = [one.target for one in steps if one.target != edge.target]
    words = _own_words(actor, (edge.target, *others)) if others else frozenset[str]()
    own = [one for one in others if not words.isdisjoint(words_of_target(one))]
    is_shared = not words.isdisjoint(words_of_target(edge.target)) or is_everybodys(edge.target.name)
    if not others or is_shared or not (own or is_an_agents(actor)):
        return None
    every = every_gained(actor, edge.target, rising, WEIGHTS)
    return next((gain for gain in every if not _has(own, gain, rising)), None)


def _is_submitting(edge: Edge) -> bool:
    """Whether it hands a role to such a job."""
    return not _SUBMITTED.isdisjoint(edge.paths)


def _are_named(actor: Actor) -> bool:
    """Whether somebody wrote down which roles it may hand over, or keeps it from one that nobody named."""
    account = actor.node.account if actor.node else ""
    of_nobody = Facts({_ROLE.lower(): f"arn:aws:iam::{account}:role/{PROBE}"})
    is_kept = any(means.denies(_SUBMITS, _ANY_CLUSTER, of_nobody) != "no" for means in actor.means)
    return is_kept or is_held_to(actor, _SUBMITS, _ROLE)


def _own_words(actor: Actor, roles: tuple[Node, ...]) -> frozenset[str]:
    """The words by which it is called and not every one of the roles."""
    return words_of(actor) - frozenset.intersection(*(frozenset(words_of_target(one)) for one in roles))


def _has(roles: Iterable[Node], gain: Gain, rising: Rising) -> bool:
    """Whether one of these roles has it already."""
    actors = (rising.actors.by_urn.get(one.key) for one in roles)
    return any(means.on(gain.action, gain.resource).possible for one in actors if one for means in one.means)
