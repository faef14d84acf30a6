"""This is where it is told who forges an approval: puts the event that says so, on which something acts that may more.

An agent does as a text says, and a pull request runs what somebody proposes. Of other workloads
`no-path-to-more-rights` tells.
"""

from collections.abc import Iterator
from itertools import product

from daypass.graph.becoming.steering.commands.rules import PATTERN
from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.acting import unasked
from daypass_policies.escalating.low_trust.approving_events import PUTS, ApprovingEvents
from daypass_policies.escalating.low_trust.forging import Forging, told_of
from daypass_policies.escalating.low_trust.started import Starting
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts


def forged_approvals(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    events = stack.once(ApprovingEvents)
    if not events.each and not events.hidden:
        return
    starting, doubts = stack.once(Starting, rising), Doubts()
    acting = [one for one in unasked(stack, rising).values() if not one.actor.has_among_everything(PUTS)]
    for one, rule in product(acting, events.each):
        if (answer := events.put(one.actor, rule)).possible:
            for started in starting.by(events.started(rule), one.actor):
                forging, name = Forging(one, "put the event", PUTS, answer), rule.rule.name
                yield from told_of(forging, started, f"event rule {name!r}", name, doubts)
    for rule in events.hidden:
        able = [one.actor for one in acting if may(one.actor, PUTS, rule.arn).possible]
        if any(any(starting.by(events.started(rule), actor)) for actor in able):
            yield Open(rule.rule, (PATTERN,))
