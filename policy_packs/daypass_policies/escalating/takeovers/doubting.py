"""This is where it is told what is not known of somebody's rights, and may be one that counts once it is.

`gaining` says what is certain. What is left out there, since nobody could name it, keeps from deciding here, unless the
one who would get it has as much for certain.
"""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.given import BOUNDARY
from daypass.graph.untold import Untold
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import (
    Gain,
    Weight,
    example_of,
    is_of_surroundings,
    is_over_identities,
    is_placed,
    place_of,
    weight_of,
)


class Doubt(NamedTuple):
    """What may be gained, `*` where its action or resource is not known, and what is `unknown` of it.

    `held`: of whether the holder has as much already.
    """

    gain: Gain
    unknown: tuple[Untold, ...]
    held: tuple[Untold, ...] = ()


def doubts(actor: Actor | None, target: Actor, weights: tuple[Weight, ...]) -> Iterator[Doubt]:
    """What the target may turn out to be allowed and the holder not, outside what names say is for tests."""
    found = (doubt for means in target.means for doubt in _of(actor, means, weights))
    yield from (doubt for doubt in found if not is_for_tests(doubt.gain.resource))


def doubted(actor: Actor, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> tuple[Doubt, ...]:
    """What keeps from knowing that it gets nothing which counts."""
    other = rising.actors.by_urn.get(target.key)
    return () if other is None else tuple(doubts(actor, other, weights))


def unknown_over_identities(target: Actor) -> tuple[Untold, ...]:
    """What keeps from knowing that it changes no identities."""
    may_be = (
        one
        for one in doubts(None, target, ("change",))
        if one.gain.action == EVERYTHING or is_over_identities(one.gain)
    )
    return tuple(dict.fromkeys(untold for one in may_be for untold in one.unknown))


def _of(actor: Actor | None, means: Means, weights: tuple[Weight, ...]) -> Iterator[Doubt]:
    if means.open and not _has_everything(actor):
        yield Doubt(_anything(EVERYTHING, EVERYTHING, weights), means.open)
    for held in sorted(means.everything, key=place_of):
        if not is_of_surroundings(held):
            yield from _of_statement(actor, means, held, weights)


def _of_statement(actor: Actor | None, means: Means, held: Held, weights: tuple[Weight, ...]) -> Iterator[Doubt]:
    resources = held.line.patterns(means.caller.facts)
    try:
        patterns = held.line.statement.actions
    except Undecided:
        if held.given.how != BOUNDARY and not _has_everything(actor):
            named = (_anything(_service(one), one, weights) for one in resources)
            yield from (Doubt(gain, (held.unknown,)) for gain in named)
        return
    for pattern in patterns:
        weight = weight_of(pattern)
        if weight and weight in weights:
            action = example_of(pattern, weight)
            for resource in resources:
                doubt = _doubt(actor, means, held, action, Gain(pattern, resource, weight))
                if doubt.unknown or doubt.held:
                    yield doubt


def _doubt(actor: Actor | None, means: Means, held: Held, action: str, gain: Gain) -> Doubt:
    """What is not known of whether the statement gives this, and only to the target; nothing where that is certain."""
    has = means.on(action, gain.resource)
    if not has.possible:
        return Doubt(gain, ())
    unknown = has.unknown or (() if is_placed(held) else (held.unknown,))
    own = best(_holds(one, held, action, gain.resource) for one in actor.means) if actor else NO
    return Doubt(gain, ()) if own.is_certain else Doubt(gain, unknown, own.unknown)


def _holds(means: Means, held: Held, action: str, resource: str) -> Answer:
    """Whether the holder may do it, on anything where the resource is not known."""
    found = means.on(action, resource)
    if is_placed(held) or not found.possible or found.unknown:
        return found
    is_anywhere = any(pattern == EVERYTHING for pattern, _ in means.scope(action).certain)
    return found if is_anywhere else NO


def _has_everything(actor: Actor | None) -> bool:
    return actor is not None and actor.is_administrator


def _anything(action: str, resource: str, weights: tuple[Weight, ...]) -> Gain:
    return Gain(action, resource, "change" if "change" in weights else weights[0])


def _service(resource: str) -> str:
    """All actions of the service of a resource, which are what may be done to it; all there are where none is known."""
    arn = Arn.parse(resource)
    return f"{arn.service}:{EVERYTHING}" if arn and not has_wildcard(arn.service) else EVERYTHING
