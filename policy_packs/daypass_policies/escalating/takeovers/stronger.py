"""This is where it is told what roles do to things of one kind, and how heavy the heaviest of that is for each."""

from collections.abc import Iterator, Mapping

from daypass.graph.consumers import Consumers
from daypass.iam.action import EVERYTHING
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, Gain, actions_of, weight_of
from daypass_policies.escalating.takeovers.things import kind_of, thing_of


def weights_by_thing(role: Actor, like: str) -> Mapping[str, int]:
    """The things of a kind to which a role may do something → how heavy the heaviest of that is, 0 the most."""
    found: dict[str, int] = {}
    for given in _given(role):
        if kind_of(given.resource) == kind_of(like):
            thing = thing_of(given.resource)
            found[thing] = min(found.get(thing, len(WEIGHTS)), WEIGHTS.index(given.weight))
    return found


def does_less(role: Actor, gain: Gain) -> bool:
    """Whether a role does something to things of the same kind, and nothing as heavy to any."""
    every = weights_by_thing(role, gain.resource).values()
    return bool(every) and WEIGHTS.index(gain.weight) < min(every)


def may_change(actor: Actor, gain: Gain) -> bool:
    """Whether the holder may do something as heavy to the thing itself."""
    own = WEIGHTS.index(gain.weight)
    return any(WEIGHTS.index(one.weight) <= own and _takes_in(one, gain) for one in _given(actor))


def is_its_alone(role: Actor, machine: Resource, rising: Rising) -> bool:
    """Whether nothing else has the role, which may be there for that."""
    uses = rising.reach.stack.once(Consumers).by_role.get(role.resource.urn, ())
    return all(use.consumer == machine for use in uses)


def _given(actor: Actor) -> Iterator[Gain]:
    """What its statements let it do that has any weight, as they are written."""
    for means in actor.means:
        for held in means.everything:
            for resource in held.line.patterns(means.caller.facts):
                each = ((pattern, weight_of(pattern)) for pattern in actions_of(held))
                yield from (Gain(pattern, resource, weight) for pattern, weight in each if weight)


def _takes_in(one: Gain, other: Gain) -> bool:
    if one.resource == EVERYTHING:
        return one.action.partition(":")[0].lower() == other.action.partition(":")[0].lower()
    is_alike = kind_of(one.resource) == kind_of(other.resource)
    return is_alike and matches(thing_of(one.resource), thing_of(other.resource))
