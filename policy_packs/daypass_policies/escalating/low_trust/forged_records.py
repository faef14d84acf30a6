"""This is where it is told who forges an approval by a record: writes the row, or sends the message, that says so.

An agent does as a text says, and a pull request runs what somebody proposes. Of other workloads
`no-path-to-more-rights` tells.
"""

from collections.abc import Iterator
from itertools import product

from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.low_trust.acting import Acting, agents_acting, proposals_acting
from daypass_policies.escalating.low_trust.approving_records import ApprovingRecords, Written
from daypass_policies.escalating.low_trust.started import Started, Starting
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts, at, by, stands_in


def forged_records(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    approving = stack.once(ApprovingRecords)
    if not approving.each:
        return
    starting, doubts = stack.once(Starting, rising), Doubts()
    for acting, one in product(unasked(stack, rising).values(), approving.each):
        written = approving.written(acting.actor, one)
        if written.answer.possible:
            for started in starting.by(approving.started(one), acting.actor):
                yield from _told(acting, written, f"{one.noun} {one.by.name!r}", started, doubts)


def unasked(stack: Stack, rising: Rising) -> dict[str, Acting]:
    """Agents, and what runs what nobody has looked at yet, by their URNs."""
    return {one.actor.resource.urn: one for one in (*proposals_acting(stack, rising), *agents_acting(stack, rising))}


def _told(
    acting: Acting, written: Written, by_which: str, started: Started, doubts: Doubts
) -> Iterator[Problem | Open]:
    actor, done, answer = acting.actor, started.done, written.answer
    if not done or answer.unknown:
        yield from doubts.of(actor, (*answer.unknown, *(() if done else started.untold)))
    elif acting.undecided:
        yield acting.undecided
    else:
        yield Problem(
            f"{actor.title}, {acting.words}, may {written.words} ({written.action}) that says that something was "
            f"approved, and by which {by_which} starts {started.words}; that acts as {done.role}, which may "
            f"{done.gain}, as it may not itself{by(answer.grounds)}",
            at=at(answer.grounds, actor.resource),
            key=f"approves by {by_which} {started.use.consumer.name}",
            severity="medium",
            confidence="medium",
            advisory=True,
            on=actor.resource,
            within=stands_in(answer.grounds, actor.resource),
            witness=written.action,
        )
