"""This is where it is told what somebody gets who writes what a service does as a role that they pass to it.

A rule, a schedule, a pipe and a state machine do as their role what their definition says, with an input that stands
there: who writes it has the role send commands, start builds or ask machines at their word, though the role is named.
Sources: EventBridge API Reference, "PutTargets" and "Target" (`Input`, `RunCommandParameters`); EventBridge Scheduler
User Guide, "Using universal targets in EventBridge Scheduler"; read 2026-12.
"""

from collections.abc import Iterator
from itertools import chain

from daypass.graph.becoming.edges import Edge
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.coding import by_code, only_starts
from daypass_policies.escalating.takeovers.commanded import runs_any_command
from daypass_policies.escalating.takeovers.doing import done_for
from daypass_policies.escalating.takeovers.gaining import SECRETS, Weight
from daypass_policies.escalating.takeovers.invoking import aimed_for, invoked_for
from daypass_policies.escalating.takeovers.redefining import deployed_as, started_beyond
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.through import gained_through
from daypass_policies.escalating.takeovers.workers import works_for_itself


def handed_on(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What the role that is passed passes on, commands or asks."""
    for further in rising.steps(edge.target):
        if further.how == "pass role" and further.target != actor.node:
            if gain := gained_through(further, further, actor, rising, SECRETS):
                yield Taken((edge, further), further.target, gain)
        elif further.how == "asks":
            yield from _asked(edge, further, actor, rising)
        elif further.how == "code" and _is_worded(further):
            yield from _commanded(edge, further, actor, rising)
        elif further.how == "assume" and works_for_itself(actor, rising):
            yield from deployed_as(edge, further, actor, rising)
    if works_for_itself(actor, rising):
        yield from started_beyond(edge, actor, rising)


def _asked(edge: Edge, further: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What those do that it asks. What they only read, nobody sees but the role."""
    weights = _weights(actor, further, further, rising)
    each = (kind(further, actor, rising, weights) for kind in (done_for, invoked_for, aimed_for))
    for asked in chain.from_iterable(each):
        yield Taken((edge, *asked.edges), asked.edges[-1].target, asked.gain)


def _commanded(edge: Edge, further: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What those may that run what it sends them."""
    for runs in rising.steps(further.target):
        if runs.how == "runs as" and runs.target != actor.node:
            weights = _weights(actor, further, runs, rising)
            if gain := gained_through(further, runs, actor, rising, weights):
                yield Taken((edge, further, runs), runs.target, gain)


def _weights(actor: Actor, further: Edge, runs: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of these: as much as if the holder commanded them. Of a pipeline, which deploys, secrets alone."""
    return by_code(actor, further, runs, rising) if works_for_itself(actor, rising) else SECRETS


def _is_worded(further: Edge) -> bool:
    """Whether it is more than to start something as it is: the holder words what is asked for."""
    return not only_starts(further) or runs_any_command(further.target.resource)
