"""This is where it is told who has a state machine go past an approval: they write the switch by which it decides that.

Who starts the machine, or an agent or a build that does as others say, sets it for themselves. Sources: Step Functions
Developer Guide, "Choice workflow state" and "Wait for a Callback with Task Token"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.commands.feeds import Feeds
from daypass.graph.becoming.steering.commands.stores import PARAMETERS, SECRETS, Writing
from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.approval_switches import Skip, is_followed, skips_of
from daypass_policies.escalating.low_trust.asking import Asking
from daypass_policies.escalating.low_trust.gates import Gates
from daypass_policies.escalating.low_trust.machine_tasks import Done, Tasks
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.workers import is_persons
from daypass_policies.escalating.told import Doubts, advice

_NOUNS: Final[Mapping[str, str]] = {
    "dynamodb": "item",
    "s3": "object",
    PARAMETERS: "parameter",
    SECRETS: "secret",
    "sqs": "message",
}


class _Skipping(NamedTuple):
    """Who has a machine skip an approval, by which right, and what is done then."""

    asking: Asking
    writing: Writing
    writes: Answer
    done: Done


def skipped_approvals(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    gates = stack.once(Gates, rising)
    waiting = [one for one in gates.machines if one.waits]
    skips = [skip for one in waiting for skip in skips_of(one, gates)]
    yield from (Open(one.resource, (TOO_MUCH.what,)) for one in waiting if not is_followed(one, gates))
    skipping, doubts = _Skippers(stack, rising) if skips else None, Doubts()
    told = set[tuple[str, str]]()
    for skip in skips if skipping else ():
        for actor in rising.actors.each:
            key = (skip.machine.resource.urn, actor.resource.urn)
            if skipping and actor.node and key not in told and not is_persons(actor, rising):
                found = tuple(skipping.told(skip, actor, doubts))
                told |= {key for one in found if isinstance(one, Problem)}
                yield from found


class _Skippers:
    """Who skips what, in a stack."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._tasks, self._gates, self._feeds = Tasks(stack, rising), stack.once(Gates, rising), stack.once(Feeds)

    def told(self, skip: Skip, actor: Actor, doubts: Doubts) -> Iterator[Problem | Open]:
        """What is told of one who may write a switch."""
        machine, acting = skip.machine, self._gates.acting.get(actor.resource.urn)
        each = [(one, _writes(actor, one)) for one in skip.written]
        writes = best(answer for _, answer in each)
        if not writes.possible or actor.resource.urn in self._gates.roles_of(machine):
            return
        feeds = self._feeds.of(machine.resource)
        starts = best(may(actor, feed.action, feed.arn, feed.facts) for feed in feeds)
        if not starts.possible and (acting is None or skip.store.is_asked):
            return
        writing = next(one for one, answer in each if answer is writes)
        done = next(filter(None, (self._tasks.done(actor, machine.resource, place) for place in skip.places)), None)
        if done:
            one = _Skipping(Asking(actor, acting, starts), writing, writes, done)
            yield from one.asking.told(writes, partial(_problem, skip, one), doubts)
        else:
            untold = (self._tasks.untold(actor, machine.resource, place) for place in skip.places)
            if first := next(filter(None, untold), ()):
                yield from doubts.of(actor, (*writes.unknown, *starts.unknown, *first))


def _writes(actor: Actor, writing: Writing) -> Answer:
    """Whether it may, by more than a statement that gives nearly everything, of which others speak."""
    answer = may(actor, writing.action, writing.arn, Facts(dict(writing.brings)))
    return answer if not actor.has_among_everything(writing.action) else Answer(possible=False)


def _problem(skip: Skip, one: _Skipping) -> Problem:
    machine, is_started = skip.machine, one.asking.starts.is_certain
    name, writes = f"state machine {machine.resource.name!r}", f"write ({one.writing.action})"
    does = f"start {name} and {writes}" if is_started else writes
    which = "that" if is_started else name
    fact = (
        f"{one.asking.title} may {does} the {_NOUNS[skip.store.service]} by which {which} decides whether it waits for "
        f"an approval{machine.at(skip.gate)}; without one it acts as {one.done.role}, which may {one.done.gain}, as it "
        "may not itself"
    )
    key = f"skips approval of {machine.resource.name}"
    return advice(one.asking.actor, fact, one.writes.grounds, key, one.writing.action)
