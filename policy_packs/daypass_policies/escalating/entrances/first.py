"""This is where it is told which way in to what others have somebody opens for themselves: one of several will do."""

from collections.abc import Iterator

from daypass.rule import Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.every import Entrances
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.told import advice, is_by_service_role


def first_entrance(actor: Actor, entrances: Entrances, *, as_another: bool = False) -> Iterator[Problem]:
    """The first way in to what others have that it opens for itself, or by which it works as another role."""
    asked = (one for one in entrances.opened() if one.as_another or not as_another)
    way = next((one for one in asked if _is_open(one, actor)), None)
    if way:
        fact = f"{actor.title} may {way.words} ({way.action})"
        yield advice(actor, fact, way.answer.grounds, f"opens {way.action}")


def _is_open(way: Opened, actor: Actor) -> bool:
    """Whether it is, for certain, by more than what AWS's guides say to attach to the role of a service."""
    return way.answer.is_certain and not is_by_service_role(way.answer.grounds, actor)
