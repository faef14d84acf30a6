"""This is where it is told what somebody gets of a workload that is said to run what stands in the messages it takes.

Nobody has read its code, and who was given the queue by its name was given it to have something run. Told is a workload
that reaches the queue by patterns alone, is called otherwise, and so sends orders to what was not set up for it.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.steering.said_to_grant import SAID_TO_GRANT
from daypass.graph.becoming.steering.said_to_run import SAID_TO_RUN
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin_beyond
from daypass_policies.escalating.takeovers.choosing import is_of_many, meeting
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, every_gained
from daypass_policies.escalating.takeovers.refusing_queues import RefusingQueues
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.workers import works_for_itself

_BY_WORDS: Final = SAID_TO_GRANT | {SAID_TO_RUN}
_SENDS: Final = "sqs:SendMessage"
_TAKES: Final = frozenset(("sqs:receivemessage", "sqs:deletemessage", "sqs:changemessagevisibility"))


def run_for(edge: Edge, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    """What this step gives a workload; nothing where it is one of another kind."""
    if SAID_TO_RUN not in edge.paths or not works_for_itself(actor, rising):
        return
    patterns = tuple(meeting(actor, edge.thing, _SENDS))
    is_refused = rising.reach.stack.once(RefusingQueues).refuse(actor, _SENDS, edge.thing)
    for runs in rising.steps(edge.target) if all(map(is_of_many, patterns)) and not is_refused else ():
        if runs.how != "runs as" or is_kin_beyond(actor, runs.target, patterns):
            continue
        every = every_gained(actor, runs.target, rising, HEAVY)
        if gain := next((one for one in every if not _is_of_messages(one)), None):
            yield AskedGain((edge, runs), gain)


def _is_of_messages(gain: Gain) -> bool:
    """Whether it is to take what it was sent, as whoever has it run does anyway."""
    return gain.action.lower() in _TAKES


def is_by_words(found: Taken) -> bool:
    """Whether nothing but what somebody called something says what follows from a step."""
    return any(edge.is_by_name or not _BY_WORDS.isdisjoint(edge.paths) for edge in found.edges)
