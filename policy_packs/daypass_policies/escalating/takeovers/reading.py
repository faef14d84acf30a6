"""This is where it is told what counts of a user whose access key somebody reads where it is kept as a secret.

Whoever is given a secret is mostly meant to have what it opens: a workload that cannot have a role acts as its user. So
of one that is not called like it what is grave counts alone, and nothing of what a store of files needs.
"""

from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.grave import is_grave
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_foreign
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained
from daypass_policies.escalating.takeovers.workers import works_for_itself

_OF_FILES: Final = ("s3:deleteobject", "s3:deleteobjectversion")


def gained_by_reading(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The heaviest of it that a workload has by the key of a user of whom no name says that it is its own."""
    if not works_for_itself(actor, rising) or not is_foreign(actor, edge.target, edge.thing):
        return None
    if any(step.how == "key" and step.target == edge.target for step in rising.steps(edge.source)):
        return None  # it looks after the keys of that user, as what rotates them does
    found = every_gained(actor, edge.target, rising, HEAVY)
    return next((gain for gain in found if is_grave(gain) and gain.action.lower() not in _OF_FILES), None)
