"""This is where it is told who sets off what then works as another, by what they bring to it or name to it.

Between what they bring and what is done with it nobody agrees to anything: who brings it is as strong as that other.
"""

from collections.abc import Collection, Iterator

from daypass.rule import Ask, Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.rewriting import Rewriting
from daypass_policies.escalating.risen import to_another, to_stronger
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.taking import sets_off, taken_by_setting_off, untaken_by_setting_off
from daypass_policies.escalating.told import Doubts, within_bounds

_UNCHECKED = ", without a check"


def set_off_strong(rising: Rising, ask: Ask, told: Collection[str]) -> Iterator[Problem | Open]:
    """What may do everything and is set off, by whom nothing as grave is `told` (URNs)."""
    doubts = Doubts()
    for actor in _asked(rising, ask):
        if actor.resource.urn not in told:
            yield from within_bounds(actor, _strong(actor, rising, doubts))


def set_off_others(rising: Rising, ask: Ask, told: Collection[str]) -> Iterator[Problem | Open]:
    """What has less than that, by whom nothing at all is `told`."""
    doubts = Doubts()
    for actor in _asked(rising, ask):
        if actor.resource.urn not in told and not rising.of(actor):
            yield from within_bounds(actor, _others(actor, rising, doubts))


def _asked(rising: Rising, ask: Ask) -> Iterator[Actor]:
    """Those who have no other way to more rights, which other rules tell."""
    rewriting = rising.reach.stack.once(Rewriting, ask.settings)
    for actor in judged(rising.reach.stack, ask.settings, ask.profile):
        is_strong = actor.is_administrator or (actor.node is not None and rising.can_have_all(actor.node))
        if not is_strong and not rewriting.is_of_itself(actor):
            yield actor


def _strong(actor: Actor, rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    rises = [one for one in rising.of(actor) if one.is_far and sets_off(one.edges[0])]
    if certain := next((one for one in rises if not one.unknown), None):
        yield to_stronger(actor.title, actor, certain, _UNCHECKED)
    elif rises:
        yield from doubts.of(actor, (untold for one in rises for untold in one.unknown))


def _others(actor: Actor, rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    if taken := taken_by_setting_off(actor, rising):
        yield to_another(actor.title, actor, taken, _UNCHECKED)
    elif unknown := untaken_by_setting_off(actor, rising):
        yield from doubts.of(actor, unknown)
