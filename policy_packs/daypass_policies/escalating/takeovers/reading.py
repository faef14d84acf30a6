"""This is where it is told what counts of a user whose access key somebody reads where it is kept as a secret.

And of a role that is entered by a certificate whose key is kept so: who was given that very secret was given it, as was
who puts it there, or is called after certificates.

Whoever is given a secret is mostly meant to have what it opens: a workload that cannot have a role acts as its user. So
of one that is not called like it what is grave counts alone, and nothing of what a store of files needs.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.stack import Stack
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.anchors import SIGNING
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.grave import is_grave
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.belonging import is_called_by, is_foreign
from daypass_policies.escalating.takeovers.choosing import is_of_many, meeting
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained, gains
from daypass_policies.escalating.takeovers.workers import works_for_itself

_PUTS: Final = ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret", "ssm:PutParameter")
_OF_FILES: Final = ("s3:deleteobject", "s3:deleteobjectversion")


def gained_by_reading(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The heaviest of it that a workload has by the key of a user of whom no name says that it is its own."""
    if not works_for_itself(actor, rising) or not is_foreign(actor, edge.target, edge.thing):
        return None
    if edge.target.kind == "role" and _was_given(edge, actor):
        return None
    if any(step.how == "key" and step.target == edge.target for step in rising.steps(edge.source)):
        return None  # it looks after the keys of that user, as what rotates them does
    return next(filter(_counts, every_gained(actor, edge.target, rising, HEAVY)), None)


def _was_given(edge: Edge, actor: Actor) -> bool:
    """Whether it was given the secret by its name, renews what is kept there, or is called after certificates."""
    named = (pattern.removesuffix("-*").removesuffix("-??????") for pattern in meeting(actor, edge.thing, edge.action))
    if is_called_by(actor, SIGNING) or not all(map(is_of_many, named)):
        return True
    return any(may(actor, action, edge.thing).possible for action in _PUTS)


def steps_by_reading(actor: Actor, rising: Rising) -> Iterator[Edge]:
    """Of many keys that are read alike those of users who may do what is grave: of all of them a few are steps."""
    fans = rising.reach.outgoing(actor.node).fans if actor.node else ()
    many = [fan for fan in fans if fan.how == "kept key" and fan.is_certain and len(fan.crowd.members) > MOST]
    for fan in many:
        for key in sorted(fan.crowd.keys & rising.reach.stack.once(_grave_users, rising)):
            yield from map(fan.make, fan.crowd.of(rising.reach.nodes[key]))


def _grave_users(_: Stack, rising: Rising) -> frozenset[str]:
    """The keys of their nodes."""
    users = (actor for actor in rising.actors.each if actor.node and actor.node.kind == "user")
    return frozenset(one.node.key for one in users if one.node and any(map(_counts, gains(None, one, HEAVY))))


def _counts(gain: Gain) -> bool:
    return is_grave(gain) and gain.action.lower() not in _OF_FILES
