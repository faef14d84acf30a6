"""This is where it is told who forges an approval by a record: writes the row, or sends the message, that says so.

An agent does as a text says, and a pull request runs what somebody proposes. Of other workloads
`no-path-to-more-rights` tells.
"""

from collections.abc import Iterator

from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.low_trust.acting import unasked
from daypass_policies.escalating.low_trust.approving_records import ApprovingRecords
from daypass_policies.escalating.low_trust.forging import Forging, told_of
from daypass_policies.escalating.low_trust.started import Starting
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts


def forged_records(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    approving = stack.once(ApprovingRecords)
    if not approving.each:
        return
    starting, doubts = stack.once(Starting, rising), Doubts()
    for acting in unasked(stack, rising).values():
        for one, written in approving.near(acting.actor):
            for started in starting.by(approving.started(one), acting.actor):
                forging = Forging(acting, written.words, written.action, written.answer)
                which = f"{one.noun} {one.by.name!r}"
                yield from told_of(forging, started, which, which, doubts)
