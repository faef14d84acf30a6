"""This is where it is worked out once, for the rules that ask, who administers the data with which they work.

They have all of it, as they may grant themselves what they like.
"""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
from daypass.rule import Open, Problem
from daypass.settings import Settings
from daypass_policies.escalating.appointed import is_appointed
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.stores.administrator import Administrator
from daypass_policies.escalating.stores.domain_masters import domain_masters
from daypass_policies.escalating.stores.guarded_domains import DOMAINS
from daypass_policies.escalating.stores.lakes import LAKES, lake_administrators
from daypass_policies.escalating.takeovers.workers import works_for_itself
from daypass_policies.escalating.told import Doubts, within_bounds


def data_admins(stack: Stack, settings: Settings) -> tuple[Problem | Open, ...]:
    """What is told of a stack."""
    if not any(True for _ in stack.of_type(*LAKES, *DOMAINS)):
        return ()
    rising, doubts = stack.once(Rising, settings), Doubts()
    each = (*lake_administrators(rising), *domain_masters(rising))
    return tuple(told for one in each for told in _judged(one, rising, settings, doubts))


def _judged(one: Administrator, rising: Rising, settings: Settings, doubts: Doubts) -> Iterator[Problem | Open]:
    role = one.named.role
    if not one.answer.possible or not works_for_itself(role, rising):
        return
    try:
        if is_appointed(role, settings):
            return
    except Undecided as stopped:
        yield Open(role.resource, (stopped.path,))
        return
    if not one.named.is_known:
        yield Open(one.of, (one.named.at,))
    elif one.answer.unknown:
        yield from doubts.of(role, one.answer.unknown)
    else:
        found = Problem(one.fact, at=one.named.at, key=role.resource.name, on=one.of)
        yield from within_bounds(role, [found])
