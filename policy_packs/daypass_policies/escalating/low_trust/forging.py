"""This is where it is said for people who forges an approval, and what is started by it that they may not do."""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.rule import Open, Problem
from daypass_policies.escalating.low_trust.acting import Acting
from daypass_policies.escalating.low_trust.started import StartedUse
from daypass_policies.escalating.told import Doubts, advice


class Forging(NamedTuple):
    """Who says that something was approved: what they do for that, in words that follow "may", and by which action."""

    acting: Acting
    does: str
    action: str
    answer: Answer


def told_of(one: Forging, started: StartedUse, by_which: str, key: str, doubts: Doubts) -> Iterator[Problem | Open]:
    """What is told where something is started by it, `by_which` rule or mapping; the `key` names that."""
    actor, done, answer = one.acting.actor, started.done, one.answer
    if not done or answer.unknown:
        yield from doubts.of(actor, (*answer.unknown, *(() if done else started.untold)))
    elif one.acting.undecided:
        yield one.acting.undecided
    else:
        fact = (
            f"{actor.title}, {one.acting.words}, may {one.does} ({one.action}) that says that something was approved, "
            f"and by which {by_which} starts {started.words}; that acts as {done.role}, which may {done.gain}, as it "
            "may not itself"
        )
        yield advice(actor, fact, answer.grounds, f"approves by {key} {started.use.consumer.name}", one.action)
