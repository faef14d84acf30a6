"""This is where it is told what a state machine gives out that it was not there to give to whoever starts it.

A machine that reads the secret which its input names, or one that is written down, and has that in its output, gives it
to each workload that may start it and see what came of it: also what a statement names for its role. So it is with what
is stored in whichever table or bucket the input names, where its role reads several. A machine that is called like a
workload is its own, and so is a secret that is, or that it may read itself. Source: Step Functions Developer Guide,
"Processing input and output"; Secrets Manager API Reference, "GetSecretValue" (`SecretId`); read 2026-12.
"""

from collections.abc import Collection, Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.steering.commands.readings import READING, SHOWING, Choices, WrittenSecret
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_foreign
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import SECRETS, Gain, Weight, counts, gains
from daypass_policies.escalating.takeovers.things import thing_of
from daypass_policies.escalating.takeovers.workers import works_for_itself

_OF_SECRETS: Final = "secretsmanager"
_DATA: Final[tuple[Weight, ...]] = ("data",)
_DRAWN: Final = "-xXxXxX"
"""What AWS puts after the name of a secret. Source: Secrets Manager User Guide, "Secret ARNs"; read 2026-11."""


def given_out_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step gives; nothing where it is one of another kind, or not to a workload."""
    is_one = not (READING | SHOWING).isdisjoint(edge.paths) and bool(weights)
    machine = edge.target.resource if is_one and works_for_itself(actor, rising) else None
    if machine is None:
        return
    for runs in rising.steps(edge.target):
        role = rising.actors.by_urn.get(runs.target.key)
        if role is None or runs.how != "runs as" or not is_foreign(actor, runs.target, edge.target.name, edge.thing):
            continue
        found = _given_out(edge, machine, role, actor, rising)
        if gain := next(
            (one for one in found if counts(one) and not is_called_like(actor, thing_of(one.resource))), None
        ):
            yield AskedGain((edge, runs), gain)


def _given_out(edge: Edge, machine: Resource, role: Actor, actor: Actor, rising: Rising) -> Iterator[Gain]:
    choices = rising.reach.stack.once(Choices)
    if SHOWING.isdisjoint(edge.paths):
        yield from (one for one in gains(actor, role, SECRETS) if _is_done(one, choices.of(machine)))
        yield from _stored(role, actor, choices.of_data(machine))
        return
    near = [one for one in choices.written(machine) if one.path in edge.paths]
    for written in near:
        for gain in gains(actor, role, SECRETS):
            if _is_done(gain, (written.action,)) and _is_of(gain, written, actor):
                yield gain


def _stored(role: Actor, actor: Actor, actions: Collection[str]) -> Iterator[Gain]:
    """What is stored in one of several things that the role reads so."""
    every = [one for one in gains(None, role, _DATA) if _is_done(one, actions)] if actions else []
    things = {thing_of(one.resource) for one in every}
    if len(things) > 1 or any(map(has_wildcard, things)):
        yield from (one for one in gains(actor, role, _DATA) if _is_done(one, actions))


def _is_done(gain: Gain, actions: Collection[str]) -> bool:
    return any(action_matches(gain.action, action) for action in actions)


def _is_of(gain: Gain, written: WrittenSecret, actor: Actor) -> bool:
    """Whether it is to read what is written down, and that is for no tests, not called like the holder, nor theirs."""
    if not written.name:
        return True
    name = _name_in(written.name)
    is_own = is_for_tests(name) or is_called_like(actor, name)
    takes_in = _takes_in(thing_of(gain.resource), name)
    return takes_in and not is_own and not may(actor, written.action, _arn(gain.resource, written)).possible


def _takes_in(thing: str, name: str) -> bool:
    """Whether the name of what a statement is about, which may be a pattern, is that of what is written down."""
    drawn = len(_DRAWN)
    ends = (name, f"{name}{_DRAWN}", f"{name.rstrip('/')}/{_DRAWN}", name[:-drawn])
    return any(matches(thing, one) for one in ends if one) or thing[:-drawn] == name


def _name_in(text: str) -> str:
    return thing_of(text) if Arn.parse(text) else text.lstrip("/")


def _arn(resource: str, written: WrittenSecret) -> str:
    """The ARN of what is written down, beside what a statement is about; itself where that is no pattern."""
    if Arn.parse(written.name):
        return written.name
    arn = Arn.parse(resource)
    if arn and not has_wildcard(thing_of(resource)):
        return resource
    service = written.action.partition(":")[0]
    place = f"arn:{arn.partition}:{service}:{arn.region}:{arn.account}" if arn else f"arn:*:{service}:*:*"
    return (
        f"{place}:secret:{written.name}{_DRAWN}"
        if service == _OF_SECRETS
        else f"{place}:parameter/{_name_in(written.name)}"
    )
