"""This is where it is told who gets at the token by which a state machine is answered that waits.

Who reads the queue to which it is sent, or one that a topic or a bus hands it on to; the function or the task that is
given it, or who reads where that writes; who asks for the tasks of an activity; and who sees the history, which shows
what was sent. Sources: Step Functions API Reference, "GetActivityTask", "GetExecutionHistory" and
"TaskScheduledEventDetails" (`parameters`); Amazon SNS API Reference, "Subscribe"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.means import best
from daypass.graph.becoming.reading.queues import RECEIVES, Queues
from daypass.graph.becoming.steering.commands.calls import ACTIVITY
from daypass.graph.becoming.steering.commands.deliveries import NOUNS, QUEUE, Deliveries, Delivery
from daypass.graph.becoming.steering.commands.seals import seal_of
from daypass.graph.becoming.steering.commands.states import arn_of, executions_of
from daypass.graph.becoming.steering.commands.waits import Wait, buses_named
from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.handed_over import read_by
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising

ASKS: Final = "states:GetActivityTask"
_SEES: Final = "states:GetExecutionHistory"
_SUBSCRIBES: Final = "sns:Subscribe"
_YES: Final = Answer(possible=True)


class Heard(NamedTuple):
    """Whether somebody gets at a token, and how, in words that follow "gets the token"."""

    answer: Answer
    words: str = ""


class Tokens:
    """The tokens of the state machines of a stack."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._queues, self._runners = stack.once(Queues, rising.reach.settings), stack.once(Runners)
        self._deliveries, self._by_urn = stack.once(Deliveries), rising.actors.by_urn

    def heard(self, actor: Actor, machine: Resource, wait: Wait) -> Heard:
        """The best way in which somebody gets at the one that is handed over there."""
        found = Heard(NO)
        for one in self._ways(actor, machine, wait):
            if one.answer.possible and (not found.answer.possible or best((found.answer, one.answer)) is one.answer):
                found = one
        return found

    def told(self, machine: Resource, wait: Wait) -> Iterator[str]:
        """The names of what it is handed to."""
        for sent in self._sent(machine, wait):
            yield sent.text
            yield from (queue.name for queue in (self._queues.named(sent.by, sent.text),) if queue)

    def _ways(self, actor: Actor, machine: Resource, wait: Wait) -> Iterator[Heard]:
        if wait.call.name == ACTIVITY:
            for arn in wait.to:
                yield Heard(may(actor, ASKS, arn), f"from activity {last_of(arn)!r} ({ASKS})")
            return
        for sent in self._sent(machine, wait):
            yield self._delivered(actor, sent)
            yield from self._kept(actor, sent)
        for topic in wait.to if wait.call.name == "sns:publish" else ():
            yield Heard(may(actor, _SUBSCRIBES, topic), f"from topic {last_of(topic)!r} ({_SUBSCRIBES})")
        yield Heard(_seen(actor, machine), f"from the history of its executions ({_SEES})")

    def _sent(self, machine: Resource, wait: Wait) -> Iterator[Delivery]:
        service = wait.call.name.partition(":")[0]
        for text in wait.to:
            if service == "sns":
                yield from self._deliveries.of_topic(text)
            elif service in NOUNS:
                yield Delivery(machine, NOUNS[service], text)
        for bus in buses_named(wait.call):
            yield from self._deliveries.of_bus(bus)

    def _delivered(self, actor: Actor, sent: Delivery) -> Heard:
        if sent.noun == QUEUE:
            queue = self._queues.named(sent.by, sent.text)
            answer = best(self._queues.received(means, sent.by, sent.text) for means in actor.means)
            return Heard(answer, f"from queue {queue.name if queue else last_of(sent.text)!r} ({RECEIVES})")
        is_its_own = any(use.role == actor.resource.urn for use in self._given(sent))
        return Heard(_YES if is_its_own else NO, f"as the {sent.noun or 'workload'} that is given it")

    def _kept(self, actor: Actor, sent: Delivery) -> Iterator[Heard]:
        """Where what is given it may keep it for others, or hand it on."""
        roles = {use.role: self._by_urn.get(use.role) for use in self._given(sent)}
        for read in read_by(actor, filter(None, roles.values())):
            yield Heard(read.answer, f"which the {sent.noun} that is given it may keep at {read.place} ({read.action})")

    def _given(self, sent: Delivery) -> Iterator[Use]:
        """What of the stack is given it, and runs as a role."""
        if sent.noun != QUEUE:
            yield from (*self._runners.named(sent.noun, sent.text), *self._runners.behind(sent.urns))


def _seen(actor: Actor, machine: Resource) -> Answer:
    """Whether somebody sees what was sent, which a key of the company's own may seal."""
    seal, arn = seal_of(machine), arn_of(machine)
    if not arn:
        return NO
    found = may(actor, _SEES, executions_of(arn))
    opened = best(seal.opened(means, arn) for means in actor.means) if seal and found.possible else _YES
    return joined(found, opened)


def last_of(text: str) -> str:
    """The name in a URL or an ARN."""
    return text.rpartition("/")[2].rpartition(":")[2]
