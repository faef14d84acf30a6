"""This is where it is told who sets a pipeline off by what they bring to it, and gets what it has done as another.

Between what they bring and what is done with it nobody agrees to anything: who brings it is as strong as that other.
"""

from collections.abc import Collection, Iterator

from daypass.rule import Ask, Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.rewriting import Rewriting
from daypass_policies.escalating.risen import to_another, to_stronger
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.taking import sets_off, taken_by_setting_off
from daypass_policies.escalating.told import Doubts, within_bounds

_UNCHECKED = ", without a check"


def set_off(rising: Rising, ask: Ask, told: Collection[str]) -> Iterator[Problem | Open]:
    """What is set off, by whom nothing else is `told` (URNs) and who has no other way to more rights."""
    stack, doubts = rising.reach.stack, Doubts()
    rewriting = stack.once(Rewriting, ask.settings)
    for actor in judged(stack, ask):
        is_strong = actor.is_administrator or (actor.node is not None and rising.can_have_all(actor.node))
        if actor.resource.urn not in told and not is_strong and not rewriting.is_of_itself(actor):
            yield from within_bounds(actor, _set_off(actor, rising, doubts))


def _set_off(actor: Actor, rising: Rising, doubts: Doubts) -> Iterator[Problem | Open]:
    rises = [one for one in rising.of(actor) if one.is_far and sets_off(one.edges[0])]
    if certain := next((one for one in rises if not one.unknown), None):
        yield to_stronger(actor.title, actor, certain, _UNCHECKED)
    elif rises:
        yield from doubts.of(actor, (untold for one in rises for untold in one.unknown))
    elif not rising.of(actor) and (taken := taken_by_setting_off(actor, rising)):
        yield to_another(actor.title, actor, taken, _UNCHECKED)
